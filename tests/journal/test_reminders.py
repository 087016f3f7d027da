"""A letter only when the entry is missing, near the usual time, and never to somebody who is asleep, away or low."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as sent
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.alerts.emails import WRITERS
from journal import actions, reminders
from journal.models import CheckIn, DailyCheck, QuietHours, Reflection, Reminder
from journal.usual import Quiet
from runners import mail
from runners.models import Outbox, User
from tests import making

SignedIn = Callable[[User], Client]
NIGHT = Quiet(time(21, 30), time(7))
MAIL = Reminder.Channel.MAIL
DAILY, CHECK_IN, REFLECT = Reminder.Kind.DAILY_CHECK, Reminder.Kind.CHECK_IN, Reminder.Kind.REFLECT
MORNING = datetime(2026, 3, 18, 6, 0, tzinfo=UTC)  # a Wednesday, six in Dublin


@pytest.fixture
def used_to_seven(runner: User) -> User:
    """Eight days of daily checks at a quarter past seven, the newest the day before."""
    for back in range(1, 9):
        making.daily_check(runner, at=MORNING + timedelta(hours=1, minutes=15) - timedelta(days=back))
    return runner


def choose(runner: User, *kinds: str, now: datetime = MORNING) -> list[Reminder]:
    reminders.choose(runner, channels=dict.fromkeys(kinds, MAIL), quiet=NIGHT, now=now)
    return list(Reminder.objects.filter(runner=runner).order_by("kind"))


def at(hour: int, minute: int, *, days: int = 0) -> datetime:
    return MORNING.replace(hour=hour, minute=minute) + timedelta(days=days)


def letters(runner: User) -> int:
    return Outbox.objects.filter(kind="reminder", recipient=runner).count()


def test_it_comes_half_an_hour_after_the_usual_time(used_to_seven: User) -> None:
    (row,) = choose(used_to_seven, DAILY)
    assert row.due_at == at(7, 45)
    assert reminders.remind_due(now=at(7, 44)) == 0
    assert reminders.remind_due(now=at(7, 46)) == 1
    assert reminders.remind_due(now=at(7, 47)) == 0
    row.refresh_from_db()
    assert (row.due_at, row.sent_on) == (at(7, 45, days=1), date(2026, 3, 18))


def test_it_stays_silent_when_the_entry_is_there(used_to_seven: User) -> None:
    choose(used_to_seven, DAILY)
    making.daily_check(used_to_seven, at=at(7, 0))
    assert reminders.remind_due(now=at(7, 46)) == 0
    assert letters(used_to_seven) == 0


@pytest.mark.parametrize("why", ["low", "paused", "closed", "leaving", "late", "night"])
def test_it_leaves_somebody_alone(used_to_seven: User, why: str) -> None:
    choose(used_to_seven, DAILY)
    if why == "low":
        User.objects.update(nudges_paused_until=date(2026, 3, 18))
    if why == "paused":
        actions.pause(used_to_seven, kind="ill", on=date(2026, 3, 18))
    if why == "closed":
        User.objects.update(is_active=False)
    if why == "leaving":
        User.objects.update(leaving_at=at(7, 0, days=7))
    if why == "night":
        QuietHours.objects.update(starts=time(7, 30), ends=time(9))
    assert reminders.remind_due(now=at(11 if why == "late" else 7, 46)) == 0


def test_it_moves_out_of_the_quiet_hours(runner: User) -> None:
    for back in range(1, 6):
        making.daily_check(runner, at=at(23, 0, days=-back))
    (row,) = choose(runner, DAILY)
    assert row.due_at == at(21, 15)


def test_it_learns_each_weekday(runner: User) -> None:
    for week in range(1, 4):
        making.check_in(runner, at=at(17, 30, days=-7 * week))  # Wednesdays
    (row,) = choose(runner, CHECK_IN)
    assert row.due_at == at(17, 30)
    assert reminders.remind_due(now=at(17, 31)) == 1
    row.refresh_from_db()
    assert row.due_at == at(17, 30, days=7)


def test_it_tells_nobody_to_run(runner: User) -> None:
    choose(runner, CHECK_IN)
    for hours in range(0, 24 * 14, 2):
        reminders.remind_due(now=MORNING + timedelta(hours=hours))
    assert letters(runner) == 0


def test_it_asks_after_a_run_and_not_without_one(runner: User) -> None:
    choose(runner, REFLECT)
    assert reminders.remind_due(now=at(20, 1)) == 0
    making.check_in(runner, at=at(12, 0, days=1))
    assert reminders.remind_due(now=at(20, 1, days=1)) == 1


def test_it_asks_after_three_that_were_ignored_whether_to_stop(used_to_seven: User) -> None:
    choose(used_to_seven, DAILY)
    posted = [reminders.remind_due(now=at(7, 46, days=days)) for days in range(7)]
    assert posted == [1, 1, 1, 1, 0, 0, 0]
    assert Reminder.objects.get().asked_at == at(7, 46, days=3)


def test_an_answer_starts_the_counting_again(used_to_seven: User) -> None:
    choose(used_to_seven, DAILY)
    for days in range(8):
        reminders.remind_due(now=at(7, 46, days=days))
        if days % 2:
            making.daily_check(used_to_seven, at=at(8, 0, days=days))
    assert letters(used_to_seven) == 8


def test_the_wall_clock_holds_when_summer_begins(used_to_seven: User) -> None:
    choose(used_to_seven, DAILY)
    for days in range(12):
        reminders.remind_due(now=at(7, 46, days=days))
        making.daily_check(used_to_seven, at=at(7, 15, days=days))
    # The same quarter to eight on the wall, one hour earlier by UTC.
    assert Reminder.objects.get().due_at == datetime(2026, 3, 30, 6, 45, tzinfo=UTC)


def test_two_looks_at_once_post_one_letter(used_to_seven: User) -> None:
    choose(used_to_seven, DAILY)
    row = Reminder.objects.get()
    reminders.remind_due(now=at(7, 46))
    Reminder.objects.update(due_at=row.due_at, sent_on=None)
    reminders.remind_due(now=at(7, 47))
    assert letters(used_to_seven) == 1


def test_one_that_cannot_be_looked_at_holds_up_nobody_and_waits_for_the_next_tick(
    used_to_seven: User, coach: User, caplog: pytest.LogCaptureFixture
) -> None:
    (first,), _ = choose(used_to_seven, DAILY), choose(coach, DAILY)
    Reminder.objects.update(due_at=at(19, 30))
    User.objects.filter(pk=used_to_seven.pk).update(time_zone="Nowhere/Land")
    assert reminders.remind_due(now=at(19, 30)) == 0
    assert f"Reminder {first.pk} could not be looked at: " in caplog.text
    assert list(Reminder.objects.due(at(19, 30))) == [first]


@pytest.fixture
def due(runner: User) -> Reminder:
    """One that goes out right now, at whatever hour this test runs."""
    reminders.choose(runner, channels={DAILY: MAIL}, quiet=Quiet(time(3), time(3)), now=timezone.now())
    row = Reminder.objects.get()
    row.sent_on = runner.day(timezone.now())
    row.save()
    mail.post(kind="reminder", subject_id=row.pk, recipient=runner, dedup_key="now", due_at=timezone.now())
    return row


def drained() -> mail.Drained:
    return mail.drain(now=timezone.now(), writers=WRITERS, clock=timezone.now)


def test_the_letter_says_nothing_of_the_diary_and_can_be_left_with_one_click(due: Reminder) -> None:
    assert drained().sent == 1
    letter = sent.outbox[0]
    assert letter.subject == "Your daily check"
    assert "/reminders/" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_no_letter_goes_out_once_the_entry_is_there(due: Reminder) -> None:
    making.daily_check(due.runner, at=timezone.now())
    assert drained().cancelled == 1


def test_no_letter_goes_out_in_quiet_hours_that_began_while_it_waited(due: Reminder) -> None:
    wall = timezone.localtime(timezone.now(), timezone=ZoneInfo("Europe/Dublin"))
    QuietHours.objects.update(starts=(wall - timedelta(hours=1)).time(), ends=(wall + timedelta(hours=1)).time())
    assert drained().cancelled == 1


def test_the_fourth_letter_asks(due: Reminder) -> None:
    Reminder.objects.update(asked_at=timezone.now())
    drained()
    assert sent.outbox[0].subject == "Shall we stop reminding you?"
    assert "/stop/" in sent.outbox[0].body
    assert "/keep/" in sent.outbox[0].body


def test_the_letter_that_asks_goes_out_although_the_entry_is_there(due: Reminder) -> None:
    Reminder.objects.update(asked_at=timezone.now(), ignored=3)
    making.daily_check(due.runner, at=timezone.now())
    assert drained().sent == 1


@pytest.mark.parametrize("why", ["night", "leaving"])
def test_a_letter_that_asks_and_could_not_go_out_is_asked_again(due: Reminder, why: str) -> None:
    Reminder.objects.update(asked_at=timezone.now(), ignored=3)
    if why == "night":
        wall = timezone.localtime(timezone.now(), timezone=ZoneInfo("Europe/Dublin"))
        QuietHours.objects.update(starts=(wall - timedelta(hours=1)).time(), ends=(wall + timedelta(hours=1)).time())
    else:
        User.objects.update(leaving_at=timezone.now() + timedelta(days=7))
    assert drained().cancelled == 1
    row = Reminder.objects.get()
    assert (row.asked_at, row.ignored) == (None, reminders.MOST_IGNORED - 1)


def test_the_settings_page_keeps_what_is_chosen(runner: User, signed_in: SignedIn) -> None:
    page = signed_in(runner)
    page.post(reverse("settings-reminders"), {DAILY: "mail", REFLECT: "both", "starts": "22:00", "ends": "06:30"})
    assert dict(Reminder.objects.values_list("kind", "channel")) == {DAILY: "mail", REFLECT: "both"}
    hours = QuietHours.objects.get(runner=runner)
    assert (hours.starts, hours.ends) == (time(22), time(6, 30))
    assert "Next look" in page.get(reverse("settings-reminders")).content.decode()
    page.post(reverse("settings-reminders"), {DAILY: "", "starts": "22:00", "ends": "06:30"})
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("wrong", [{"starts": "late"}, {"ends": ""}, {DAILY: "pigeon"}])
def test_the_settings_page_refuses_nonsense(runner: User, signed_in: SignedIn, wrong: dict[str, object]) -> None:
    sent_form = {DAILY: "mail", "starts": "22:00", "ends": "06:30", **wrong}
    answer = signed_in(runner).post(reverse("settings-reminders"), sent_form)
    assert "Something needs another look" in answer.content.decode()
    assert not Reminder.objects.exists()


# --- what a link opens ---------------------------------------------------------------------------------------------


def link(row: Reminder) -> str:
    return reverse("reminded", args=[reminders.link_token(row)])


@pytest.mark.parametrize(("kind", "model"), [(DAILY, DailyCheck), (CHECK_IN, CheckIn), (REFLECT, Reflection)])
def test_a_link_opens_its_form_and_keeps_one_entry(due: Reminder, client: Client, kind: str, model: type) -> None:
    Reminder.objects.update(kind=kind)
    answers = {"stress": "3"} if kind == DAILY else {"valence": "1", "activation": "0"}
    assert "</form>" in client.get(link(due)).content.decode()
    assert client.post(link(due), answers).status_code == 200
    assert "answered already" in client.post(link(due), answers).content.decode()
    assert model.objects.get().runner == due.runner


@pytest.mark.parametrize("kind", [DAILY, CHECK_IN, REFLECT])
def test_a_form_behind_a_link_says_where_it_comes_from(due: Reminder, client: Client, kind: str) -> None:
    """A browser told to send no referrer sends no origin either, and none of the page's forms is believed."""
    Reminder.objects.update(kind=kind)
    page = client.get(link(due))
    assert "no-referrer" not in page.content.decode() + page.headers["Referrer-Policy"]


