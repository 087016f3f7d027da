"""What search engines are told about: every public page of the site."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coaching.articles.feeds import SITEMAPS, OurMap
from coaching.consultations import queries
from coaching.consultations.models import Offer
from runners.access import public


class Coaches(OurMap):
    def items(self) -> list[queries.Card]:
        return list(queries.coaches(timezone.now()))

    def location(self, item: queries.Card) -> str:
        return item.address


class Offers(OurMap):
    def items(self) -> QuerySet[Offer]:
        return Offer.objects.public(timezone.now()).select_related("coach").order_by("coach", "place_in_list", "pk")

    def lastmod(self, item: Offer) -> datetime:
        return item.changed_at


MAPS: dict[str, Any] = {**SITEMAPS, "coaches": Coaches, "offers": Offers}


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return django_sitemap(request, MAPS).render()
