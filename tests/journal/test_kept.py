"""What a phone sends when the network is back: one entry, of its own moment, and nobody else's."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journal import actions, practising
from journal.kept import moment_of, owner_of
from journal.models import CheckIn, DailyCheck, Practice, Reflection
from journal.practising import Page
from runners.models import User
from tests import making

SignedIn = Callable[[User], Client]
PAGE = reverse("kept")
HOUR_MS = 3_600_000
SENT = 1_800_000_000_000


def sent_by(runner: User, form: str, *, waited_ms: int = 0, **answers: Any) -> dict[str, Any]:
    """As the worker sends it, after it waited that long on a phone with a clock of its own."""
    clock = {"made": SENT - waited_ms, "typed": SENT - waited_ms, "sent": SENT}
    return (
        {"form": form, "owner": owner_of(runner), "key": str(uuid.uuid4()), "zone": "Europe/Dublin"} | clock | answers
    )


@pytest.fixture
def phone(runner: User, signed_in: SignedIn) -> Callable[..., HttpResponse]:
    client = signed_in(runner)

    def send(form: str = "check-in", **answers: Any) -> HttpResponse:
        return client.post(PAGE, sent_by(runner, form, **answers))

    return send


def written(runner: User, text: str, *, at: datetime) -> Practice:
    return practising.write_page(runner, page=Page(text, "", None), key=uuid.uuid4(), now=at)


def test_it_says_who_is_signed_in_and_with_what_to_send(runner: User, signed_in: SignedIn, client: Client) -> None:
    told = signed_in(runner).get(PAGE)
    assert told.json()["owner"] == owner_of(runner)
    assert told.json()["token"]
    assert "no-store" in told["Cache-Control"]
    assert client.get(PAGE).json()["owner"] == ""


def test_it_keeps_a_check_in_at_the_moment_it_was_made(runner: User, phone: Callable[..., HttpResponse]) -> None:
    answer = phone(waited_ms=5 * HOUR_MS, needs=["clear_my_head"], planned_effort="3")
    entry = CheckIn.objects.get(runner=runner)
    assert answer.json() == {"state": "saved", "url": f"/check-in/{entry.pk}/"}
    assert abs(entry.entered_at - entry.made_at - timedelta(hours=5)) < timedelta(seconds=1)
    assert (entry.needs, entry.planned_effort) == (["clear_my_head"], 3)


def test_it_is_one_entry_however_often_it_comes(runner: User, phone: Callable[..., HttpResponse]) -> None:
    key = str(uuid.uuid4())
    first, second = phone(key=key, planned_effort="3"), phone(key=key, planned_effort="9")
    assert first.json() == second.json()
    assert CheckIn.objects.get(runner=runner).planned_effort == 3


def test_it_belongs_to_the_zone_and_day_where_the_phone_was(runner: User, phone: Callable[..., HttpResponse]) -> None:
    phone(waited_ms=30 * HOUR_MS, zone="Pacific/Auckland")
    entry = CheckIn.objects.get(runner=runner)
    assert entry.time_zone == "Pacific/Auckland"
    assert entry.days_late in (1, 2)


@pytest.mark.parametrize(("zone", "late"), [("Pacific/Auckland", 1), ("Europe/Dublin", 0), (None, 0)])
def test_how_late_it_came_is_counted_in_days_of_where_it_was_made(
    runner: User, now: datetime, zone: str | None, late: int
) -> None:
    """In the evening there, and read the next morning there; in Dublin it is one day."""
    filled, key = actions.CheckInAnswers(valence=1, activation=0), uuid.uuid4()
    later = now + timedelta(hours=9)
    assert actions.check_in(runner, answers=filled, key=key, now=later, made_at=now, zone=zone).days_late == late


def test_a_zone_that_is_none_is_the_runners_own(runner: User, phone: Callable[..., HttpResponse]) -> None:
    phone(zone="Mars/Olympus")
    assert CheckIn.objects.get(runner=runner).time_zone == "Europe/Dublin"


def test_what_is_sent_at_once_counts_by_the_settings(runner: User, phone: Callable[..., HttpResponse]) -> None:
    phone(zone="Pacific/Auckland", seen="yes")
    assert CheckIn.objects.get(runner=runner).time_zone == "Europe/Dublin"


def test_it_takes_nothing_for_somebody_else(runner: User, stranger: User, signed_in: SignedIn) -> None:
    answer = signed_in(stranger).post(PAGE, sent_by(runner, "check-in"))
    assert (answer.status_code, answer.json()) == (409, {"state": "other"})
    assert not CheckIn.objects.exists()


def test_it_takes_nothing_from_nobody(runner: User, client: Client) -> None:
    answer = client.post(PAGE, sent_by(runner, "check-in"))
    assert (answer.status_code, answer.json()) == (401, {"state": "signed-out"})


def test_it_wants_the_token_like_any_form(runner: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(runner)
    assert strict.post(PAGE, sent_by(runner, "check-in")).status_code == 403
    token = strict.get(PAGE).json()["token"]
    assert strict.post(PAGE, sent_by(runner, "check-in"), headers={"x-csrftoken": token}).status_code == 200


LATE = 61 * 24 * HOUR_MS
SCALE = "Choose a number from 0 to 10, or leave it out."
UNKNOWN = "This is no form of ours. Load Evenpace again when there is a network."


@pytest.mark.parametrize(
    ("form", "answers", "field", "said"),
    [
        ("check-in", {"planned_minutes": "many"}, "Minutes", "Type whole minutes, such as 45."),
        ("reflect", {"effort": "12"}, "How hard did it feel?", SCALE),
        ("daily-check", {"day": "2999-01-01"}, "Which day?", "That day has not come yet."),
        ("check-in", {"waited_ms": LATE}, "When", "A day can be filled in for up to 60 days."),
        ("poem", {}, "", UNKNOWN),
    ],
)
def test_it_says_why_something_cannot_be_kept(
    phone: Callable[..., HttpResponse], form: str, answers: dict[str, Any], field: str, said: str
) -> None:
    answer = phone(form, **answers)
    assert answer.status_code == 422
    assert answer.json() == {"state": "refused", "reasons": [{"field": field, "said": said}]}


def test_an_old_one_can_still_name_its_day(runner: User, phone: Callable[..., HttpResponse]) -> None:
    yesterday = runner.day(timezone.now()) - timedelta(days=1)
    assert phone(waited_ms=99 * 24 * HOUR_MS, other_day=str(yesterday)).status_code == 200
    assert CheckIn.objects.get(runner=runner).local_day == yesterday


def test_a_reflection_finds_the_check_in_before_it(runner: User, phone: Callable[..., HttpResponse]) -> None:
    phone(waited_ms=2000)
    phone("reflect", waited_ms=1000, effort="4")
    assert Reflection.objects.get(runner=runner).check_in == CheckIn.objects.get(runner=runner)


def test_a_reflection_leaves_a_later_check_in_alone(runner: User, phone: Callable[..., HttpResponse]) -> None:
    phone(waited_ms=1000)
    phone("reflect", waited_ms=2000, effort="4")
    assert Reflection.objects.get(runner=runner).check_in is None


def test_a_reflection_outlives_what_it_was_about(runner: User, phone: Callable[..., HttpResponse]) -> None:
    assert phone("reflect", check_in="999999", effort="4").status_code == 200
    assert Reflection.objects.get(runner=runner).effort == 4


def test_a_late_daily_check_fills_only_what_is_open(runner: User, phone: Callable[..., HttpResponse]) -> None:
    now = timezone.now()
    making.daily_check(runner, at=now, sleep=8, tiredness=None, stress=None)
    phone("daily-check", waited_ms=1000, sleep="2", tiredness="6")
    check = DailyCheck.objects.get(runner=runner)
    assert (check.sleep, check.tiredness, check.stress) == (8, 6, None)


def test_a_daily_check_typed_later_corrects_the_one_before(runner: User, phone: Callable[..., HttpResponse]) -> None:
    key = str(uuid.uuid4())
    phone("daily-check", key=key, sleep="2")
    phone("daily-check", key=key, sleep="7")
    assert DailyCheck.objects.get(runner=runner).sleep == 7


def test_a_daily_check_that_comes_again_undoes_no_correction(runner: User, phone: Callable[..., HttpResponse]) -> None:
    key = str(uuid.uuid4())
    phone("daily-check", key=key, sleep="2")
    DailyCheck.objects.update(sleep=7)
    phone("daily-check", key=key, sleep="2", waited_ms=60_000)
    assert DailyCheck.objects.get(runner=runner).sleep == 7


def test_a_blank_daily_check_takes_no_answer_away(runner: User, phone: Callable[..., HttpResponse]) -> None:
    making.daily_check(runner, at=timezone.now(), sleep=8, tiredness=2, stress=None)
    phone("daily-check", blank="yes", sleep="3", stress="5")
    check = DailyCheck.objects.get(runner=runner)
    assert (check.sleep, check.tiredness, check.stress) == (3, 2, 5)


def test_a_correction_elsewhere_stands_before_what_was_typed_earlier(
    runner: User, signed_in: SignedIn, phone: Callable[..., HttpResponse]
) -> None:
    now = timezone.now()
    making.daily_check(runner, at=now, sleep=5)
    DailyCheck.objects.update(entered_at=now - timedelta(hours=2))
    signed_in(runner).post(reverse("journal-daily-check"), {"sleep": "9"})
    phone("daily-check", waited_ms=HOUR_MS, day=str(runner.day(now)), sleep="2")
    assert DailyCheck.objects.get(runner=runner).sleep == 9


def test_of_two_that_waited_the_one_typed_later_counts(runner: User, phone: Callable[..., HttpResponse]) -> None:
    day = str(runner.day(timezone.now()))
    phone("daily-check", waited_ms=2 * HOUR_MS, day=day, blank="yes", sleep="2", stress="4")
    phone("daily-check", waited_ms=HOUR_MS, day=day, blank="yes", sleep="7")
    check = DailyCheck.objects.get(runner=runner)
    assert (check.sleep, check.stress) == (7, 4)


CHANGED = [
    ("check-in", CheckIn, "planned_effort", {}),
    ("reflect", Reflection, "effort", {}),
    ("practice", Practice, "minutes", {"kind": "breathing"}),
]


@pytest.mark.parametrize(("form", "model", "name", "answers"), CHANGED)
def test_what_was_changed_on_the_phone_after_it_had_arrived_counts(
    runner: User, phone: Callable[..., HttpResponse], form: str, model: Any, name: str, answers: dict[str, Any]
) -> None:
    key = str(uuid.uuid4())
    phone(form, key=key, waited_ms=HOUR_MS, **answers, **{name: "3"})
    model.objects.update(entered_at=timezone.now() - timedelta(minutes=30))
    for _ in range(2):
        assert phone(form, key=key, waited_ms=HOUR_MS, typed=SENT - 60_000, **answers, **{name: "7"}).status_code == 200
    assert getattr(model.objects.get(runner=runner), name) == 7


@pytest.mark.parametrize("why", ["repeated", "corrected", "deleted"])
def test_what_comes_again_undoes_nothing(runner: User, phone: Callable[..., HttpResponse], why: str) -> None:
    key, now = str(uuid.uuid4()), timezone.now()
    phone(key=key, waited_ms=HOUR_MS, planned_effort="3")
    CheckIn.objects.update(entered_at=now if why == "corrected" else now - timedelta(minutes=59))
    CheckIn.objects.update(deleted_at=now if why == "deleted" else None)
    typed = SENT - (HOUR_MS if why == "repeated" else 60_000)
    phone(key=key, waited_ms=HOUR_MS, typed=typed, planned_effort="7")
    assert CheckIn.objects.get(runner=runner).planned_effort == 3


def test_nothing_is_written_for_somebody_who_is_leaving(runner: User, phone: Callable[..., HttpResponse]) -> None:
    User.objects.filter(pk=runner.pk).update(leaving_at=timezone.now() + timedelta(days=7))
    answer = phone(planned_effort="3")
    assert (answer.status_code, answer.json()) == (401, {"state": "signed-out"})
    assert not CheckIn.objects.exists()


def test_a_phone_of_somebody_who_is_leaving_keeps_what_waits(runner: User, signed_in: SignedIn) -> None:
    User.objects.filter(pk=runner.pk).update(leaving_at=timezone.now() + timedelta(days=7))
    assert signed_in(runner).get(PAGE).json()["owner"] == ""


YEARS_MS = 9_000_000_000_000_000


@pytest.mark.parametrize("form", ["check-in", "reflect", "daily-check", "practice"])
@pytest.mark.parametrize("named", [{}, {"day": "soon"}, {"day": "0001-01-01"}, {"other_day": "x"}, {"check_in": "9"}])
def test_a_clock_that_is_absurdly_off_is_told_so(
    phone: Callable[..., HttpResponse], form: str, named: dict[str, str]
) -> None:
    kind = {"kind": "breathing"} if form == "practice" else {}
    answer = phone(form, **kind, made=0, typed=0, sent=YEARS_MS, **named)
    assert answer.status_code == 422
    assert answer.json()["reasons"][0]["said"]


def test_a_clock_of_very_many_digits_is_none(runner: User, phone: Callable[..., HttpResponse]) -> None:
    assert phone(made="0" * 5000).status_code == 200


def test_a_practice_waits_like_everything_else(runner: User, phone: Callable[..., HttpResponse]) -> None:
    answer = phone("practice", waited_ms=HOUR_MS, kind="breathing", which="box", minutes="4")
    entry = Practice.objects.get(runner=runner)
    assert answer.json()["url"] == f"/toolbox/practice/{entry.pk}/"
    assert abs(entry.entered_at - entry.made_at - timedelta(hours=1)) < timedelta(seconds=1)


def test_heavy_words_that_waited_let_nudges_rest(runner: User, phone: Callable[..., HttpResponse]) -> None:
    phone(note="I want to die")
    runner.refresh_from_db()
    assert runner.nudges_paused_until is not None


NOW = datetime(2026, 3, 18, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("made", "sent", "moment"),
    [
        ("1000", "61000", NOW - timedelta(minutes=1)),
        ("61000", "1000", NOW),  # the clock was set back meanwhile
        ("1000", "1000", NOW),
        ("", "1000", NOW),
        ("soon", "1000", NOW),
        ("-5", "1000", NOW),
        ("٣", "1000", NOW),
        ("1000", "9" * 40, NOW),
        ("0", str(10**16 - 1), NOW - timedelta(days=400)),
    ],
)
def test_a_phones_clock_is_believed_for_how_long_it_waited(made: str, sent: str, moment: datetime) -> None:
    assert moment_of(made=made, sent=sent, now=NOW) == moment


@pytest.mark.parametrize("wrong_by", [timedelta(hours=-5), timedelta(days=400), timedelta(days=-9000)])
def test_a_clock_that_is_wrong_does_no_harm_while_it_ticks(wrong_by: timedelta) -> None:
    made = int((NOW + wrong_by).timestamp() * 1000)
    assert moment_of(made=str(made), sent=str(made + HOUR_MS), now=NOW) == NOW - timedelta(hours=1)


def test_two_people_have_two_names_on_a_phone(runner: User, coach: User) -> None:
    assert owner_of(runner) != owner_of(coach)


def test_a_written_page_comes_with_the_moment_it_was_written(runner: User, phone: Callable[..., HttpResponse]) -> None:
    answer = phone("write", waited_ms=5 * HOUR_MS, note="Wind, and no bars.", prompt="f-middle-1")
    entry = Practice.objects.get(runner=runner)
    assert answer.json() == {"state": "saved", "url": reverse("practice", args=[entry.pk])}
    assert (entry.kind, entry.note, entry.which) == ("writing", "Wind, and no bars.", "f-middle-1")
    assert entry.entered_at - entry.made_at > timedelta(hours=4)


def test_a_page_is_one_page_however_often_it_comes(runner: User, phone: Callable[..., HttpResponse]) -> None:
    key = str(uuid.uuid4())
    assert phone("write", key=key, note="Words").json() == phone("write", key=key, note="Words").json()
    assert Practice.objects.get(runner=runner).note == "Words"


def test_whoever_waits_is_asked_how_they_leave_the_page(runner: User, phone: Callable[..., HttpResponse]) -> None:
    url = phone("write", seen="yes", note="Words").json()["url"]
    assert url == reverse("practice-after", args=[Practice.objects.get(runner=runner).pk])


def test_a_page_carried_on_on_the_phone_is_carried_on(runner: User, phone: Callable[..., HttpResponse]) -> None:
    entry = written(runner, "First", at=timezone.now() - timedelta(hours=2))
    phone("write", key=str(entry.key), waited_ms=HOUR_MS, note="First, and then other words")
    phone("write", key=str(entry.key), note="All of it new")
    assert [page.note for page in Practice.objects.filter(runner=runner)] == ["All of it new"]


def test_neither_of_two_places_overwrites_what_the_other_wrote(
    runner: User, phone: Callable[..., HttpResponse]
) -> None:
    entry = written(runner, "On the laptop", at=timezone.now())
    for _ in range(2):
        phone("write", key=str(entry.key), waited_ms=HOUR_MS, note="On the trail")
    notes = Practice.objects.filter(runner=runner).order_by("pk").values_list("pk", flat=True)
    assert [Practice.objects.get(pk=pk).note for pk in notes] == ["On the laptop", "On the trail"]


@pytest.mark.parametrize("waited_ms", [HOUR_MS, 0])
def test_nor_does_any_of_three(runner: User, phone: Callable[..., HttpResponse], waited_ms: int) -> None:
    entry = written(runner, "On the laptop", at=timezone.now() + timedelta(minutes=1))
    for note in ("On the trail", "On the train", "On the trail"):
        phone("write", key=str(entry.key), waited_ms=waited_ms, note=note)
    notes = {page.note for page in Practice.objects.filter(runner=runner)}
    assert notes == {"On the laptop", "On the trail", "On the train"}


def test_an_older_page_that_is_all_there_changes_nothing(runner: User, phone: Callable[..., HttpResponse]) -> None:
    entry = written(runner, "A line, and another", at=timezone.now())
    phone("write", key=str(entry.key), waited_ms=HOUR_MS, note="A line")
    assert Practice.objects.get(runner=runner).note == "A line, and another"


def test_a_page_emptied_on_the_phone_is_empty(runner: User, phone: Callable[..., HttpResponse]) -> None:
    entry = written(runner, "Not this", at=timezone.now() - timedelta(hours=2))
    phone("write", key=str(entry.key), note="")
    assert Practice.objects.get(runner=runner).note == ""


def test_a_page_is_never_too_late(runner: User, phone: Callable[..., HttpResponse]) -> None:
    assert phone("write", waited_ms=LATE, note="From the drawer").json()["state"] == "saved"


@pytest.mark.parametrize(
    ("note", "told"),
    [("x" * 20_001, "A page holds up to 20000 characters."), ("   ", "saved")],
)
def test_a_page_too_long_stays_on_the_phone_and_an_empty_one_is_none(
    runner: User, phone: Callable[..., HttpResponse], note: str, told: str
) -> None:
    assert told in phone("write", note=note).content.decode()
    assert not Practice.objects.filter(runner=runner).exists()


def test_a_deleted_page_is_not_brought_back_from_a_phone(runner: User, phone: Callable[..., HttpResponse]) -> None:
    entry = written(runner, "Gone", at=timezone.now())
    actions.delete(runner, entry=entry, now=timezone.now())
    assert phone("write", key=str(entry.key), note="Gone, and back").json()["url"] == reverse("journal-entries")
    assert Practice.objects.get(pk=entry.pk).note == "Gone"


def test_words_with_anothers_key_stay_on_the_phone(runner: User, phone: Callable[..., HttpResponse]) -> None:
    key = str(uuid.uuid4())
    phone("practice", key=key, kind="sitting")
    answer = phone("write", key=key, note="Words")
    assert (answer.status_code, Practice.objects.get(runner=runner).note) == (422, "")
