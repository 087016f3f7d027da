"""The page on which a coach says how alerts reach them, and what the roles a runner gives mean for alerts and notes."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from coaching.alerts.models import Alert, Kind, KindPace, Pace, State, Wishes
from runners.models import Coachship, User
from runners.models.people import Role
from runners.roles import MAY, Deed, may
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
SENT = {
    "by_mail": "on", "quiet_from": "21:00", "quiet_until": "07:30", "weekday": "4", "stand_in": "",
    "stand_in_hours": "12",
    **{f"pace_{kind}": "daily" for kind in Kind},
}  # fmt: skip


def test_it_says_what_holds_before_anybody_has_chosen(coach: User, signed_in: SignedIn) -> None:
    page = signed_in(coach).get("/settings/alerts/").content.decode()

    assert "Every alert is on your page from its first moment on." in page
    assert 'name="quiet_from" value="22:00"' in page
    assert "Nobody can stand in yet" in page


def test_it_keeps_what_was_chosen(coach: User, runner: User, signed_in: SignedIn) -> None:
    ana = making.person("ana@example.org", name="Ana Silva", is_coach=True)
    making.coachship(ana, runner)
    page = signed_in(coach).post("/settings/alerts/", {**SENT, "stand_in": ana.pk}, follow=True).content.decode()

    kept = Wishes.objects.get()
    assert (kept.by_mail, kept.by_push, kept.weekday, kept.stand_in, kept.stand_in_hours) == (True, False, 4, ana, 12)
    assert set(KindPace.objects.values_list("pace", flat=True)) == {Pace.DAILY}
    assert "Saved. It counts for alerts from now on." in page
    assert 'value="21:00"' in page


def test_cleared_times_are_no_quiet_hours_and_stay_cleared(coach: User, signed_in: SignedIn) -> None:
    page = signed_in(coach).post("/settings/alerts/", {**SENT, "quiet_from": "", "quiet_until": ""}, follow=True)
    kept = Wishes.objects.get()
    assert kept.quiet_from == kept.quiet_until
    assert "Clear both for no quiet hours." in page.content.decode()
    assert 'name="quiet_from" value=' not in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"quiet_from": "late"}, "Type the time as 22:00."),
        ({"quiet_until": ""}, "Say this time too, or clear both for no quiet hours."),
        ({"stand_in": "999999"}, "Choose somebody your runners share their balance with too."),
        ({"pace_balance": "never"}, "Choose one of the answers on the page."),
        ({"stand_in_hours": "-1"}, "Choose one of the answers on the page."),
    ],
)
def test_a_wrong_answer_is_said_at_its_field_and_nothing_is_kept(
    coach: User, signed_in: SignedIn, wrong: dict[str, str], sentence: str
) -> None:
    page = signed_in(coach).post("/settings/alerts/", {**SENT, **wrong})

    assert sentence in page.content.decode()
    assert not Wishes.objects.exists()


def test_nobody_can_be_chosen_who_shares_no_runner(coach: User, stranger: User, signed_in: SignedIn) -> None:
    signed_in(coach).post("/settings/alerts/", {**SENT, "stand_in": stranger.pk})

    assert not Wishes.objects.exists()


def test_one_table_says_what_each_role_may_do() -> None:
    assert set(MAY) == set(Role)
    assert MAY[Role.COACH] == frozenset(Deed)
    assert MAY[Role.READER] == frozenset()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_does_what_its_line_says(
    role: Role, tie: Coachship, coach: User, signed_in: SignedIn, now: datetime
) -> None:
    Coachship.objects.update(role=role)
    tie.refresh_from_db()
    alert, client = raised.alert(tie.runner, now=now), signed_in(coach)
    page = client.get("/coach/alerts/").content.decode()
    answered = client.post(f"/coach/alerts/{alert.pk}/acknowledge/").status_code
    noted = client.post(f"/coach/runners/{tie.runner_id}/notes/", {"text": "Easy week"}).status_code

    assert "Mia Thorne" in page  # whatever they may do, they see what is shared
    assert ("Acknowledge" in page, answered) == ((True, 302) if may(tie, Deed.ANSWER) else (False, 404))
    assert (noted != 404) is may(tie, Deed.WRITE)
    assert (Alert.objects.get().state == State.ACKNOWLEDGED) is may(tie, Deed.ANSWER)


def test_the_runner_gives_the_role_and_it_holds_from_the_next_request_on(
    tie: Coachship, runner: User, coach: User, signed_in: SignedIn
) -> None:
    said = signed_in(runner).post(f"/settings/sharing/{tie.pk}/role/", {"role": "reader"}, follow=True).content.decode()

    assert "Jo: Reads what you share, and no more" in said
    assert signed_in(coach).post(f"/coach/runners/{runner.pk}/notes/", {"text": "Easy"}).status_code == 404


def test_a_role_that_is_none_changes_nothing(tie: Coachship, runner: User, signed_in: SignedIn) -> None:
    said = signed_in(runner).post(f"/settings/sharing/{tie.pk}/role/", {"role": "owner"}, follow=True).content.decode()

    tie.refresh_from_db()
    assert "Choose one of the roles on the page. Nothing was changed." in said
    assert tie.role == Role.COACH
