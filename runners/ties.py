"""Who runs with whom and who was asked to, as the pages tell it: one read a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from runners.invite_lines import Line, checked
from runners.models import CoachProfile, Coachship, ConsentChange, Invite, User
from runners.models.people import SHARES, Before, Role

INVITES_LISTED = 100


@dataclass(frozen=True)
class Switch:
    """One of the switches: its name and what the coach gets to see, also in a list ("Jo sees ...")."""

    label: str
    shows: str
    sees: str = ""

    @property
    def in_a_list(self) -> str:
        return self.sees or f"your {self.label.lower()}"


NAMELESS = "Somebody without a name yet"
SWITCHES: dict[str, Switch] = {
    "training": Switch(
        label="Training load",
        shows="Your runs with their effort and pacing, runs another coach plans for you, and the line of your legs.",
    ),
    "emotional": Switch(
        label="Emotional load",
        shows="Your needs and feelings around runs, what the daily check adds up to, and the line of your head.",
    ),
    "balance": Switch(
        label="Balance check",
        shows="Your reading, the areas behind it, and an alert when it rises. You see every alert too.",
    ),
    "reflections": Switch(
        label="Reflections",
        shows="How much you enjoyed a run and whether it gave you what you needed.",
    ),
    "trigger": Switch(
        label="What keeps coming back",
        shows="That one matter has come up again and again on your pages. Never which, and not a word you wrote.",
        sees="that something keeps coming back in what you write",
    ),
    "helps": Switch(
        label="What helps me",
        shows="Where runs, breathing and the like left you on the map, on average, and how alike your feelings were."
        " Never a single time.",
        sees="what helps you",
    ),
}

# What is shared beside the switches, one by one.
NOTES, WEEKS = "the notes", "the weeks ahead you have shared"
BEFORE: dict[Before, str] = {
    Before.ALERTS: "your alerts",
    Before.NOTES: "what other coaches noted for you",
    Before.PLANS: "what other coaches planned",
    Before.GOALS: "your goals",
    Before.PAUSES: "your pauses",
}
AWAY = "This coach is not here just now, so nobody can say yes to them. Ask them for a new link once they are back."
GOING = "You have asked us to delete your account. Keep it first, then open this link again."

# What can be switched, as the list of changes calls it.
LABELS = {**{name: switch.label for name, switch in SWITCHES.items()}, "before": "What was before"}


def listed(parts: list[str]) -> str:
    """["a", "b", "c"] -> "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def sees_now(tie: Coachship) -> str:
    """What this coach sees at this moment, in two sentences or three. Loans are beside it."""
    name, shared = tie.coach.first_name, [SWITCHES[one].in_a_list for one in SHARES if getattr(tie.shares, one)]
    parts = [*(shared or ["your name", "that you run together"]), NOTES, WEEKS]
    before = [BEFORE[part] for part in Before if part.value in tie.from_before]
    said = [
        "" if tie.coach.is_here else f"{name} is not here just now and reads nothing. Back again:",
        f"{name} sees {listed(parts)}.",
        f"Of what was before, {name} reads {listed(before)}." if before else "",
        "" if shared else "No more, unless you lend it for a call.",
    ]
    return " ".join(filter(None, said))


def off_since(lost: Sequence[str]) -> str:
    """Where a page was older than the switches: "" if none is off for that reason."""
    if not lost:
        return ""
    labels = listed([SWITCHES[name].label for name in lost])
    return f"You have switched something on another page since you opened that one, and off counts. Off: {labels}."


@dataclass(frozen=True)
class SwitchNow:
    """A switch as it stands."""

    name: str
    label: str
    shows: str
    on: bool


@dataclass(frozen=True)
class Switched:
    """A switch that was turned, and when."""

    label: str
    on: bool
    at: datetime


# What each role may do, as a runner reads it.
MAY_DO: dict[Role, str] = {
    Role.COACH: "Hears of alerts, answers them, writes to you and plans with you.",
    Role.ASSISTANT: "Hears of alerts, answers them and writes to you; plans nothing.",
    Role.READER: "Reads what you share, and no more: hears of nothing, answers nothing, writes nothing.",
}


@dataclass(frozen=True)
class RoleNow:
    """One of the roles, and whether it is this coach's."""

    value: str
    label: str
    may_do: str
    chosen: bool


@dataclass(frozen=True)
class SharedWith:
    """One coach on the sharing page. `switched`: what was turned for this coach so far, the latest first; `others`:
    there is or was another coach, of whose time `handed_over` parts are open to this one."""

    pk: int
    coach: User
    since_at: datetime
    sees: str
    switches: list[SwitchNow]
    switched: list[Switched]
    roles: list[RoleNow]
    others: bool
    handed_over: int


