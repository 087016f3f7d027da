"""Everything somebody owns, of all apps: each kind of lines in the order in which they point to each other."""

from django.db.models import Model

from coaching.alerts import owned as alerts
from coaching.articles import owned as articles
from coaching.consultations import owned as consultations
from coaching.conversations import owned as conversations
from coaching.planning import owned as planning
from journal import owned as journal
from runners import owned as runners
from runners.owned import Back, Owned

OWNED: tuple[Owned, ...] = (
    *runners.OWNED,
    *journal.OWNED,
    *planning.OWNED,
    *conversations.OWNED,
    *alerts.OWNED,
    *consultations.OWNED,
    *articles.OWNED,
)
LEFT_OUT: dict[type[Model], str] = {
    **runners.LEFT_OUT,
    **journal.LEFT_OUT,
    **planning.LEFT_OUT,
    **conversations.LEFT_OUT,
    **alerts.LEFT_OUT,
    **consultations.LEFT_OUT,
    **articles.LEFT_OUT,
}
BY_KIND: dict[str, Owned] = {owned.kind: owned for owned in OWNED}
LIVING: tuple[Owned, ...] = tuple(owned for owned in OWNED if owned.back is Back.LIVES)


def kind_of(model: type[Model]) -> str | None:
    """The kind whose numbers a column that points to this table uses."""
    return next((owned.kind for owned in OWNED if owned.model is model and not owned.only), None)
