"""What of articles and comments goes into a copy of everything of somebody's; see runners.owned."""

from django.db.models import Model, Q

from coaching.articles.models import Article, Comment, OldAddress, Picture, Report
from runners.owned import KEYS, Back, Owned, Part, Rows, whose

DRAWN = "made anew from the text whenever it is kept"


def comments_of(pk: int) -> Rows:
    """Those under their account, and those from their addresses without one."""
    return Comment.objects.filter(whose(pk)).order_by("pk").select_related("article")


def _not_taken(row: Picture, content: bytes) -> None:
    raise NotImplementedError


OWNED: tuple[Owned, ...] = (
    Owned(
        "comments", "Your comments", "What you wrote under articles.", Comment, comments_of,
        owner="person", left_out=KEYS, told={"article": lambda row: row.article.title},
    ),
    Owned(
        "articles", "Your articles", "What you wrote for everybody.", Article,
        lambda pk: Article.objects.filter(author=pk).order_by("pk"), back=Back.TOLD, owner="author",
        left_out={"html": DRAWN, "contents": DRAWN, "card": DRAWN, "card_hash": DRAWN, "minutes": DRAWN},
        told={"tags": lambda row: sorted(tag.name for tag in row.tags.all())},
    ),
    Owned(
        "pictures", "Your pictures", "In the folder pictures.", Picture,
        lambda pk: Picture.objects.filter(author=pk).order_by("pk"), back=Back.TOLD, owner="author",
        left_out={"content": "in the folder pictures"},
        part=Part("pictures", lambda row: ".webp", Q(), lambda row: bytes(row.content), _not_taken, "content"),
    ),
)  # fmt: skip

LEFT_OUT: dict[type[Model], str] = {
    Article.tags.through: "the tags stand with each article",
    OldAddress: "where an article stood before",
    Report: "who reported a comment is kept as a number that cannot be read back",
}
