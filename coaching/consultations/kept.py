"""Public pages of coaches, kept ready like those of articles, which stand on them as well.

The month of an offer is kept, too, for visitors who are not signed in: one statement asks whether anything has changed
that decides about its times. What belongs to one visitor alone, the form's token and its key, is put in anew.
"""

import re
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from coaching.articles.kept import EDITION, MOST, kept

OFFERS = """,
       (SELECT md5(string_agg(concat_ws(' ', id, changed_at), ',' ORDER BY id))
          FROM consultations_offer WHERE closed_at IS NULL AND NOT for_squad),
       (SELECT md5(string_agg(concat_ws(' ', coach_id, changed_at), ',' ORDER BY coach_id)) FROM consultations_welcome)
"""
# Meetings of the last week still count for a week's limit. A hold that has run out is another calendar.
CALENDAR = """
SELECT o.id, o.changed_at, u.name, u.time_zone, date_trunc('minute', %(now)s),
       (SELECT string_agg(concat_ws(' ', weekday, from_time, until_time, for_squad), ',' ORDER BY id)
          FROM consultations_weeklyrule WHERE coach_id = o.coach_id),
       (SELECT string_agg(concat_ws(' ', day, windows), ',' ORDER BY day)
          FROM consultations_override WHERE coach_id = o.coach_id),
       (SELECT string_agg(concat_ws(' ', first_on, last_on), ',' ORDER BY id)
          FROM consultations_away WHERE coach_id = o.coach_id),
       (SELECT concat_ws(' ', fetched_at, added_at) FROM consultations_busyfeed WHERE coach_id = o.coach_id),
       (SELECT md5(string_agg(concat_ws(' ', m.id, b.id, b.state), ',' ORDER BY m.id, b.id))
          FROM consultations_meeting m
          LEFT JOIN consultations_booking b ON b.meeting_id = m.id
                                           AND b.state IN ('held', 'pending', 'booked', 'done', 'no_show')
                                           AND (b.held_until IS NULL OR b.held_until > %(now)s)
         WHERE m.coach_id = o.coach_id AND m.live AND m.starts_at > %(now)s - interval '15 days')
  FROM consultations_offer o JOIN runners_user u ON u.id = o.coach_id
  JOIN runners_coachprofile p ON p.person_id = o.coach_id
 WHERE p.slug = %(coach)s AND o.slug = %(slug)s AND o.closed_at IS NULL AND NOT o.for_squad
   AND p.listed_at <= %(now)s AND u.is_active AND u.is_coach AND u.leaving_at IS NULL
"""
TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")\w{64}')
KEY = re.compile(rb'(?<=name="key" value=")[0-9a-f-]{36}')
View = Callable[..., HttpResponse]

with_offers = partial(kept, sql=EDITION.rstrip() + OFFERS)


@dataclass(frozen=True)
class Month:
    """A page in pieces: before the token, between it and the key, behind. Without a free time it is one piece."""

    edition: tuple[Any, ...]
    pieces: tuple[bytes, ...]

    def page(self, request: HttpRequest) -> bytes:
        if len(self.pieces) == 1:
            return self.pieces[0]
        before, between, behind = self.pieces
        return b"".join((before, get_token(request).encode(), between, str(uuid.uuid4()).encode(), behind))


def in_pieces(content: bytes) -> tuple[bytes, ...]:
    token, key = TOKEN.search(content), KEY.search(content)
    if token is None or key is None:
        return (content,)
    return content[: token.start()], content[token.end() : key.start()], content[key.end() :]


_months: OrderedDict[tuple[str, ...], Month] = OrderedDict()


def month_kept(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, coach: str, slug: str) -> HttpResponse:
        if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, coach, slug)
        asked = tuple(request.GET.get(name, "")[:40] for name in ("month", "day", "zone"))
        address, current = (coach, slug, *asked), calendar(coach, slug, now=timezone.now())
        month = _months.get(address)
        if month is None or month.edition != current:
            made = view(request, coach, slug)
            if made.status_code != 200 or current is None:
                return made
            _keep(address, Month(current, in_pieces(made.content)))
            return made
        response = HttpResponse(month.page(request))
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def calendar(coach: str, slug: str, *, now: datetime) -> tuple[Any, ...] | None:
    """Differs whenever a time of this offer is free that was not, or the other way round."""
    with connection.cursor() as cursor:
        cursor.execute(CALENDAR, {"coach": coach, "slug": slug, "now": now})
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def _keep(address: tuple[str, ...], month: Month) -> None:
    _months[address] = month
    _months.move_to_end(address)
    if len(_months) > MOST:
        _months.popitem(last=False)
