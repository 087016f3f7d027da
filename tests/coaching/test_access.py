"""Every address, asked by everybody: each view declares who may open it, and answers just so."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from coaching.alerts import agreed
from coaching.alerts.models import Alert, Telling
from coaching.conversations.actions import write_note
from journal import actions as diary
from journal import practising, reminders, week_asking
from journal.models import NextStep, Reminder
from journal.sharing import Sign
from runners import actions
from runners.models import Coachship, Import, Invite, Original, User, WeekAsk
from runners.models.people import Before, Shares
from tests import making
from tests.coaching.articles.making import published_by
from tests.coaching.consultations.hours_making import hours_of
from tests.coaching.consultations.making import offered_by
from tests.coaching.conversations.making import messages_of
from tests.coaching.dashboard.making import grouped_by
from tests.coaching.planning.making import planned_by

ROLES = ("anonymous", "stranger", "staff", "runner", "other_coach", "ex_coach", "coach_without_consent", "coach")
# To have coached this runner once, or to work for the site, opens nothing.
ALIKE = {"ex_coach": "other_coach", "staff": "stranger"}
# allauth's own addresses: open to all, or answering a signed-in person about themselves only.
FOREIGN = ("account_", "mfa_", "usersessions_")


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            if item.namespace != "admin":  # the keepers' desk has its own tests
                yield from patterns(item)
        else:
            yield item


OURS = {str(p.name): p for p in patterns() if p.name and not str(p.name).startswith(FOREIGN)}


@dataclass
class World:
    """One runner with one of everything, and what its addresses need."""

    people: dict[str, User | None]
    arguments: dict[str, dict[str, Any]]

    def client(self, role: str) -> Client:
        client, person = Client(), self.people[role]
        if person is not None:
            client.force_login(person)
        return client


@pytest.fixture
def world(runner: User, coach: User, stranger: User, now: datetime) -> World:
    return world_of(runner, coach, stranger, now)


def world_of(runner: User, coach: User, stranger: User, now: datetime) -> World:
    silent = making.person("silent@example.org", name="Si Lent", is_coach=True)
    left = making.person("left@example.org", name="Le Eft", is_coach=True)
    staff = making.person("staff@example.org", name="Sta Ff")
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    making.coachship(silent, runner, shares=False)
    actions.leave_coach(runner, coachship=making.coachship(left, runner), now=now)
    making.drifting_month(runner, until=runner.day(now))
    entry = making.check_in(runner, at=now, note="mine alone")
    gone = making.check_in(runner, at=now)
    diary.delete(runner, entry=gone, now=timezone.now())
    after = making.reflection(runner, at=now, check_in=entry)
    for _ in range(3):  # what comes up three times is asked about
        page = making.practice(runner, at=now, kind="writing", which="")
        practising.name_trigger(page, trigger="work", word="")
    friend = practising.add_confidant(runner, name="Ann", opener="Hello", key=uuid.uuid4(), now=now)
    assert friend is not None
    run = making.run(runner, at=now)
    goal = making.goal(runner, on=runner.day(now))
    step = NextStep.objects.offer(runner, step="one-cue", week_on=runner.day(now) + timedelta(days=3650))
    making.refreshed(now)
    kept = {"name": "a.fit", "sha256": "0" * 64, "content": b"fit", "time_zone": "UTC", "received_at": now}
    unit = Import.objects.create(runner=runner, name="a.fit", sha256="0" * 64, size=3, time_zone="UTC", received_at=now)
    original = Original.objects.create(runner=runner, unit=unit, run=run, status=Original.Status.IMPORTED, **kept)
    hidden = making.run(runner, at=now - timedelta(days=1))
    actions.delete_run(runner, run=hidden, now=timezone.now())
    alert = Alert.objects.create(
        runner=runner, local_day=now, episode_on=now, reading="strained", score=60, contributions={"emotional": 60.0},
        facts={}, raised_at=now,
    )  # fmt: skip
    invite, token = Invite.issue(coach=coach, now=now + timedelta(days=3650))
    mine = Coachship.objects.get(coach=coach, runner=runner)
    actions.hand_over(runner, coachship=mine, parts=Before.values, now=now)
    agreement = agreed.agree(runner, tie_id=mine.pk, sign=Sign.LOW, hours=12, now=now)
    counting, told = (
        Telling.objects.create(agreement=agreement, met_on=day, made_at=now, due_at=now + timedelta(days=3650))
        for day in (now, now - timedelta(days=1))
    )
    Telling.objects.filter(pk=told.pk).update(told_at=now)
    note = write_note(mine, text="the coach's alone", key=uuid.uuid4(), now=now)
    return World(
        people={
            "anonymous": None,
            "stranger": making.person("nobody@example.org"),
            "staff": staff,
            "ex_coach": left,
            "runner": runner,
            "other_coach": stranger,
            "coach_without_consent": silent,
            "coach": coach,
        },
        arguments={
            **dict.fromkeys(("import", "import-files", "import-csv", "import-cancel", "import-undo"), {"pk": unit.pk}),
            "import-ran": {"pk": unit.pk},
            **dict.fromkeys(("import-original", "import-answer", "import-date"), {"pk": original.pk}),
            "run-restore": {"pk": hidden.pk},
            "own-data-fetch": {"pk": making.copy_of_everything(runner, now=now).pk},
            **dict.fromkeys(("run", "run-edit", "run-delete", "run-original"), {"pk": run.pk}),
            **dict.fromkeys(("settings-shares", "settings-leave", "settings-role"), {"pk": mine.pk}),
            "settings-preview": {"pk": mine.pk},
            **dict.fromkeys(("settings-preview-days", "settings-preview-line", "settings-before"), {"pk": mine.pk}),
            **dict.fromkeys(("journal-checked-in", "journal-check-in-edit"), {"pk": entry.pk}),
            **dict.fromkeys(("journal-reflected", "journal-reflection-edit"), {"pk": after.pk}),
            **dict.fromkeys(("journal-delete", "journal-share"), {"kind": "check-in", "pk": entry.pk}),
            **dict.fromkeys(("journal-choose", "journal-write", "journal-ran-me"), {"pk": entry.pk}),
            "journal-restore": {"kind": "check-in", "pk": gone.pk},
            **dict.fromkeys(("journal-cue", "journal-cue-went"), {"pk": entry.pk}),
            **dict.fromkeys(("practice", "practice-after", "practice-edit", "practice-step"), {"pk": page.pk}),
            **dict.fromkeys(("talk-change", "talk-remove"), {"pk": friend.pk}),
            "toolbox-write-on": {"pk": page.pk},
            "goal-new": {"kind": "race"},
            **dict.fromkeys(("goal-size", "goal-end", "goal-open"), {"pk": goal.pk}),
            "goal-step": {"pk": step.pk},
            "toolbox-start": {"which": "box"},
            "breathe-pattern": {"pattern": "body-scan"},
            "strength": {"routine": "sore-legs"},
            "icon": {"size": 192},
            "insights-behind": {"what": "place"},
            "offline-guide": {"which": "box"},
            **reminders_of(runner, now),
            "week-ask-stop": {"token": week_asking.stop_token(WeekAsk(runner=runner))},
            "settings-phone-remove": {"pk": making.phone(runner, at=now).pk},
            "invited": {"token": token},
            **dict.fromkeys(("invite-revoke", "invite-resend"), {"pk": invite.pk}),
            **dict.fromkeys(("athlete", "notes-about", "preset-runner"), {"pk": runner.pk}),
            **dict.fromkeys(("note-edit", "note-share", "note-unshare", "note-delete"), {"pk": note.pk}),
            **dict.fromkeys(("alert-answer", "alert-outcome", "alert-fine", "alert-fine-back"), {"pk": alert.pk}),
            "alert-undo": {"pk": alert.pk},
            "alert-step": {"pk": alert.pk, "step": "acknowledge"},
            "agreed-end": {"pk": agreement.pk},
            "agreed-hold": {"pk": counting.pk},
            "agreed-heard": {"pk": told.pk},
            **dict.fromkeys(("athlete-days", "athlete-before", "offer-call"), {"pk": runner.pk}),
            **grouped_by(coach, runner, now),
            **messages_of(mine, now),
            **planned_by(coach, runner, now),
            **published_by(coach),
            **hours_of(coach, day=runner.day(now) + timedelta(days=5)),
            **offered_by(coach, runner),
        },
    )


def reminders_of(runner: User, now: datetime) -> dict[str, dict[str, Any]]:
    """Addresses in a letter that reminds, which has just gone out."""
    today = runner.day(now)
    row = Reminder.objects.create(runner=runner, kind="reflect", due_at=now + timedelta(days=9), sent_on=today)
    stop = dict.fromkeys(("reminder-stop", "reminder-keep"), {"token": reminders.stop_token(row)})
    return {"reminded": {"token": reminders.link_token(row)}, **stop}


# What GET answers: by default from the view's declaration; the exceptions are about whose row it is.
OWN_ROWS = {
    name for name in OURS
    if name in {"run", "import", "import-files", "import-csv", "import-original", "run-edit", "run-original",
                "journal-checked-in", "journal-check-in-edit", "journal-reflected", "journal-reflection-edit",
                "settings-preview", "settings-preview-line", "journal-write", "squad-offer", "own-data-fetch",
                "settings-before", "settings-preview-days",
                "practice", "practice-after", "practice-edit", "toolbox-write-on", "talk-change", "plan-ease"}
}  # fmt: skip
OWN_ROWS |= {"message-thread", "message-edit", "alert-fine"}
# One's own, without a number in the address: there is nobody else's to reach.
OWN_ALONE = {
    "insights-week-private",
    "message-mails", "message-habit",
    "settings-phones-try", "toolbox-months-switch",
    "pause", "pause-end", "goal-rhythm-take", "own-data-copy", "own-data-bring", "stay",
    "plan-copy", "plan-copy-undo", "plan-keep",
    "hours-add", "hours-day-add", "hours-away-add", "hours-calendar-read", "hours-calendar-remove",
    "alert-server-remove", "alert-server-resume", "alert-server-try",
    "group-fill", "group-undo", "look-keep",
}  # fmt: skip
ONLY_POST = OWN_ALONE | {
    "message-readers", "message-delete", "message-restore",
    "coach-message-delete", "coach-message-restore", "message-text-remove", "messages-undo",
    "journal-choose", "journal-ran-me", "journal-restore",
    "journal-cue", "journal-cue-went", "practice-step", "talk-remove", "settings-phone-remove",
    "goal-size", "goal-end", "goal-open", "goal-step",
    "run-delete", "run-restore", "import-cancel", "import-ran", "import-undo", "import-answer", "import-date",
    "settings-shares", "settings-leave", "journal-delete", "journal-share", "invite-revoke", "alert-step",
    "invite-resend",
    "agreed-end", "agreed-hold", "agreed-heard", "settings-role",
    "alert-answer", "alert-outcome", "alert-undo", "alert-fine-back", "note-unshare", "note-delete",
    "article-preview", "article-remove", "article-picture-remove", "comment-appeal", "comment-withdraw",
    "hours-remove", "hours-day-remove", "hours-away-remove",
    "booking-call-off", "booking-let-go", "booking-reminders", "booking-line", "booking-newest",
    "booking-take-back",
    "offer-close", "offer-date", "date-call-off",
    "group-delete", "group-take-out", "look-let-go",
    "consultation-step", "consultation-follow-up", "consultation-invite",
    "plan-went", "plan-run-move", "plan-run-remove", "plan-practice-move", "plan-practice-remove",
    "plan-run-put-back", "plan-practice-put-back",
    "plan-week-use", "plan-week-remove", "plan-reach", "ease-take-back",
}  # fmt: skip

# A plain visit to these (after signing in again, say) leads back to the page with the button, whatever the row.
SENT_BACK = {"settings-leave": "runner", "invite-revoke": "coach", "invite-resend": "coach"}


def expected(name: str, role: str) -> set[int]:
    declared, role = OURS[name].callback.access, ALIKE.get(role, role)  # type: ignore[union-attr]
    if name == "home":
        return {200} if role == "anonymous" else {302}
    if name == "try" and role != "anonymous":
        return {302}
    if declared == "public":
        return {405} if name in ONLY_POST else {200, 503} if name == "healthz" else {200}
    if role == "anonymous":
        return {302}
    if name in ("plan-run", "ease-sent", "group", "preset-group"):
        return {200} if role == "coach" else {404}
    if name == "athlete-before":
        return {200} if role == "coach" else {404}
    if name in ("note-edit", "note-share", "article-edit", "offer-edit", "consultation", "consultation-lent"):
        return {200} if role == "coach" else {404}
    if name in ("coach-thread", "coach-message-edit", "messages-sent"):
        return {200} if role == "coach" else {404}
    if name in ("athlete", "athlete-days", "offer-call", "notes-about", "coach-runner-messages", "ease"):
        return {200} if role in ("coach", "coach_without_consent") else {404}
    if name == "preset-runner":
        return {200} if role in ("coach", "coach_without_consent") else {404}
    if name == "settings-shares":
        return {302} if role == "runner" else {404}
    if name in SENT_BACK:
        return {404} if SENT_BACK[name] == "coach" and role in ("stranger", "runner") else {302}
    if declared == "coach":
        allowed = role in ("other_coach", "coach_without_consent", "coach")
        return ({405} if name in ONLY_POST else {200}) if allowed else {404}
    if name in ONLY_POST:
        return {405}
    if name == "own-data-fetch":  # theirs, once they have given their password again
        return {302} if role == "runner" else {404}
    if name in OWN_ROWS:
        return {200} if role == "runner" else {404}
    return {200}


def test_every_view_declares_who_may_open_it() -> None:
    silent = [
        name for name, p in OURS.items() if getattr(p.callback, "access", None) not in ("public", "runner", "coach")
    ]
    assert silent == []
    unnamed = [p for p in patterns() if not p.name and not str(p.pattern).startswith(("static", "media"))]
    assert unnamed == []


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_declared(world: World, role: str) -> None:
    client, wrong = world.client(role), []
    for name in sorted(OURS):
        address = reverse(name, kwargs=world.arguments.get(name, {}))
        status = client.get(address).status_code
        if status not in expected(name, role):
            wrong.append((name, status, expected(name, role)))
    assert wrong == []


POSTED = sorted(
    ONLY_POST
    - OWN_ALONE
    - {"article-preview", "comment-appeal", "comment-withdraw"}
    - {name for name in ONLY_POST if name.startswith("booking-")}
    - {"messages-undo", "ease-take-back", "plan-reach"}
    | OWN_ROWS
    - {
        "run-original",
        "import",
        "import-files",
        "import-csv",
        "import-original",
        "journal-checked-in",
        "journal-reflected",
        "practice",
        "run",
        "settings-preview",
        "settings-preview-days",
        "settings-preview-line",
        "own-data-fetch",
    }
)


@pytest.mark.parametrize("role", [r for r in ROLES if r not in ("runner",)])
def test_nobody_changes_what_is_not_theirs(world: World, role: str) -> None:
    """Another's row and no row at all answer alike, and neither changes anything."""
    client, wrong = world.client(role), []
    for name in POSTED:
        if role == "coach" and name in (
            "agreed-heard",
            "alert-step",
            "alert-undo",
            "invite-revoke",
            "invite-resend",
            "note-unshare",
            "note-delete",
            "coach-message-delete",
            "coach-message-restore",
            "message-text-remove",
            "article-remove",
            "article-picture-remove",
            "offer-close",
            "offer-date",
            "date-call-off",
            "consultation-step",
            "consultation-follow-up",
            "consultation-invite",
            "hours-remove",
            "hours-day-remove",
            "hours-away-remove",
            "group-delete",
            "group-take-out",
            "look-let-go",
            "plan-run-move",
            "plan-run-remove",
            "plan-practice-move",
            "plan-practice-remove",
            "plan-run-put-back",
            "plan-practice-put-back",
            "plan-week-use",
            "plan-week-remove",
        ):
            continue
        arguments = world.arguments[name]
        theirs = client.post(reverse(name, kwargs=arguments))
        nobodys = client.post(reverse(name, kwargs={**arguments, "pk": 999_999}))
        if {theirs.status_code, nobodys.status_code} != {302 if role == "anonymous" else 404}:
            wrong.append((name, theirs.status_code, nobodys.status_code))
    assert wrong == []


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_no_address_answers_other_methods_with_a_fault(world: World, method: str) -> None:
    client = world.client("runner")
    for name in sorted(OURS.keys() - {"healthz"}):  # red where nothing runs, and rightly so
        address = reverse(name, kwargs=world.arguments.get(name, {}))
        assert getattr(client, method)(address).status_code < 500, name


def test_a_coach_without_consent_reads_nothing_of_anybody(world: World, runner: User) -> None:
    page = world.client("coach_without_consent").get(reverse("athlete", args=[runner.pk])).content.decode()
    for told in ("mine alone", "Strained", "Talk today", '<svg class="wl"', "Against plan"):
        assert told not in page


def test_a_withdrawn_switch_holds_from_the_next_request_on(
    world: World, runner: User, coach: User, tie: Coachship, now: datetime
) -> None:
    client = world.client("coach")
    pages = [reverse("squad"), reverse("coach-alerts"), reverse("athlete", args=[runner.pk])]
    before = [client.get(page).content.decode() for page in pages]
    assert all("Strained" in page or "Talk today" in page for page in before)
    actions.set_shares(runner, coachship=tie, shares=Shares(), now=now)
    after = [client.get(page).content.decode() for page in pages]
    assert not any("Strained" in page or "Talk today" in page for page in after)


def test_signed_in_pages_are_kept_by_no_cache(signed_in: Callable[[User], Client], runner: User) -> None:
    assert signed_in(runner).get(reverse("journal-today"))["Cache-Control"] == "no-store"