@pytest.fixture
def the_next_morning(due: Reminder) -> Reminder:
    """The letter was about yesterday, and today has its answers already."""
    due.sent_on = due.runner.day(timezone.now()) - timedelta(days=1)
    due.save()
    making.daily_check(due.runner, at=timezone.now(), sleep=8)
    return due


def test_a_link_opened_the_next_morning_is_about_its_own_day(the_next_morning: Reminder, client: Client) -> None:
    page = link(the_next_morning)
    assert f"{the_next_morning.sent_on:%A} {the_next_morning.sent_on.day}" in client.get(page).content.decode()
    client.post(page, {"sleep": "2"})
    late, today = DailyCheck.objects.order_by("local_day")
    assert (late.local_day, late.days_late, late.sleep, late.stress) == (the_next_morning.sent_on, 1, 2, None)
    assert (today.sleep, today.stress) == (8, 3)
    assert "answered already" in client.post(page, {"sleep": "4"}).content.decode()


def test_a_reflection_by_link_the_next_morning_is_of_the_day_before(the_next_morning: Reminder, client: Client) -> None:
    Reminder.objects.update(kind=REFLECT)
    client.post(link(the_next_morning), {"effort": "4"})
    entry = Reflection.objects.get()
    assert (entry.local_day, entry.days_late) == (the_next_morning.sent_on, 1)


