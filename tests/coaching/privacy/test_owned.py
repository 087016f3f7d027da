"""Every table that holds anything of somebody's goes into their copy, or is left out for a written reason."""

from collections import defaultdict

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model

from coaching.privacy.lines import columns_of
from coaching.privacy.registry import BY_KIND, LEFT_OUT, LIVING, OWNED, kind_of
from runners.models import User
from runners.owned import Owned
from runners.private import PrivateText
from tests.privacy.test_policy import POLICY, goes_with_a_person

# Tables of Django and of its apps that are not ours to list.
FOREIGN = {
    "account_emailconfirmation": "codes go by mail here; nothing stands in it",
    "django_admin_log": "what keepers of the site did at their desk",
    "runners_user_groups": "rights of the site's keepers",
    "runners_user_user_permissions": "rights of the site's keepers",
}
PERSONAL = [
    model
    for model in apps.get_models(include_auto_created=True)
    if goes_with_a_person(model, set()) and model._meta.db_table not in FOREIGN
]


def exported() -> dict[type[Model], list[Owned]]:
    found: dict[type[Model], list[Owned]] = defaultdict(list)
    for owned in OWNED:
        found[owned.model].append(owned)
    return found


def test_every_table_of_somebodys_is_in_a_copy_or_left_out_for_a_reason() -> None:
    missing = [model._meta.label for model in PERSONAL if model not in exported() and not LEFT_OUT.get(model, "")]
    assert missing == []
    assert [model._meta.label for model in LEFT_OUT if model in exported()] == []
    assert len(PERSONAL) > 30


@pytest.mark.parametrize("model", sorted(exported(), key=lambda model: model._meta.label))
def test_every_column_is_in_a_copy_or_left_out_for_a_reason(model: type[Model]) -> None:
    told: set[str] = set()
    for owned in exported()[model]:
        told |= {field.name for field in columns_of(owned)} | set(owned.left_out) | {"id", owned.owner}
        assert all(owned.left_out.values())
    both = exported()[model] if model is User else exported()[model][:1]
    columns = {field.name for field in model._meta.concrete_fields}
    assert columns <= told | {name for owned in both for name in owned.told}, columns - told


@pytest.mark.parametrize("owned", OWNED, ids=lambda owned: owned.kind)
def test_what_points_elsewhere_is_said_in_words_or_in_numbers_of_the_copy(owned: Owned) -> None:
    links = [field for field in columns_of(owned) if isinstance(field, ForeignKey) and field.name not in owned.told]
    assert [field.name for field in links if kind_of(field.related_model) is None] == []


@pytest.mark.parametrize("owned", OWNED, ids=lambda owned: owned.kind)
def test_all_private_words_are_in_it(owned: Owned) -> None:
    """What is sealed at rest is what one wants to take along. Alone an undo's memory stays, and a secret we made."""
    sealed = {field.name for field in owned.model._meta.concrete_fields if isinstance(field, PrivateText)}
    table = owned.model._meta.db_table
    left = {f"{table}.{name}" for name in sealed - {field.name for field in columns_of(owned)}}
    assert left <= {"runners_original.before", "alerts_webhook.secret"}


def test_what_lives_again_has_its_links_before_it() -> None:
    """A line is read after those it points to."""
    order = [owned.kind for owned in OWNED]
    for owned in LIVING:
        for field in columns_of(owned):
            if isinstance(field, ForeignKey):
                kind = kind_of(field.related_model)
                assert kind is not None
                assert order.index(kind) <= order.index(owned.kind), (owned.kind, field.name)
                assert BY_KIND[kind] in LIVING


def somebodys(table: str) -> list[str]:
    """A table without a policy fails in tests/privacy."""
    return [name for kind in ("own", "shared_with_coach") for name in POLICY.get(table, {}).get(kind, [])]


def test_what_a_policy_calls_somebodys_own_is_not_left_out_by_the_way() -> None:
    """Columns of the class "own" or "shared_with_coach" that no copy has."""
    left = {
        f"{owned.model._meta.db_table}.{name}"
        for owned in OWNED
        for name in owned.left_out
        if name in somebodys(owned.model._meta.db_table)
    }
    assert left == {
        "alerts_alertstep.outcome",
        "alerts_alertstep.useful",
        "alerts_webhook.secret",
        "articles_article.card",
        "articles_article.contents",
        "articles_article.html",
        "articles_picture.content",
        "mfa_authenticator.data",
        "runners_original.before",
        "runners_original.content",
        "runners_samples.content",
        "runners_user.password",
        "usersessions_usersession.data",
    }
