"""Letters about comments. None of them carries what somebody wrote."""

from django.conf import settings
from django.urls import reverse

from coaching.articles.models import Comment
from runners.mail import Letter, Writer
from runners.models import Outbox


def confirm_letter(row: Outbox) -> Letter | None:
    comment = _about(row, Comment.State.UNCONFIRMED)
    return _letter("comment_confirm", comment) if comment else None


def held_letter(row: Outbox) -> Letter | None:
    """To the author of the article: somebody waits. At most once a day."""
    if row.recipient is None or not Comment.objects.filter(article__author=row.recipient.pk).waiting().exists():
        return None
    context: dict[str, object] = {"coach": row.recipient.first_name, "link": _link("comments-desk")}
    return Letter("comment_held", context)


def reply_letter(row: Outbox) -> Letter | None:
    """To whoever was answered, while they still want to know."""
    reply = _about(row, Comment.State.PUBLISHED)
    asked = reply.answers if reply else None
    if reply is None or asked is None or not asked.wants_replies:
        return None
    context: dict[str, object] = {
        "name": asked.name,
        "title": reply.article.title,
        "link": f"{settings.PUBLIC_URL}{reply.article.get_absolute_url()}#comment-{reply.pk}",
    }
    return Letter("comment_reply", context, to=asked.email, leave=_link("comment-leave", asked.token))


def declined_letter(row: Outbox) -> Letter | None:
    comment = _about(row, Comment.State.DECLINED)
    return _letter("comment_declined", comment, why=comment.get_why_display()) if comment else None


def _about(row: Outbox, state: Comment.State) -> Comment | None:
    found = Comment.objects.filter(pk=row.subject_id, state=state)
    return found.select_related("article", "answers").first()


def _letter(template: str, comment: Comment, **more: object) -> Letter:
    link = _link("comment", comment.token)
    return Letter(
        template, {"name": comment.name, "title": comment.article.title, "link": link, **more}, to=comment.email
    )


def _link(name: str, *args: object) -> str:
    return settings.PUBLIC_URL + reverse(name, args=args)


WRITERS: dict[str, Writer] = {
    "comment-confirm": confirm_letter,
    "comment-held": held_letter,
    "comment-reply": reply_letter,
    "comment-declined": declined_letter,
}
