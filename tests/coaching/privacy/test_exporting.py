"""A copy of everything of somebody's: what is in it, what is not, and what a worker that dies leaves behind."""

import json
import struct
from datetime import datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.db import Error

from coaching.alerts.emails import WRITERS
from coaching.privacy import exporting
from coaching.privacy.registry import OWNED
from runners import mail as letters
from runners import own_data, pieces, zip_writing
from runners.crypto import CannotOpen
from runners.importers import zips
from runners.models import Export, Outbox, User
from tests import making
from tests.coaching.privacy.making import FILE, clock_at, contents, filled, lines_of, taken, ticking, zip_of


@pytest.fixture
def living(runner: User, coach: User, now: datetime) -> User:
    filled(runner, coach, now)
    return runner


def test_everything_is_in_it(living: User, coach: User, now: datetime) -> None:
    archive = zip_of(taken(living, now))
    run, typed = lines_of(archive, "runs")
    assert (run["id"], run["title"], run["note"]) == (1, "Löop by the river", "said 'hm', felt 😀")
    assert typed["title"] == ""
    checked = lines_of(archive, "check-ins")[0]
    assert (checked["note"], checked["run"]) == ("Not mine to carry.\nSecond line.", 1)
    assert checked["needs"] == ["clear_my_head"]
    assert [(line["run"], line["check_in"], line["note"]) for line in lines_of(archive, "reflections")] == [
        (1, 1, "Better.")
    ]
    assert archive.read("files/1.fit") == FILE
    moments = json.loads(archive.read("samples/1.json"))
    assert (moments["moments"], len(moments["columns"]["t_s"]), "heart_rate" in moments["columns"]) == (
        1801,
        1801,
        False,
    )
    assert lines_of(archive, "looked")[0]["actor"] == lines_of(archive, "coaches")[0]["coach"] == coach.name
    assert [line["text"] for line in lines_of(archive, "notes")] == ["Easy does it."]
    written = [(line["writer"], line["text"]) for line in lines_of(archive, "messages")]
    assert written[:2] == [("Mia Thorne", "Heavy legs."), (coach.name, "Rest.")]
    assert [(line["text"], line["answers"]) for line in lines_of(archive, "comments")] == [("Same here.", None)]
    assert lines_of(archive, "account")[0]["email"] == living.email


# Of coaches, and what comes by signing in and up.
NOT_FILLED = {
    "addresses", "ways-in", "signed-in", "agreed", "coaching", "runners-of-yours", "invites", "articles",
    "pictures", "calls", "lent", "welcome", "offers", "hours", "other-days", "away", "calendar", "meetings",
    "reminders", "quiet-hours", "messages-as-coach", "message-habits", "phrases", "wishes", "presets", "paces",
    "digests", "webhook", "kept-weeks", "week-asked", "groups", "in-groups", "views",
}  # fmt: skip


def test_these_tests_fill_every_kind_a_runner_has(living: User, now: datetime) -> None:
    members = zip_of(taken(living, now)).namelist()
    assert {owned.kind for owned in OWNED if f"data/{owned.kind}.jsonl" not in members} == NOT_FILLED


def test_nothing_of_anybody_else_is_in_it(living: User, coach: User, stranger: User, now: datetime) -> None:
    making.check_in(stranger, at=now, note="a stranger's words")
    whole = b"".join(contents(zip_of(taken(living, now))).values())
    for theirs in ("a stranger's words", "the coach's alone", stranger.email, coach.email, "Yes."):
        assert theirs.encode() not in whole, theirs
    assert living.password.encode() not in whole


def test_what_is_deleted_is_not_in_it(living: User, now: datetime) -> None:
    from_list = making.check_in(living, at=now, note="taken back")
    from_list.delete_softly(now=now)
    assert b"taken back" not in zip_of(taken(living, now)).read("data/check-ins.jsonl")


def test_a_coach_takes_what_they_wrote_for_everybody_and_not_what_they_wrote_about_runners(
    living: User, coach: User, now: datetime
) -> None:
    archive = zip_of(taken(coach, now))
    assert lines_of(archive, "articles")[0]["tags"]
    assert archive.read("pictures/1.webp")[:4] == b"RIFF"
    assert lines_of(archive, "runners-of-yours")[0]["runner"] == living.name
    assert b"Easy does it." not in b"".join(contents(archive).values())


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def test_its_pages_need_no_network_and_no_script(living: User, now: datetime) -> None:
    User.objects.filter(pk=living.pk).update(name="<script>alert(1)</script>")
    members = contents(zip_of(taken(living, now)))
    for name in (name for name in members if name.endswith(".html")):
        page = Page()
        page.feed(members[name].decode())
        assert not {"script", "img", "link", "iframe", "form"} & set(page.tags), name
        assert [link for link in page.links if link not in members] == []
    assert "Not mine to carry.\nSecond line." in members["check-ins.html"].decode()
    assert b"18 March" not in members["check-ins.html"]