def _shared_with(tie: Coachship, changes: list[ConsentChange], *, others: bool) -> SharedWith:
    now = [SwitchNow(name, SWITCHES[name].label, SWITCHES[name].shows, getattr(tie.shares, name)) for name in SHARES]
    turned = [Switched(LABELS[one.what], one.granted, one.changed_at) for one in changes]
    roles = [RoleNow(role.value, str(role.label), MAY_DO[role], role == tie.role) for role in Role]
    return SharedWith(
        pk=tie.pk,
        coach=tie.coach,
        since_at=tie.started_at,
        sees=sees_now(tie),
        switches=now,
        switched=turned,
        roles=roles,
        others=others,
        handed_over=len(tie.from_before),
    )


def sharing_page(runner: User) -> list[SharedWith]:
    """Two queries, however many coaches and switches."""
    every = list(Coachship.objects.filter(runner=runner).select_related("coach").order_by("started_at", "pk"))
    ties, coaches = [tie for tie in every if tie.ended_at is None], {tie.coach_id for tie in every}
    changes: dict[int, list[ConsentChange]] = {tie.pk: [] for tie in ties}
    for change in ConsentChange.objects.filter(coachship__in=ties).order_by("-changed_at", "-pk"):
        changes[change.coachship_id].append(change)
    return [_shared_with(tie, changes[tie.pk], others=len(coaches) > 1) for tie in ties]


@dataclass(frozen=True)
class Invitation:
    """An open invite as the person who was invited sees it; `refused` says why nobody can say yes at the moment."""

    coach: User
    about: str
    own: bool
    already: bool
    refused: str


def invitation(token: str, *, reader: User | None, now: datetime) -> Invitation | None:
    """None for a token that is used, withdrawn, expired or was never made: nobody can tell which."""
    invite = Invite.objects.by_token(token).open(now).select_related("coach").first()
    if invite is None or not invite.coach.is_active:
        return None
    profile = CoachProfile.objects.filter(person=invite.coach).first()
    return Invitation(
        coach=invite.coach,
        about=profile.about if profile else "",
        own=reader == invite.coach,
        already=reader is not None and Coachship.objects.of_runner(reader).filter(coach=invite.coach).exists(),
        refused=GOING if reader is not None and not reader.is_here else "" if invite.coach.is_here else AWAY,
    )


def accepted_before(token: str, *, runner: User) -> bool:
    """Whether this very person accepted this very invite: a second tap on the button is answered like the first."""
    return Invite.objects.by_token(token).filter(accepted_by=runner).exists()


class InviteState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True)
class InviteRow:
    """An invite on its coach's list; `at` is when it was accepted or withdrawn, or until when it is valid."""

    pk: int
    email: str
    made_at: datetime
    state: InviteState
    at: datetime


def _invite_row(invite: Invite, *, now: datetime) -> InviteRow:
    state, at = InviteState.OPEN, invite.expires_at
    if invite.accepted_at is not None:
        state, at = InviteState.ACCEPTED, invite.accepted_at
    elif invite.revoked_at is not None:
        state, at = InviteState.REVOKED, invite.revoked_at
    elif invite.expires_at <= now:
        state = InviteState.EXPIRED
    return InviteRow(invite.pk, invite.email, invite.created_at, state, at)


@dataclass(frozen=True)
class InvitesPage:
    rows: list[InviteRow]

    @property
    def open(self) -> int:
        return sum(row.state is InviteState.OPEN for row in self.rows)


def invites_page(coach: User, *, now: datetime) -> InvitesPage:
    invites = Invite.objects.filter(coach=coach).order_by("-created_at", "-pk")[:INVITES_LISTED]
    return InvitesPage([_invite_row(invite, now=now) for invite in invites])


def own_invites(coach: User) -> QuerySet[Invite]:
    """Every invite of this coach that nobody has accepted."""
    return Invite.objects.filter(coach=coach, accepted_at=None)


def checked_lines(coach: User, text: str, *, now: datetime) -> list[Line]:
    """What somebody pasted, line by line, beside the invites they have out already."""
    if not text.strip():
        return []
    return checked(text, invited=frozenset(open_invites(coach, now=now).values_list("email", flat=True)))


def open_invites(coach: User, *, now: datetime) -> QuerySet[Invite]:
    return Invite.objects.open(now).filter(coach=coach)


def about_coach(person: User) -> str:
    profile = CoachProfile.objects.filter(person=person).first()
    return profile.about if profile else ""
