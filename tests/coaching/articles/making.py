"""One of everything that visitors can see, and its addresses."""

import io
from datetime import timedelta
from typing import Any

from django.utils import timezone
from PIL import Image

from coaching.articles import actions
from coaching.articles.models import Comment
from runners.models import CoachProfile, User
from tests.coaching.articles.conftest import draft


def published_by(coach: User) -> dict[str, dict[str, Any]]:
    now = timezone.now()
    CoachProfile.objects.filter(person=coach).update(slug="jo", listed_at=now - timedelta(days=9))
    author = CoachProfile.objects.select_related("person").get(person=coach)
    out = io.BytesIO()
    Image.new("RGB", (4, 3)).save(out, "PNG")
    picture = actions.add_picture(author, content=out.getvalue(), shows="a field", now=now)
    body = f"## Slow\n\n![a field](picture:{picture.pk})"
    article = actions.write(author, draft=draft(body=body, published_at=now - timedelta(days=1)), now=now)
    comment = Comment.objects.create(
        article=article, name="Ana", email="a@example.org", text="Yes.", state="published", written_at=now
    )
    return {
        **dict.fromkeys(("article", "comment-write"), {"slug": article.slug}),
        **dict.fromkeys(("articles-tag", "articles-tag-feed"), {"slug": "patience"}),
        **dict.fromkeys(("articles-author", "articles-author-feed"), {"slug": "jo"}),
        **dict.fromkeys(("article-edit", "article-remove"), {"pk": article.pk}),
        **dict.fromkeys(("comment", "comment-appeal", "comment-withdraw", "comment-leave"), {"token": comment.token}),
        "article-card": {"slug": article.slug, "digest": article.card_hash},
        "article-picture": {"pk": picture.pk, "digest": picture.digest[:12]},
        "article-picture-remove": {"pk": picture.pk},
        "comment-report": {"pk": comment.pk},
    }