def test_on_the_disk_it_is_sealed_and_goes_with_the_key(living: User, now: datetime) -> None:
    made = taken(living, now)
    raw = b"".join(path.read_bytes() for path in pieces.folder_of(made.token).iterdir())
    assert FILE not in raw
    assert b"PK" not in raw[:100]
    other = making.person("other@example.org")
    with pytest.raises(CannotOpen):
        list(pieces.all_of(made.token, owner_id=other.pk))
    assert pieces.folder_of(made.token).stat().st_mode & 0o077 == 0


def test_it_goes_on_where_a_turn_ended_and_is_the_same(
    living: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "FEW_BYTES", 1)
    made, turns, clock = own_data.ask_for_copy(living, now=now), 0, ticking(now, 20)
    while Export.objects.waiting().exists():
        exporting.work(clock=clock, seconds=30)
        turns += 1
    made.refresh_from_db()
    assert (made.state, made.step, turns > 10) == ("ready", made.steps, True)
    in_turns = contents(zip_of(made))
    at_once = contents(zip_of(taken(living, now + timedelta(days=2))))
    mailed = {"data/mails.jsonl", "mails.html", "index.html", "manifest.json"}
    assert {name: in_turns[name] for name in in_turns.keys() - mailed} == {
        name: at_once[name] for name in at_once.keys() - mailed
    }


@pytest.mark.parametrize("dies_in", ["_next_piece", "_add_last_piece", "_end", "mail"])
def test_a_worker_that_dies_is_succeeded_after_its_lease(
    living: User, now: datetime, monkeypatch: pytest.MonkeyPatch, dies_in: str
) -> None:
    made = own_data.ask_for_copy(living, now=now)
    with monkeypatch.context() as broken:
        broken.setattr(exporting, dies_in, None)
        exporting.work(clock=clock_at(now), seconds=30)
    assert not exporting.work(clock=clock_at(now), seconds=30), "nobody else has it before"
    exporting.work(clock=clock_at(now + timedelta(minutes=2)), seconds=30)
    made.refresh_from_db()
    assert made.state == "ready"
    names = zip_of(made).namelist()
    assert (len(names), names[-1]) == (len(set(names)), "manifest.json")


def test_one_that_always_fails_is_given_up_and_leaves_nothing(
    living: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = own_data.ask_for_copy(living, now=now)

    def fails(*args: object, **kwargs: object) -> None:
        raise Error

    monkeypatch.setattr(exporting, "_add_part", fails)
    for hour in range(9):
        exporting.work(clock=clock_at(now + timedelta(hours=hour)), seconds=30)
    made.refresh_from_db()
    assert (made.state, made.attempts) == ("failed", 5)
    assert not pieces.folder_of(made.token).exists()


def test_asked_for_twice_it_is_one_and_three_a_day_are_enough(runner: User, now: datetime) -> None:
    first = own_data.ask_for_copy(runner, now=now)
    assert own_data.ask_for_copy(runner, now=now) == first
    for hours in (0, 1, 2):
        taken(runner, now + timedelta(hours=hours))
    with pytest.raises(own_data.CannotNow):
        own_data.ask_for_copy(runner, now=now + timedelta(hours=3))
    assert own_data.ask_for_copy(runner, now=now + timedelta(hours=25)) != first


def test_a_mail_tells_where_it_waits_and_nothing_of_it(living: User, now: datetime) -> None:
    taken(living, now)
    letters.drain(now=now, writers=WRITERS, clock=clock_at(now))
    (letter,) = [one for one in mail.outbox if one.to == [living.email]]
    assert letter.subject == "Your copy is ready"
    assert "/settings/data/" in letter.body
    assert "25 March 2026" in letter.body
    assert Outbox.objects.get(kind="copy-ready").status == "sent"


def test_after_seven_days_it_goes_and_so_do_folders_of_nobody(runner: User, now: datetime) -> None:
    made = taken(runner, now)
    pieces.write(own_data.Export().token, "0", b"left over", owner_id=runner.pk)
    assert exporting.sweep(now=now + timedelta(days=6, hours=23)) == 1
    assert own_data.ready_copies(runner, now=now + timedelta(days=6)).exists()
    assert exporting.sweep(now=now + timedelta(days=7)) == 1
    made.refresh_from_db()
    assert made.state == "over"
    assert not pieces.folder_of(made.token).exists()


def test_every_kind_has_a_page_of_its_own_name() -> None:
    kinds = [owned.kind for owned in OWNED]
    assert len(set(kinds)) == len(kinds)
    assert not {"index", "manifest"} & set(kinds)


def test_a_zip_beyond_four_gigabytes_is_read_by_our_own_reader(tmp_path: object, now: datetime) -> None:
    """Its directory alone, as if the members lay behind the border."""
    lines = [zip_writing.member("a.txt", b"a", offset=at, at=now)[1] for at in (0, 2**32 + 7)]
    end = zip_writing.directory(lines, offset=2**33)
    assert end.startswith(zips.CENTRAL)
    first, second = zips.listed(end[: end.index(zips.END64)], 0)
    assert (first.offset, second.offset) == (0, 2**32 + 7)
    record = end.index(zips.END64)
    assert struct.unpack_from("<4Q", end, record + 24) == (2, 2, record, 2**33)
    assert zips.END in end[record:]
