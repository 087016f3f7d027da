"""One runner with one of everything, and everybody who may ask for it: what the walks over all addresses need."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
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
from runners.models.people import Before, Role
from tests import making
from tests.coaching.articles.making import published_by
from tests.coaching.consultations.hours_making import hours_of
from tests.coaching.consultations.making import offered_by
from tests.coaching.conversations.making import messages_of
from tests.coaching.dashboard.making import grouped_by
from tests.coaching.planning.making import planned_by

# The coach with everything in it, after the runner has let them do less.
LESSER = {"assistant": Role.ASSISTANT, "reader": Role.READER}


@dataclass
class World:
    """One runner with one of everything, and what its addresses need."""

    people: dict[str, User | None]
    arguments: dict[str, dict[str, Any]]

    def client(self, role: str) -> Client:
        client, person = Client(), self.people[role]
        if role in LESSER:
            Coachship.objects.filter(coach=person, runner=self.people["runner"]).update(role=LESSER[role])
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
    due = {"agreement": agreement, "made_at": now, "due_at": now + timedelta(days=3650)}
    counting, told = (
        Telling.objects.create(**due, met_on=day, told_at=at)
        for day, at in ((now, None), (now - timedelta(days=1), now))
    )
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
            **dict.fromkeys(LESSER, coach),
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
