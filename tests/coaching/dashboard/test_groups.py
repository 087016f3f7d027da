"""Groups, looks that are kept, and what is done with several people at once."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.dashboard.sheet import harmless
from journal.models import CheckIn
from runners import groups
from runners.models import Coachship, Group, GroupMember, SavedView, User
from runners.models.plans import PlannedRun
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")


@pytest.fixture
def squad(coach: User, runner: User, now: datetime) -> User:
    """Mia, who arrived low yesterday with a head over its usual, and Ben, who did, too, is new and shares nothing."""
    felt = {"last_check_in_at": now - timedelta(days=1), "last_valence": -3, "last_activation": 1}
    raised.standing(runner, now=now, **raised.HALVES, **felt)
    ben = making.person("ben@example.org", name="Ben Ash")
    making.coachship(coach, ben, shares=False, at=now - timedelta(days=3))
    raised.standing(ben, now=now, **raised.HALVES, **felt)
    for one in (runner, ben):
        making.check_in(one, at=now - timedelta(days=1), valence=-3)
    return coach


def shown(client: Client, query: str) -> list[str]:
    html = client.get(f"/coach/?{query}").content.decode()
    return [row.split("</b>")[0] for row in html.split("</span><b>")[1:]] if "<tbody>" in html else []


def post(client: Client, page: str, /, *args: int, **sent: object) -> str:
    return client.post(reverse(page, args=args), sent, follow=True).content.decode()


@pytest.mark.parametrize(
    ("key", "names"), [("low", ["Mia Thorne"]), ("head", ["Mia Thorne"]), ("new", ["Ben Ash"]), ("race", []), ("9", [])]
)
def test_a_smart_group_holds_who_shares_it(squad: User, signed_in: SignedIn, key: str, names: list[str]) -> None:
    assert shown(signed_in(squad), f"in={key}") == names


def test_who_arrived_low_once_this_week_is_not_gone_by_a_better_day(
    squad: User, runner: User, signed_in: SignedIn, now: datetime
) -> None:
    making.check_in(runner, at=now - timedelta(hours=1), valence=3)
    assert shown(signed_in(squad), "in=low") == ["Mia Thorne"]


@pytest.mark.parametrize(("before", "valence"), [(timedelta(days=7), -3), (timedelta(days=6), -1)])
def test_low_is_of_this_week_alone(
    squad: User, runner: User, signed_in: SignedIn, now: datetime, before: timedelta, valence: int
) -> None:
    CheckIn.objects.update(deleted_at=now)
    making.check_in(runner, at=now - before, valence=valence)
    assert shown(signed_in(squad), "in=low") == []


@pytest.mark.parametrize("key", ["low", "race"])
def test_a_smart_group_is_one_question_more_and_six_at_most(squad: User, signed_in: SignedIn, key: str) -> None:
    client, counts = signed_in(squad), []
    for query in ("", "", f"in={key}"):  # the first draws the rows
        with CaptureQueriesContext(connection) as asked:
            shown(client, query)
        counts.append(len(asked))
    assert counts[1] + 1 == counts[2] <= 6


@pytest.mark.parametrize(("ahead", "names"), [(14, ["Mia Thorne"]), (15, []), (-1, [])])
def test_a_race_is_soon_within_two_weeks(
    squad: User, tie: Coachship, signed_in: SignedIn, now: datetime, ahead: int, names: list[str]
) -> None:
    day = now.date() + timedelta(days=ahead)
    PlannedRun.objects.create(coachship=tie, local_day=day, kind="race", minutes=40, made_at=now, changed_at=now)
    assert shown(signed_in(squad), "in=race") == names


def test_a_group_shows_its_people(squad: User, runner: User, signed_in: SignedIn, now: datetime) -> None:
    group = groups.make_group(squad, name="Tuesday", now=now)
    groups.fill_group(squad, group_id=group.pk, runner_ids=[runner.pk], batch=uuid.uuid4(), now=now)
    client = signed_in(squad)
    assert shown(client, f"in={group.pk}") == ["Mia Thorne"]
    assert (
        f'<option value="{group.pk}" selected>Tuesday</option>' in client.get(f"/coach/?in={group.pk}").content.decode()
    )


def test_another_coachs_group_holds_nobody(squad: User, stranger: User, signed_in: SignedIn, now: datetime) -> None:
    theirs = groups.make_group(stranger, name="Theirs", now=now)
    assert shown(signed_in(squad), f"in={theirs.pk}") == []


def test_it_shows_whom_it_would_bring_before_it_does(squad: User, runner: User, signed_in: SignedIn) -> None:
    html = post(signed_in(squad), "group-fill", runner=[runner.pk])
    assert "Put 1 runner into a group" in html
    assert "Mia Thorne" in html
    assert not Group.objects.exists()


def test_it_brings_them_into_a_new_group_and_back(squad: User, runner: User, signed_in: SignedIn) -> None:
    client = signed_in(squad)
    html = post(client, "group-fill", runner=[runner.pk], name="  Tuesday   crew ", key=uuid.uuid4(), sure="yes")
    assert "Tuesday crew" in html
    assert "1 runner came in a moment ago" in html
    assert "Undo, until 08:40" in html
    back = post(client, "group-undo", batch=GroupMember.objects.get().batch)
    assert "1 left the group again" in back
    assert not GroupMember.objects.exists()


def test_the_undo_ends(squad: User, runner: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client, now = signed_in(squad), timezone.now()
    post(client, "group-fill", runner=[runner.pk], name="A", key=uuid.uuid4(), sure="yes")
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=11))
    assert "Nothing was changed" in post(client, "group-undo", batch=GroupMember.objects.get().batch)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Tick somebody first. Nothing was changed."),
        ({"runner": "99999", "sure": "yes", "name": "A"}, "They are no longer in your squad. Nothing was changed."),
        ({"runner": "MIA", "sure": "yes"}, "Choose a group, or give a new one a name."),
        ({"runner": "MIA", "sure": "yes", "name": "n" * 41}, "A name holds up to 40 characters."),
        ({"runner": "MIA", "sure": "yes", "name": "a\0b"}, "null characters"),
        ({"runner": "MIA", "sure": "yes", "group": "77"}, "This group is no longer there."),
    ],
)
def test_bad_input_is_one_sentence(
    squad: User, runner: User, signed_in: SignedIn, sent: dict[str, str], sentence: str
) -> None:
    sent = {name: value.replace("MIA", str(runner.pk)) for name, value in sent.items()}
    assert sentence.lower() in post(signed_in(squad), "group-fill", **sent).lower()
    assert not Group.objects.exists()


def test_who_has_left_since_is_said(squad: User, runner: User, signed_in: SignedIn) -> None:
    html = post(signed_in(squad), "group-fill", runner=[runner.pk, 99999], name="A", sure="yes")
    assert "1 added. Somebody is no longer in your squad." in html


def test_a_group_is_renamed_emptied_and_deleted(squad: User, runner: User, signed_in: SignedIn, now: datetime) -> None:
    client, group = signed_in(squad), groups.make_group(squad, name="Tuesday", now=now)
    groups.fill_group(squad, group_id=group.pk, runner_ids=[runner.pk], batch=uuid.uuid4(), now=now)
    assert "<h1>Dawn</h1>" in post(client, "group", group.pk, name="Dawn")
    assert "Nobody is in it yet." in post(client, "group-take-out", group.pk, runner=runner.pk)
    post(client, "group-delete", group.pk)
    assert not Group.objects.exists()


def test_a_taken_name_is_said_at_the_field(squad: User, signed_in: SignedIn, now: datetime) -> None:
    one = groups.make_group(squad, name="One", now=now)
    groups.make_group(squad, name="Two", now=now)
    assert groups.NAME_TAKEN in post(signed_in(squad), "group", one.pk, name="Two")


def test_a_refused_name_stands_open(squad: User, signed_in: SignedIn, now: datetime) -> None:
    one = groups.make_group(squad, name="One", now=now)
    assert "<details open>" in post(signed_in(squad), "group", one.pk, name="")


def test_a_look_is_kept_found_and_let_go(squad: User, signed_in: SignedIn) -> None:
    client = signed_in(squad)
    html = post(client, "look-keep", name="Quiet ones", query="show=quiet&evil=1&sort=name")
    assert '<a class="chip" href="/coach/?sort=name&amp;show=quiet" aria-current="page">Quiet ones</a>' in html
    post(client, "look-let-go", SavedView.objects.get().pk)
    assert not SavedView.objects.exists()


def test_a_look_at_a_long_search_is_refused_in_a_sentence(squad: User, signed_in: SignedIn) -> None:
    query = f"q={'é' * 80}"
    assert "What you searched for is too long to keep." in post(signed_in(squad), "look-keep", name="É", query=query)
    assert not SavedView.objects.exists()


def test_a_look_needs_a_name(squad: User, signed_in: SignedIn) -> None:
    assert "Give it a name first." in post(signed_in(squad), "look-keep", name=" ", query="")


def test_the_sheet_holds_what_is_shared_and_no_more(squad: User, signed_in: SignedIn) -> None:
    answer = signed_in(squad).get("/coach/squad.csv?sort=name")
    head, ben, mia = answer.content.decode("utf-8-sig").splitlines()
    assert head.startswith('"Runner","Reading"')
    assert ben == '"Ben Ash"' + 12 * ',""'
    assert mia.replace('"', "") == "Mia Thorne,Steady,,331,224,318,71,29,46,2026-03-17,Off,,"
    assert answer["Content-Disposition"] == 'attachment; filename="squad-2026-03-18.csv"'


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\t=1", "＝1", " =1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"a{cell}") == f"a{cell}"


def test_a_name_cannot_become_a_formula(squad: User, runner: User, signed_in: SignedIn) -> None:
    User.objects.filter(pk=runner.pk).update(name='=HYPERLINK("x")')
    assert "\"'=HYPERLINK" in signed_in(squad).get("/coach/squad.csv").content.decode()
    User.objects.filter(pk=runner.pk).update(name="Mia;=1+1")  # a semicolon parts cells in half of Europe
    assert '"Mia;=1+1",' in signed_in(squad).get("/coach/squad.csv").content.decode()
