"""Pages for visitors, kept ready in the process for as long as nothing on them has changed.

What they show is read back from the rows themselves, so that no writer anywhere has to remember to throw a page away.
Only signed-out visitors get kept pages: these are the same for all of them.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

MOST = 400
EDITION = """
SELECT (SELECT md5(string_agg(concat_ws(' ', id, changed_at,
                published_at + comment_days * interval '1 day' > %(now)s), ',' ORDER BY id))
          FROM articles_article WHERE published_at <= %(now)s),
       (SELECT md5(string_agg(concat_ws(' ', id, decided_at), ',' ORDER BY id))
          FROM articles_comment WHERE state = 'published'),
       (SELECT string_agg((p.person_id, p.slug, p.about, u.name, u.is_active, u.is_coach, u.leaving_at)::text, ','
                ORDER BY p.person_id)
          FROM runners_coachprofile p JOIN runners_user u ON u.id = p.person_id WHERE p.listed_at <= %(now)s)
"""
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Page:
    edition: tuple[Any, ...]
    content: bytes
    content_type: str


_pages: OrderedDict[tuple[str, str, str], Page] = OrderedDict()


def kept(view: View, *, sql: str = EDITION) -> View:
    """`sql` asks in one statement whether anything on the page is different from when it was made."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, *args, **kwargs)
        address = (request.path, request.GET.get("page", ""), request.GET.get("kind", ""))
        current = edition(timezone.now(), sql)
        page = _pages.get(address)
        if page is None or page.edition != current:
            made = view(request, *args, **kwargs)
            if made.status_code != 200:
                return made
            page = _keep(address, Page(current, made.content, made["Content-Type"]))
        response = HttpResponse(page.content, content_type=page.content_type)
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def edition(now: datetime, sql: str = EDITION) -> tuple[Any, ...]:
    """Differs whenever anything that visitors can see is different, by the same clock as the pages."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"now": now})
        return tuple(cursor.fetchone() or ())


def _keep(address: tuple[str, str, str], page: Page) -> Page:
    _pages[address] = page
    _pages.move_to_end(address)
    if len(_pages) > MOST:
        _pages.popitem(last=False)
    return page