def test_a_link_writes_nothing_for_somebody_who_is_leaving(due: Reminder, client: Client) -> None:
    User.objects.update(leaving_at=timezone.now() + timedelta(days=7))
    assert client.post(link(due), {"stress": "3"}).status_code == 404
    assert not DailyCheck.objects.exists()


def test_a_link_gives_access_to_nothing_else(due: Reminder, client: Client) -> None:
    making.check_in(due.runner, at=timezone.now(), note="mine alone")
    shown = client.get(link(due)).content.decode() + client.post(link(due), {"stress": "3"}).content.decode()
    assert "mine alone" not in shown
    assert due.runner.email not in shown
    assert due.runner.name not in shown
    assert client.get("/today/").status_code == 302
    assert "sid" not in client.cookies


def test_a_link_keeps_for_its_runner_whoever_is_signed_in(due: Reminder, coach: User, signed_in: SignedIn) -> None:
    signed_in(coach).post(link(due), {"stress": "3"})
    assert DailyCheck.objects.get().runner == due.runner


def test_a_link_is_over_after_a_day_and_with_the_next_letter(
    due: Reminder, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = link(due)
    Reminder.objects.update(sent_on=date(2020, 1, 1))
    assert client.get(old).status_code == 404
    Reminder.objects.update(sent_on=due.sent_on)
    monkeypatch.setattr(reminders, "LINK_LASTS", timedelta(seconds=-1))
    assert client.get(old).status_code == 404


@pytest.mark.parametrize("what", ["email", "password"])
def test_a_link_in_an_old_mailbox_opens_nothing(due: Reminder, client: Client, what: str) -> None:
    old = link(due)
    User.objects.update(**{what: "another@example.org"})
    assert client.get(old).status_code == 404
    assert client.post(old, {"stress": "3"}).status_code == 404


@pytest.mark.parametrize("token", ["nonsense", "1:2026-03-18", "1:2026-03-18:abc:def"])
def test_a_link_of_somebodys_own_making_opens_nothing(due: Reminder, client: Client, token: str) -> None:
    assert client.get(reverse("reminded", args=[token])).status_code == 404
    assert "switched off" in client.get(reverse("reminder-keep", args=[token])).content.decode()


def test_a_token_for_stopping_opens_no_form(due: Reminder, client: Client) -> None:
    assert client.get(reverse("reminded", args=[reminders.stop_token(due)])).status_code == 404
    client.post(reverse("reminder-stop", args=[reminders.link_token(due)]))
    assert Reminder.objects.exists()


def test_heavy_words_are_answered_with_where_help_is(due: Reminder, client: Client) -> None:
    Reminder.objects.update(kind=CHECK_IN)
    answer = client.post(link(due), {"note": "I want to die"})
    assert "You do not have to carry it alone" in answer.content.decode()


def test_one_click_stops_that_kind_alone(due: Reminder) -> None:
    reminders.choose(due.runner, channels={DAILY: MAIL, REFLECT: MAIL}, quiet=NIGHT, now=timezone.now())
    program = Client(enforce_csrf_checks=True)  # as a mail program sends it: no page before, no token
    address = reverse("reminder-stop", args=[reminders.stop_token(Reminder.objects.get(kind=DAILY))])
    assert program.get(address).status_code == 200
    assert Reminder.objects.count() == 2
    assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [row.kind for row in Reminder.objects.all()] == [REFLECT]
    assert "No more of these" in program.post(address).content.decode()


def test_keeping_them_starts_the_counting_again(due: Reminder, client: Client) -> None:
    Reminder.objects.update(ignored=3, asked_at=timezone.now())
    address = reverse("reminder-keep", args=[reminders.stop_token(due)])
    client.get(address)
    assert Reminder.objects.get().asked_at is not None
    client.post(address)
    assert (Reminder.objects.get().asked_at, Reminder.objects.get().ignored) == (None, 0)
