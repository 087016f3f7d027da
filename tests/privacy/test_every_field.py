"""A phrase typed into every text field of every form: where it may be kept to be read, and everywhere it may not be.

The forms are found by walking the pages, so a new field is typed into without anybody thinking of it.
"""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import Error, connection, models, transaction
from django.http import HttpResponse
from django.utils import timezone

from coaching.consultations.models import Booking, Offer, State
from coaching.logs import JsonLines
from runners.private import PrivateText
from tests.coaching.consultations import making as booking
from tests.coaching.world import World, world
from tests.hostile.crawling import Form, Visitor
from tests.hostile.test_forms import ROLES, addresses, forms_of
from tests.privacy.test_policy import POLICY

__all__ = ["world"]
CANARY = "quietcanary7f3a"
KINDS = {"email": f"{CANARY}@example.org", "url": f"https://{CANARY}.example.org"}
NOT_TYPED = {"csrfmiddlewaretoken", "key"}
# What a form wants before it takes the one field that is tried.
FILLED = {"minutes": "45", "name": "Mia", "text": "words", "email": "sam@example.org", "adult": "on",
          "password1": "a long enough password", "title": "A call", "about": "words", "price": "Free"}  # fmt: skip
SHAPED = {"faq": f"Is {CANARY} a question?\nYes."}
# What is written to be read by others, or says who somebody is. It lies as it is; everything else is sealed.
READABLE = {
    "runners_user.name": "what a coach and runners call somebody",
    "runners_user.email": "where mails go",
    "account_emailaddress.email": "where mails go",
    "runners_coachprofile.about": "what people read before they say yes to a coach",
    "runners_invite.email": "whom a coach has asked",
    "articles_comment.text": "for everybody to read, once it is let through",
    "articles_comment.name": "stands above the comment",
    "articles_comment.email": "where the question goes whether it was them",
    "consultations_welcome.how": "stands on a coach's public page",
    "consultations_welcome.faq": "stands on a coach's public page",
    "consultations_offer.title": "what people can book",
    "consultations_offer.slug": "the title, in its address",
    "consultations_offer.about": "what people can book",
    "consultations_offer.price": "what people can book",
    "consultations_offer.questions": "what people are asked who book",
    "consultations_offer.venue": "where they meet, told with the confirmation",
    "runners_group.name": "a coach's own label for a list of runners",
    "runners_savedview.name": "a coach's own label for a look at the squad",
    "alerts_webhook.host": "whose server it is, shown to the coach; the address itself is sealed",
    "consultations_busyfeed.host": "whose calendar it is, shown to the coach; the address itself is sealed",
    "consultations_booking.name": "who comes, for the coach",
    "consultations_booking.email": "where the confirmation goes",
}
# Sealed like everything private, and never typed: it comes with a file, or we make it.
FROM_FILES = {"runners_run.title", "runners_run.note", "runners_original.details", "runners_original.before",
              "runners_history.lines", "alerts_webhook.secret"}  # fmt: skip
LATER = {
    "journal_goal.name",  # what a race is called, beside its day: tests/journal/test_goals.py
    "consultations_booking.note",  # a line about a call that is booked: tests/coaching/consultations/test_lines.py
    "runners_easing.note",  # goes with an offer, and one waits already: tests/coaching/planning/test_ease.py
    "runners_easing.answer",  # while its days are to come, and this world lies in the past: tests/journal/test_plan.py
}


@dataclass
class Found:
    readable: set[str] = field(default_factory=set)
    sealed: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(autouse=True)
def without_rate_limits(settings: object) -> None:
    settings.ACCOUNT_RATE_LIMITS = False  # type: ignore[attr-defined]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[io.StringIO]:
    """Everything that is logged, as production writes it."""
    caplog.set_level(logging.INFO, logger="evenpace.requests")
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def columns_with_it() -> set[str]:
    """Columns of any table in which the phrase can be read."""
    question = " UNION ALL ".join(
        f"SELECT '{table}.' || c.key FROM \"{table}\" t, jsonb_each_text(to_jsonb(t)) c WHERE c.value LIKE %(it)s"
        for table in POLICY
    )
    with connection.cursor() as cursor:
        cursor.execute(question, {"it": f"%{CANARY}%"})
        return {str(name) for (name,) in cursor.fetchall()}


def sealed_fields() -> list[tuple[type[models.Model], PrivateText]]:
    return [(m, f) for m in apps.get_models() for f in m._meta.local_fields if isinstance(f, PrivateText)]


