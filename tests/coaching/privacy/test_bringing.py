"""A copy on its way back: everything is there again, and a second copy is the first."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings

from coaching.privacy import bringing
from coaching.privacy.registry import OWNED
from journal.models import CheckIn, Pause, Reflection, WeeklyReview
from runners import files, own_data
from runners.models import Arrival, History, Original, Run, Samples, Stale, User, WeekAhead
from runners.owned import Back
from tests import making
from tests.coaching.privacy.making import brought, contents, filled, incoming, packed, taken, ticking, zip_of

# What is about the account itself: the new one has its own.
OF_THE_ACCOUNT = {owned.kind for owned in OWNED if owned.back is Back.TOLD}
# What had been shared one by one is shared with nobody in the new one.
SHARED = ("check-ins", "reflections", "weekly-reviews", "weeks-ahead")
SHARING = re.compile(rb',"(?:note_)?shared(?:_at)?":(?:\[[^]]*\]|[^,}]*)')


@pytest.fixture
def newcomer(db: None) -> User:
    return making.person("new@example.org", name="New Comer", time_zone="Asia/Tokyo")


KEPT: dict[str, bytes] = {}


@pytest.fixture
def copy(runner: User, coach: User, now: datetime) -> dict[str, bytes]:
    """Taken once: there is no number of a row in it."""
    if not KEPT:
        filled(runner, coach, now)
        KEPT.update(contents(zip_of(taken(runner, now))))
    return dict(KEPT)


def comparable(members: dict[str, bytes]) -> dict[str, bytes]:
    """Without what is about the account itself, the front pages, which say when it was made, and what was shared."""
    about = {f"data/{kind}.jsonl" for kind in OF_THE_ACCOUNT} | {f"{kind}.html" for kind in OF_THE_ACCOUNT}
    about |= {"index.html", "manifest.json", *(f"{kind}.html" for kind in SHARED)}
    left = {name: content for name, content in members.items() if name not in about}
    return left | {(name := f"data/{kind}.jsonl"): SHARING.sub(b"", members[name]) for kind in SHARED}


def test_a_second_copy_is_the_first_byte_for_byte(copy: dict[str, bytes], newcomer: User, now: datetime) -> None:
    row = brought(newcomer, packed(copy), now)
    assert (row.state, row.reason, row.lost) == ("done", "", 0)
    second = contents(zip_of(taken(newcomer, now + timedelta(days=2))))
    first, second = comparable(copy), comparable(second)
    assert second.keys() == first.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert len(first) > 25


def test_what_came_back_lives_here(copy: dict[str, bytes], newcomer: User, now: datetime) -> None:
    brought(newcomer, packed(copy), now)
    newcomer.refresh_from_db()
    assert (newcomer.name, newcomer.time_zone, newcomer.email) == ("Mia Thorne", "Europe/Dublin", "new@example.org")
    reflection = Reflection.objects.get(runner=newcomer)
    run = reflection.run
    assert run is not None
    assert (run.runner, run.title, run.note) == (newcomer, "Löop by the river", "said 'hm', felt 😀")
    assert reflection.check_in is not None
    assert reflection.check_in.note == "Not mine to carry.\nSecond line."
    assert Samples.objects.get(run=run).count == 1801
    first, part = Original.objects.filter(runner=newcomer).order_by("pk")
    assert (bytes(first.content or b""), first.run, part.whole) == (b"invented, not a real file", run, first)
    assert Pause.objects.filter(runner=newcomer).count() == 1
    assert Stale.objects.filter(runner=newcomer, since_on=run.local_day).exists()


def test_what_was_shared_one_by_one_is_shared_with_nobody_here(
    copy: dict[str, bytes], newcomer: User, now: datetime
) -> None:
    assert b'"note_shared":true' in copy["data/check-ins.jsonl"]
    brought(newcomer, packed(copy), now)
    assert not CheckIn.objects.filter(runner=newcomer, note_shared=True).exists()
    assert WeeklyReview.objects.get(runner=newcomer).shared == []


def test_a_week_to_come_lives_here_and_is_shared_with_nobody(
    copy: dict[str, bytes], newcomer: User, now: datetime
) -> None:
    name = "data/weeks-ahead.jsonl"
    line = json.loads(copy[name]) | {"shared": True, "shared_at": now.isoformat()}
    assert brought(newcomer, packed({**copy, name: json.dumps(line).encode() + b"\n"}), now).state == "done"
    week = WeekAhead.objects.get(runner=newcomer)
    assert (week.days, week.heavy, week.shared, week.shared_at) == ([1, 3], "The audit.", False, None)


@pytest.mark.parametrize("days", [[7], [1, 1], [-1], "1"])
def test_a_week_with_days_that_are_none_is_refused(
    copy: dict[str, bytes], newcomer: User, now: datetime, days: object
) -> None:
    name = "data/weeks-ahead.jsonl"
    line = json.dumps(json.loads(copy[name]) | {"days": days}).encode() + b"\n"
    assert brought(newcomer, packed({**copy, name: line}), now).state == "refused"


def test_what_concerned_other_people_is_told_and_does_not_live(
    copy: dict[str, bytes], newcomer: User, coach: User, now: datetime
) -> None:
    """A copy can be written by anybody: it makes no coach, no consent, no alert and no proof of any."""
    brought(newcomer, packed(copy), now)
    kinds = set(History.objects.filter(runner=newcomer).values_list("kind", flat=True))
    assert {"coaches", "switched", "notes", "alerts", "alert-steps", "readings", "looked", "comments"} <= kinds
    for owned in OWNED:
        if owned.back is Back.HISTORY:
            assert not owned.of(newcomer.pk).exists(), owned.kind


def test_an_account_with_entries_is_left_as_it_is(copy: dict[str, bytes], newcomer: User, now: datetime) -> None:
    making.check_in(newcomer, at=now)
    row = brought(newcomer, packed(copy), now)
    assert (row.state, "has entries already" in row.reason) == ("refused", True)
    assert CheckIn.objects.filter(runner=newcomer).count() == 1
    assert not files.folder_of(row.token).exists()


def test_brought_twice_it_is_here_once(copy: dict[str, bytes], newcomer: User, now: datetime) -> None:
    brought(newcomer, packed(copy), now)
    assert brought(newcomer, packed(copy), now).state == "refused"
    assert Run.objects.filter(runner=newcomer).count() == 2


def test_it_goes_on_where_a_turn_ended(copy: dict[str, bytes], newcomer: User, now: datetime) -> None:
    """Each look at the clock costs seventeen seconds: no turn gets further than a file."""
    row = brought(newcomer, packed(copy), now, clock=ticking(now, 17))
    assert (row.state, row.step, row.steps, row.lost) == ("done", 2, 2, 0)
    assert Original.objects.filter(runner=newcomer, content__isnull=False).count() == 1


LINE = "data/check-ins.jsonl"


def changed(copy: dict[str, bytes], **values: object) -> dict[str, bytes]:
    first, *rest = copy[LINE].splitlines(keepends=True)
    return {**copy, LINE: b"".join([json.dumps({**json.loads(first), **values}).encode() + b"\n", *rest])}


@pytest.mark.parametrize(
    "values",
    [
        {"valence": 5},
        {"valence": "much"},
        {"valence": float("nan")},
        {"made_at": "0001-01-01T00:00:00+00:00"},
        {"made_at": "2026-03-09T08:30:00"},
        {"made_at": None},
        {"local_day": "2026-03-01"},
        {"made_at": "2090-03-09T08:30:00+00:00", "local_day": "2090-03-09"},
        {"time_zone": "../etc/passwd"},
        {"needs": ["whatever"]},
        {"needs": "clear_my_head"},
        {"needs": ["nature", "company", "feel_strong", "just_turn_up"]},
        {"word": "no word of ours"},
        {"word": {"a": [[]]}},
        {"kind": "x" * 500},
        {"days_late": -1},
        {"days_late": 10**30},
        {"note": "\0"},
        {"id": 2},
        {"id": None},
        {"runner": 1},
        {"deleted_at": None},
    ],
)
def test_a_line_no_page_could_have_made_refuses_the_whole(
    copy: dict[str, bytes], newcomer: User, now: datetime, values: dict[str, object]
) -> None:
    row = brought(newcomer, packed(changed(copy, **values)), now)
    assert (row.state, row.reason[:32]) == ("refused", "This is not a copy from Evenpace")
    assert not CheckIn.objects.filter(runner=newcomer).exists()
    assert not Run.objects.filter(runner=newcomer).exists()
    newcomer.refresh_from_db()
    assert newcomer.name == "New Comer"


@pytest.mark.parametrize(
    ("member", "content"),
    [
        (LINE, b"[1]\n"),
        (LINE, b"{"),
        (LINE, b'{"id": 1}\n'),
        (LINE, b"[" * 100_000 + b"\n"),
        (LINE, b"\xff\xfe\n"),
        ("data/runs.jsonl", b'{"id": 1, "timer_s": 0}\n'),
        ("data/alerts.jsonl", b'{"id": 7}\n'),
        ("data/files.jsonl", b'{"id": 1, "status": "asking", "copy": {"a": 1}}\n'),
        ("data/imports.jsonl", b'{"id": 1, "state": "reading"}\n'),
        ("data/settings.jsonl", b'{"id": 1, "name": "A", "is_staff": true}\n'),
        ("data/settings.jsonl", b'{"id": 1, "time_zone": "Nowhere"}\n'),
        ("data/settings.jsonl", b'{"id": 1, "name": "Look at evil.example"}\n'),
    ],
)
def test_hostile_members_are_refused_in_words(
    copy: dict[str, bytes], newcomer: User, now: datetime, member: str, content: bytes
) -> None:
    row = brought(newcomer, packed({**copy, member: content}), now)
    assert (row.state, row.reason.count(".") > 0) == ("refused", True)
    assert not CheckIn.objects.filter(runner=newcomer).exists()
    assert not User.objects.filter(pk=newcomer.pk, is_staff=True).exists()


def test_members_that_are_small_each_and_huge_together_are_refused(
    copy: dict[str, bytes], newcomer: User, now: datetime, settings: LazySettings
) -> None:
    most = sum(len(content) for name, content in copy.items() if bringing.NAME.fullmatch(name))
    settings.ARCHIVE_LIMITS = {"unpacked_bytes": most - 1}
    assert brought(newcomer, packed(copy), now).state == "refused"
    settings.ARCHIVE_LIMITS = {"unpacked_bytes": most}
    assert brought(newcomer, packed(copy), now).state == "done"


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"not a zip", packed({"a.txt": b"a"}), packed({LINE: b"0" * 60_000_000, "manifest.json": b""})],
)
def test_what_is_no_copy_at_all_is_refused_in_words(newcomer: User, now: datetime, content: bytes) -> None:
    row = brought(newcomer, content, now)
    assert row.state == "refused"
    assert row.reason


def test_a_file_that_cannot_be_read_is_counted_and_holds_up_nothing(
    copy: dict[str, bytes], newcomer: User, now: datetime
) -> None:
    wrong = {"samples/1.json": b'{"moments": 3, "columns": {"t_s": [1, 2]}}', "files/1.fit": b"other bytes"}
    row = brought(newcomer, packed({**copy, **wrong}), now)
    assert (row.state, row.lost) == ("done", 2)
    assert not Original.objects.filter(runner=newcomer, content__isnull=False).exists()


def test_a_file_that_went_from_the_disk_is_said_to_be_so(newcomer: User, now: datetime) -> None:
    row = Arrival.objects.create(runner=newcomer, asked_at=now, size=3)
    bringing.work(clock=lambda: now, seconds=1)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("refused", bringing.LOST)


def test_files_that_went_half_way_are_counted_and_entries_stay(
    copy: dict[str, bytes], newcomer: User, now: datetime
) -> None:
    row = own_data.bring(newcomer, incoming=incoming(packed(copy)), now=now)
    bringing.work(clock=ticking(now, 17), seconds=30)
    files.remove(row.token)
    bringing.work(clock=lambda: now, seconds=1)
    row.refresh_from_db()
    assert (row.state, row.step, row.lost, row.reason) == ("done", 1, 1, "")
    assert CheckIn.objects.filter(runner=newcomer).exists()
