from datetime import datetime, timedelta

import pytest

from coaching.articles import actions
from coaching.articles.actions import Draft
from coaching.articles.models import Article
from runners.models import CoachProfile, User


@pytest.fixture
def author(coach: User, now: datetime) -> CoachProfile:
    """Jo, whom the site's owner has put on the public pages."""
    CoachProfile.objects.filter(person=coach).update(slug="jo", listed_at=now - timedelta(days=30))
    return CoachProfile.objects.select_related("person").get(person=coach)


def draft(**fields: object) -> Draft:
    plain = {
        "title": "Easy is a skill",
        "slug": "",
        "summary": "Why the slow days are the hard ones.",
        "body": "## Slow\n\nIt takes practice.",
        "tags": ["patience"],
        "comment_days": 60,
        "published_at": None,
    }
    return Draft(**{**plain, **fields})


@pytest.fixture
def published(author: CoachProfile, now: datetime) -> Article:
    return actions.write(author, draft=draft(published_at=now - timedelta(days=3)), now=now)
