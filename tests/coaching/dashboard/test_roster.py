"""/coach/?sort=&show=&q=: which rows, in which order; every view of the squad has an address."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching.dashboard.roster import Show, Sort, View, plain
from runners.groups import keep_view
from runners.models import Coachship, User
from runners.models.people import Role
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")
READINGS = ("talk_today", "strained", "worth_a_look", "steady", "learning", "quiet")


@pytest.fixture
def squad(stranger: User, now: datetime) -> User:
    """Six people, one of each reading; loads grow from the first to the last, check-ins grow older."""
    for n, (name, reading) in enumerate(zip(("Tomás", "Ada", "Eve", "Bo", "Dan", "Cy"), READINGS, strict=True)):
        runner = making.person(f"r{n}@example.org", name=name)
        making.coachship(stranger, runner)
        loads = {"training_acute": 10.0 + n, "emotional_acute": 50.0 - n, "last_check_in_at": now - timedelta(days=n)}
        raised.standing(runner, now=now, reading=reading, quiet_days=9, **loads)
    return stranger


def shown(client: Client, query: str = "", **headers: str) -> list[str]:
    html = client.get(f"/coach/{query}", headers=headers).content.decode()
    return [row.split("</b>")[0] for row in html.split("</span><b>")[1:]] if "<tbody>" in html else []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Tomás", "Ada", "Eve", "Bo", "Dan", "Cy"]),
        ("?sort=-reading", ["Cy", "Dan", "Bo", "Eve", "Ada", "Tomás"]),
        ("?sort=name", ["Ada", "Bo", "Cy", "Dan", "Eve", "Tomás"]),
        ("?sort=-name", ["Tomás", "Eve", "Dan", "Cy", "Bo", "Ada"]),
        ("?sort=training", ["Cy", "Dan", "Bo", "Eve", "Ada", "Tomás"]),
        ("?sort=-emotional", ["Cy", "Dan", "Bo", "Eve", "Ada", "Tomás"]),
        ("?sort=last", ["Tomás", "Ada", "Eve", "Bo", "Dan", "Cy"]),
        ("?show=strained", ["Tomás", "Ada"]),
        ("?show=look", ["Eve"]),
        ("?show=quiet", ["Cy"]),
        ("?show=learning", ["Dan"]),
        ("?q=TOMAS", ["Tomás"]),
        ("?q=+a&sort=-name&show=strained", ["Tomás", "Ada"]),
        ("?q=nobody", []),
        ("?sort=%00&show=<b>&q=%00", ["Tomás", "Ada", "Eve", "Bo", "Dan", "Cy"]),
    ],
)
def test_it_shows_what_its_address_says(squad: User, signed_in: SignedIn, query: str, names: list[str]) -> None:
    assert shown(signed_in(squad), query) == names


@pytest.mark.parametrize("column", ["training", "emotional", "last", "reading"])
def test_what_is_not_shared_stands_last_either_way(squad: User, signed_in: SignedIn, column: str) -> None:
    Coachship.objects.filter(runner__name="Eve").update(
        shares_training=False, shares_emotional=False, shares_balance=False
    )
    client = signed_in(squad)

    assert shown(client, f"?sort={column}")[-1] == shown(client, f"?sort=-{column}")[-1] == "Eve"


def test_a_reading_that_is_not_shared_is_under_no_filter(squad: User, signed_in: SignedIn) -> None:
    Coachship.objects.filter(runner__name="Eve").update(shares_balance=False)
    client = signed_in(squad)

    assert shown(client, "?show=look") == []
    assert "Eve" in shown(client)


def test_it_says_how_it_is_sorted_and_turns_around(squad: User, signed_in: SignedIn) -> None:
    html = signed_in(squad).get("/coach/?sort=name&show=strained&q=a").content.decode()

    assert 'aria-sort="ascending"><a id="sort-name" href="/coach/?sort=-name&amp;show=strained&amp;q=a"' in html
    assert html.count("aria-sort") == 1
    assert 'name="sort" value="name" form="find"' in html


def test_it_counts_people_on_its_filters_and_leaves_out_empty_ones(
    squad: User, signed_in: SignedIn, now: datetime
) -> None:
    raised.standing(User.objects.get(name="Cy"), now=now, reading="steady")

    html = signed_in(squad).get("/coach/").content.decode()

    assert "Strained and up <b>2</b>" in html
    assert 'value="quiet"' not in html


def test_it_swaps_the_table_alone(squad: User, signed_in: SignedIn) -> None:
    headers = {"HX-Request": "true", "HX-Target": "roster"}

    answer = signed_in(squad).get("/coach/?show=all&sort=name&q=ad", headers=headers)

    assert answer.content.decode().lstrip().startswith('<div id="roster"')
    assert answer["HX-Replace-Url"] == "/coach/?sort=name&q=ad"
    assert '<p id="shown" hx-swap-oob="innerHTML">1 of 6 shown</p>' in answer.content.decode()


def test_how_many_are_shown_is_said_from_outside_the_table(squad: User, signed_in: SignedIn) -> None:
    before, table = signed_in(squad).get("/coach/").content.decode().split('<div id="roster"')
    assert '<p class="vh" role="status" id="shown">6 of 6 shown</p>' in before
    assert "6 of 6 shown" not in table


def test_the_sheet_the_look_and_the_counts_come_with_other_rows(
    squad: User, signed_in: SignedIn, now: datetime
) -> None:
    keep_view(squad, name="By name", query="sort=name", now=now)
    headers = {"HX-Request": "true", "HX-Target": "roster"}
    html = signed_in(squad).get("/coach/?sort=name&show=quiet", headers=headers).content.decode()
    assert 'href="/coach/squad.csv?sort=name&amp;show=quiet" download hx-swap-oob="true"' in html
    assert 'name="query" value="sort=name&amp;show=quiet" hx-swap-oob="true"' in html
    assert html.split('id="by-reading"')[1].split("</div>")[0].count(" checked") == 1
    assert html.count("hx-swap-oob") == 5
    assert "aria-current" not in html.split('id="looks"')[1].split("</nav>")[0]


@pytest.mark.parametrize(
    ("role", "there"), [(Role.COACH, (True, True)), (Role.ASSISTANT, (True, False)), (Role.READER, (False, False))]
)
def test_together_is_done_what_a_role_may_do(
    squad: User, signed_in: SignedIn, role: Role, there: tuple[bool, bool]
) -> None:
    Coachship.objects.update(role=role)
    html = signed_in(squad).get("/coach/").content.decode()
    assert tuple(f'formaction="{reverse(name)}"' in html for name in ("messages-many", "ease-many")) == there


def test_what_is_done_together_is_a_link_away_above_the_rows(squad: User, signed_in: SignedIn) -> None:
    above, rows = signed_in(squad).get("/coach/").content.decode().split('<div id="roster"')
    assert '<a class="unscripted" href="#together">Do something together</a>' in above
    assert "Tick everybody shown" in above
    assert 'id="together"' in rows


def test_it_loads_no_script_of_fields_it_has_not(squad: User, signed_in: SignedIn) -> None:
    html = signed_in(squad).get("/coach/").content.decode()
    assert [name for name in ("pad", "needs", "steps", "waterline", "squad", "app") if f"/{name}." in html] == [
        "squad",
        "app",
    ]


def test_its_queries_do_not_depend_on_the_view(squad: User, signed_in: SignedIn) -> None:
    client, counts = signed_in(squad), set()
    client.get("/coach/")  # from here on the rows are drawn
    for query in ("", "?sort=training", "?show=strained", "?q=a", "?q=nobody"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/coach/{query}")
        counts.add(len(queries))

    assert len(counts) == 1


@pytest.mark.parametrize("show", Show)
@pytest.mark.parametrize("sort", Sort)
def test_an_address_brings_its_view_back(show: Show, sort: Sort) -> None:
    view = View(sort=sort, turned=True, show=show, search="Zoë & co")

    query = view.address.partition("?")[2]

    assert View.read(dict(parse_qsl(query))) == view


def test_it_finds_names_without_case_and_accents() -> None:
    assert plain("Tomás ŞAHIN") == plain("tomas sahin")


def test_a_search_is_shown_as_text(squad: User, signed_in: SignedIn) -> None:
    html = signed_in(squad).get("/coach/?q=<script>alert(1)</script>").content.decode()

    assert "<script>alert" not in html
    assert "Nobody here" in html
