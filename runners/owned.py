"""What somebody owns here, table by table: what goes into a copy of everything of theirs, and what can be brought back.

Every app has such a list of its own tables. A table that belongs to somebody stands in one of them, or among what is
left out, with the reason; a test walks all of them.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Any, TypeAlias
from zoneinfo import available_timezones

import numpy as np
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Model, Q, QuerySet

from runners.forms.people import LINK_MARKS
from runners.importers.packing import UNITS, pack, unpack
from runners.importers.parsed import Track
from runners.imports import copies, words
from runners.models import (
    AccessLog,
    Arrival,
    CoachProfile,
    Coachship,
    ConsentChange,
    DataKey,
    Export,
    Group,
    GroupMember,
    History,
    Import,
    Invite,
    Original,
    Outbox,
    Push,
    Reread,
    Run,
    Samples,
    SavedView,
    Stale,
    Subscription,
    TermsAccepted,
    User,
)
from runners.queries import suffix_of

Rows: TypeAlias = "QuerySet[Any]"
MOST_MOMENTS = 2_000_000
LARGEST = 2**30
DAY = timedelta(days=1)


class Back(Enum):
    """What becomes of a line when a copy is brought into an account."""

    LIVES = "lives"  # it is an entry again
    HISTORY = "history"  # it concerns other people, or is a record: kept as it was told, for the next copy
    TOLD = "told"  # it is about the account itself, and the new account has its own


@dataclass(frozen=True, eq=False)
class Part:
    """What lies beside the lines, one file a row: where, and how it is read and taken back."""

    folder: str
    suffix: Callable[[Any], str]
    there: Q
    read: Callable[[Any], bytes]
    take: Callable[[Any, bytes], None]
    bytes_of: str  # the column to leave out when lines are read


@dataclass(frozen=True, eq=False)
class Owned:
    """One kind of lines. Every column is in it, but for the owner's, the table's own numbers and what is left out.

    `told` says in words what points to other people's things, or was meant for them: it does not come back. `empty` is
    what a left-out column starts with again.
    `check` raises ValueError for a line that no page could have made.
    """

    kind: str
    title: str
    about: str
    model: type[Model]
    of: Callable[[int], Rows]
    back: Back = Back.HISTORY
    owner: str = "runner"
    only: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    check: Callable[[Any], None] = lambda row: None
    part: Part | None = None


MACHINERY = "what the machinery needs; it says nothing about you"
KEYS = {"key": MACHINERY}
LEASES = {"leased_until": MACHINERY, "attempts": MACHINERY, "token": MACHINERY}
GONE = {"deleted_at": "what is deleted is not in a copy"}


def addresses_of(pk: int) -> set[str]:
    """Every address that is certainly theirs, in small letters."""
    mine = [*User.objects.filter(pk=pk).values_list("email", flat=True)]
    mine += EmailAddress.objects.filter(user=pk, verified=True).values_list("email", flat=True)
    return {address.lower() for address in mine}


def whose(pk: int) -> Q:
    """Rows under their account, and those that came from their addresses without one, however they were typed."""
    theirs = Q(person=pk)
    for address in sorted(addresses_of(pk)):
        theirs |= Q(person=None, email__iexact=address)
    return theirs


def name_of(person: User | None) -> str | None:
    return None if person is None else person.name


def plausible(row: Any) -> None:
    """A known zone, and a day that lies around its instant."""
    if row.time_zone not in available_timezones() or row.time_zone == "localtime":
        raise ValueError("zone")
    instant = getattr(row, "made_at", None) or row.started_at
    if abs(row.local_day - instant.date()) > DAY:
        raise ValueError("day")


def _known_settings(person: User) -> None:
    if person.time_zone not in available_timezones() or person.time_zone == "localtime":
        raise ValueError("zone")
    if LINK_MARKS.search(person.name):
        raise ValueError("name")


def _settled(row: Original) -> None:
    """Nothing waits to be read, and what it asks can be asked again."""
    if row.status == Original.Status.WAITING:
        raise ValueError("status")
    if row.copy is not None:
        copies.Record.from_json(row.copy)
    if row.details:
        words.from_text(row.details)


def _ended(unit: Import) -> None:
    if unit.state in Import.UNFINISHED:
        raise ValueError("state")


# --- seconds of a run -------------------------------------------------------------------------------------------------


def _moments(row: Samples) -> bytes:
    """Columns of whole numbers, in the units of their names; null where nothing is known."""
    track = unpack(bytes(row.content), distance_from="")  # type: ignore[arg-type]
    columns = {}
    for name, unit in UNITS.items():
        values = getattr(track, name) / unit
        known = ~np.isnan(values)
        if known.any():
            numbers = np.rint(np.where(known, values, 0)).astype(int).tolist()
            columns[name] = numbers if known.all() else _with_gaps(numbers, known.tolist())
    return json.dumps({"units": UNITS, "moments": row.count, "columns": columns}, separators=(",", ":")).encode()


def _with_gaps(numbers: list[int], known: list[bool]) -> list[int | None]:
    return [number if there else None for number, there in zip(numbers, known, strict=True)]


def _take_moments(row: Samples, content: bytes) -> None:
    """Raises ValueError for anything `_moments` would not write."""
    said = json.loads(content)
    count, columns = int(said["moments"]), said["columns"]
    if not 0 < count <= MOST_MOMENTS or not set(columns) <= set(UNITS):
        raise ValueError("moments")
    filled = {name: _column(columns.get(name), count, unit) for name, unit in UNITS.items()}
    row.content, row.count = pack(Track(**filled, speed=None, distance_from="")), count  # type: ignore[arg-type]
    row.save(update_fields=["content", "count"])


def _column(values: Any, count: int, unit: float) -> Any:
    if values is None:
        return np.full(count, np.nan)
    numbers = np.array(values, dtype=np.float64)
    if numbers.shape != (count,) or np.nanmax(np.abs(numbers), initial=0) > LARGEST:
        raise ValueError("column")
    return numbers * unit


def _take_bytes(row: Original, content: bytes) -> None:
    Original.objects.filter(pk=row.pk).update(content=content)


def _laps(row: Samples) -> None:
    for cells, width in ((row.laps, 3), (row.pauses, 2)):
        for cell in cells:
            if len(cell) != width or not all(value is None or isinstance(value, int | float) for value in cell):
                raise ValueError("laps")
    row.count, row.content = 0, b""  # until its moments are here


# --- the list ---------------------------------------------------------------------------------------------------------

SETTINGS = ("name", "time_zone", "units", "first_weekday", "theme", "country", "nudges_paused_until")
RUNS = Run.objects.kept().order_by("pk")
ENDED = ~Q(unit__state__in=Import.UNFINISHED) | Q(unit=None)
READ = Original.objects.exclude(status=Original.Status.WAITING).filter(ENDED).order_by("pk")

OWNED: tuple[Owned, ...] = (
    Owned(
        "account", "Your account", "What you signed up with.", User, lambda pk: User.objects.filter(pk=pk),
        back=Back.TOLD, owner="id",
        only=("email", "joined_at", "last_login", "adult_confirmed_at", "terms_version", "is_coach", "leaving_at"),
        left_out={
            "password": "only a scrambled form of it is kept, and a copy is no place for it",
            "is_active": MACHINERY, "is_staff": MACHINERY, "is_superuser": MACHINERY, "is_demo": MACHINERY,
        },
    ),
    Owned(
        "addresses", "Your e-mail addresses", "Where mails go.", EmailAddress,
        lambda pk: EmailAddress.objects.filter(user=pk).order_by("pk"), back=Back.TOLD, owner="user",
    ),
    Owned(
        "ways-in", "Passkeys and codes", "What you set up for signing in; the secrets themselves are not in a copy.",
        Authenticator, lambda pk: Authenticator.objects.filter(user=pk).order_by("pk"), back=Back.TOLD, owner="user",
        left_out={"data": "a secret: whoever has it can sign in as you"},
    ),
    Owned(
        "signed-in", "Where you are signed in", "Each device.", UserSession,
        lambda pk: UserSession.objects.filter(user=pk).order_by("pk"), back=Back.TOLD, owner="user",
        left_out={"session_key": "a secret: whoever has it is signed in as you", "data": MACHINERY},
    ),
    Owned(
        "agreed", "What you agreed to", "Each version of the terms, and when.", TermsAccepted,
        lambda pk: TermsAccepted.objects.filter(person=pk).order_by("pk"), back=Back.TOLD, owner="person",
    ),
    Owned(
        "mails", "Mails to you", "Which kinds of mail went out to you, and when.", Outbox,
        lambda pk: Outbox.objects.filter(recipient=pk).order_by("pk"), back=Back.TOLD, owner="recipient",
        left_out={**LEASES, "letter_id": MACHINERY, "subject_id": MACHINERY, "dedup_key": MACHINERY,
                  "last_error": MACHINERY},
    ),
    Owned(
        "phones", "Browsers that take pushes", "Which, and since when; the addresses are secrets.", Subscription,
        lambda pk: Subscription.objects.filter(person=pk).order_by("pk"), back=Back.TOLD, owner="person",
        left_out={"endpoint": "a secret: whoever has it can write to that browser", "p256dh": MACHINERY,
                  "auth": MACHINERY, "failures": MACHINERY, "paused_until": MACHINERY},
    ),
    Owned(
        "pushes", "Pushes to you", "Which kinds of them went out to you, and when.", Push,
        lambda pk: Push.objects.filter(subscription__person=pk).order_by("pk"), back=Back.TOLD, owner="",
        left_out={**LEASES, "subject_id": MACHINERY, "dedup_key": MACHINERY, "last_error": MACHINERY},
    ),
    Owned(
        "settings", "Your settings", "As they stand.", User, lambda pk: User.objects.filter(pk=pk),
        back=Back.LIVES, owner="id", only=SETTINGS, check=_known_settings,
    ),
    Owned(
        "imports", "Files you sent", "Each sending, and what became of it.", Import,
        lambda pk: Import.objects.filter(runner=pk).exclude(state__in=Import.UNFINISHED).order_by("pk"),
        back=Back.LIVES, left_out={**KEYS, **LEASES}, check=_ended,
    ),
    Owned(
        "runs", "Your runs", "Typed in, or read from files.", Run, lambda pk: RUNS.filter(runner=pk),
        back=Back.LIVES, left_out={**KEYS, **GONE}, check=plausible,
    ),
    Owned(
        "samples", "Seconds of your runs", "Laps and pauses; second by second in the folder samples.", Samples,
        lambda pk: Samples.objects.filter(run__runner=pk, run__deleted_at=None).order_by("run"),
        back=Back.LIVES, owner="", check=_laps, left_out={"content": "in the folder samples"},
        part=Part("samples", lambda row: ".json", Q(count__gt=0), _moments, _take_moments, "content"),
    ),
    Owned(
        "files", "What each file became", "The files themselves lie in the folder files.", Original,
        lambda pk: READ.filter(runner=pk), back=Back.LIVES, check=_settled,
        left_out={
            **LEASES, "content": "in the folder files",
            "before": "what a run was before a copy was joined to it; it goes by itself after thirty days",
        },
        part=Part("files", lambda row: suffix_of(row.name), Q(content__isnull=False),
                  lambda row: bytes(row.content), _take_bytes, "content"),
    ),
    Owned(
        "coaches", "Your coaches", "Who has coached you, and what each sees.", Coachship,
        lambda pk: Coachship.objects.filter(runner=pk).order_by("pk").select_related("coach"),
        told={"coach": lambda row: name_of(row.coach)},
    ),
    Owned(
        "switched", "What you switched", "Each switch you turned for a coach, and when.", ConsentChange,
        lambda pk: ConsentChange.objects.filter(coachship__runner=pk).order_by("pk"), owner="",
    ),
    Owned(
        "looked", "Who opened your page", "Each coach who did, and when.", AccessLog,
        lambda pk: AccessLog.objects.filter(subject=pk).order_by("pk").select_related("actor"), owner="subject",
        told={"actor": lambda row: name_of(row.actor)},
    ),
    Owned(
        "coaching", "You as a coach", "What runners read about you.", CoachProfile,
        lambda pk: CoachProfile.objects.filter(person=pk), back=Back.TOLD, owner="person",
    ),
    Owned(
        "runners-of-yours", "Runners you coach", "Their names, and since when.", Coachship,
        lambda pk: Coachship.objects.filter(coach=pk).order_by("pk").select_related("runner"), back=Back.TOLD,
        owner="coach", only=("runner", "started_at", "ended_at"), told={"runner": lambda row: name_of(row.runner)},
    ),
    Owned(
        "groups", "Your groups of runners", "Each name, and since when.", Group,
        lambda pk: Group.objects.filter(coach=pk).order_by("pk"), back=Back.TOLD, owner="coach",
    ),
    Owned(
        "in-groups", "Who is in your groups", "Each runner, and since when.", GroupMember,
        lambda pk: GroupMember.objects.filter(group__coach=pk).order_by("pk").select_related("coachship__runner"),
        back=Back.TOLD, owner="", left_out={"batch": MACHINERY},
        told={"coachship": lambda row: name_of(row.coachship.runner)},
    ),
    Owned(
        "views", "Looks at your squad", "The ones you kept under a name.", SavedView,
        lambda pk: SavedView.objects.filter(coach=pk).order_by("pk"), back=Back.TOLD, owner="coach",
    ),
    Owned(
        "invites", "Invites you sent", "To whom, and what became of them.", Invite,
        lambda pk: Invite.objects.filter(coach=pk).order_by("pk").select_related("accepted_by"), back=Back.TOLD,
        owner="coach", left_out={"token_hash": MACHINERY}, told={"accepted_by": lambda row: name_of(row.accepted_by)},
    ),
)  # fmt: skip

LEFT_OUT: dict[type[Model], str] = {
    DataKey: "the key itself: what it locks is in the copy, opened",
    Stale: "seconds old: which days are to be worked out again",
    Reread: "which runs are to be worked out again; what came of it stands in the runs",
    Export: "copies like this one",
    Arrival: "copies that were brought in; what was in them is here",
    History: "its lines stand where they came from",
}