def opened_with_it() -> set[str]:
    """Sealed columns that open to the phrase: it did get there."""
    return {
        f"{model._meta.db_table}.{column.column}"
        for model, column in sealed_fields()
        if any(CANARY in getattr(row, column.attname) for row in model._base_manager.all())
    }


def typed_once(visitor: Visitor, form: Form, name: str) -> HttpResponse:
    said = {
        **{n: [FILLED[n]] for n in form.values if n in FILLED},
        name: [SHAPED.get(name) or KINDS.get(form.typed[name], CANARY)],
    }
    visitor.client.cookies.clear()
    visitor.client.cookies.load(visitor.cookies)
    if form.method == "get":
        return visitor.client.get(form.action, {**form.values, **said})
    return visitor.client.post(form.action, {**form.values, **said})


def tried(visitor: Visitor, form: Form, name: str, found: Found) -> None:
    with transaction.atomic():
        answer = typed_once(visitor, form, name)
        readable, where = columns_with_it(), f"{form.name} {name}"
        found.readable |= readable
        found.sealed |= opened_with_it()
        found.wrong += [f"{where} is readable in {column}" for column in sorted(readable - READABLE.keys())]
        found.wrong += [f"{where} stands in an address"] * (CANARY in answer.get("Location", ""))
        found.wrong += [f"{where} is in a session"] * in_a_session(form)
        transaction.set_rollback(True)
    found.wrong += [f"{where} went into a mail" for letter in mail.outbox if CANARY in letter.subject + letter.body]
    mail.outbox.clear()


def in_a_session(form: Form) -> bool:
    """Signing up and in keeps the address that waits for its code; nothing else is set aside there."""
    if form.action.startswith("/accounts/"):
        return False
    return any(CANARY in str(SessionStore(row.session_key).load()) for row in Session.objects.all())


def forms_for(world: World, role: str) -> tuple[Visitor, list[Form]]:
    visitor = Visitor(world.client(role))
    return visitor, list(forms_of(visitor, addresses(world) | in_between()).values())


def in_between() -> dict[str, str]:
    """The pages a visitor meets on the way to a call, which no list of addresses has: a held time, a full date."""
    hold = Booking.objects.filter(state=State.HELD).first()
    if hold is None:
        now = timezone.now().replace(microsecond=0)
        nine = (now + timedelta(days=5)).astimezone(booking.DUBLIN).replace(hour=9, minute=0, second=0)
        asked = Offer.objects.filter(approves=False, for_squad=False, seats=1).order_by("pk")[0]
        hold = booking.held(asked, nine, now=now)
    return {"held": booking.page(hold)}


def fields_of(form: Form) -> list[str]:
    hidden = {name for name, kind in form.typed.items() if kind == "hidden"}
    return [name for name in form.typed if name not in NOT_TYPED | hidden]


def test_what_is_typed_anywhere_is_readable_where_it_is_meant_to_be(
    world: World, log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    found, fields = Found(), 0
    for role in ROLES:
        visitor, forms = forms_for(world, role)
        for form in forms:
            for name in fields_of(form):
                tried(visitor, form, name, found)
                fields += 1
    with capsys.disabled():
        print(f"\n  {fields} fields, {len(found.sealed)} sealed columns reached, {len(found.wrong)} wrong")
    assert found.wrong == []
    assert found.readable == set(READABLE), "the control: what is not sealed is found"
    sealed = {f"{model._meta.db_table}.{column.column}" for model, column in sealed_fields()}
    assert found.sealed | FROM_FILES | LATER == sealed, "every private text can be typed somewhere"
    assert CANARY not in log.getvalue()
    assert "answered" in log.getvalue(), "the control: requests were logged"


def test_no_error_page_and_no_log_quotes_what_was_typed(
    world: World, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every write fails with a message that quotes the row, the way databases do."""

    def refuses(*args: object, **kwargs: object) -> None:
        raise Error(f"Failing row contains ({CANARY})")

    shown, all_forms = 0, [forms_for(world, role) for role in ROLES]
    monkeypatch.setattr(models.Model, "save_base", refuses)
    for visitor, forms in all_forms:
        for form in (form for form in forms if form.method == "post"):
            for name in fields_of(form):
                with transaction.atomic():
                    answer = typed_once(visitor, form, name)
                    transaction.set_rollback(True)
                if answer.status_code >= 500:
                    shown += 1
                    assert CANARY not in answer.content.decode(), (form.name, name)
    assert shown > 5
    assert CANARY not in log.getvalue()
    assert '"error": "Error"' in log.getvalue(), "the control: the faults were logged"
