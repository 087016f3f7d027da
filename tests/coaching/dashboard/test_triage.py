"""The list of people who could use a word: who stands where, what can be done in place, and when it is done."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from coaching.alerts.live import menu
from coaching.alerts.models import Alert, Answer, State
from runners.models import Coachship, User
from runners.models.people import Role
from tests import making
from tests.coaching.alerts import raised

SignedIn = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("clock_at_now")
IN_PLACE = {"HX-Request": "true", "HX-Target": "triage"}


def loud(coach: User, name: str, *, now: datetime, reading: str = "strained", **more: object) -> Alert:
    runner = making.person(f"{name.lower()}@example.org", name=name)
    making.coachship(coach, runner)
    raised.standing(runner, now=now, reading=reading)
    return raised.alert(runner, now=now, **more)  # type: ignore[arg-type]


def quiet(coach: User, name: str, *, now: datetime) -> Alert:
    return loud(coach, name, now=now, reading="quiet", kind="quiet", figures={"days": 15})


def names(html: str) -> list[str]:
    return [part.split("</h2>")[0].split(">")[1] for part in html.split("<h2 id=")[1:] if "</article>" in part]


def triage(client: Client, query: str = "", **headers: str) -> str:
    return client.get(f"/coach/{query}", headers=headers).content.decode()


def test_whoever_needs_a_person_soonest_stands_first(coach: User, signed_in: SignedIn, now: datetime) -> None:
    quiet(coach, "Quinn", now=now)
    loud(coach, "Newer", now=now)
    loud(coach, "Older", now=now - timedelta(hours=5))
    loud(coach, "Tara", now=now, reading="talk_today")
    loud(coach, "Asks", now=now, answer="talk", answered_at=now)
    assert names(triage(signed_in(coach))) == ["Asks", "Tara", "Older", "Newer", "Quinn"]


def test_quiet_is_said_neutrally(coach: User, signed_in: SignedIn, now: datetime) -> None:
    quiet(coach, "Quinn", now=now)
    html = triage(signed_in(coach)).split("<article")[1].split("</article>")[0]
    assert "Quiet for 15 days. That says nothing about how they are." in html
    assert "sev-quiet" in html


def test_quiet_is_counted_up_to_today(coach: User, signed_in: SignedIn, now: datetime) -> None:
    alert = quiet(coach, "Quinn", now=now)
    raised.standing(alert.runner, now=now, reading="quiet", quiet_days=18)
    assert "Quiet for 18 days." in triage(signed_in(coach)).split("<article")[1].split("</article>")[0]


def test_everything_can_be_done_from_here(coach: User, signed_in: SignedIn, now: datetime) -> None:
    alert = loud(coach, "Ada", now=now)
    html = triage(signed_in(coach)).split("<article")[1].split("</article>")[0]
    numbers = [alert.runner_id]
    for name in ("athlete", "coach-runner-messages", "ease", "offer-call", "notes-about"):
        assert reverse(name, args=numbers) in html
    for words in ("Acknowledge", "I have talked to them", "tomorrow", "Sat 21 Mar", "Wed 25 Mar"):
        assert words in html
    assert "What would make this week lighter?" in html


@pytest.mark.parametrize(
    ("step", "sent", "state"),
    [
        ("acknowledge", {}, State.ACKNOWLEDGED),
        ("talked", {}, State.ACTED_ON),
        ("later", {"days": "3"}, State.SNOOZED),
    ],
)
def test_the_next_person_is_in_focus_after_each_step(
    coach: User, signed_in: SignedIn, now: datetime, step: str, sent: dict[str, str], state: State
) -> None:
    for hours, name in enumerate(("Cy", "Bo", "Ada")):
        loud(coach, name, now=now - timedelta(hours=hours))
    client, bo = signed_in(coach), Alert.objects.get(runner__name="Bo")
    address = reverse("alert-step", args=[bo.pk, step])
    html = client.post(address, {"next": "/coach/?at=1", **sent}, headers=IN_PLACE, follow=True).content.decode()
    bo.refresh_from_db()
    assert (bo.state, names(html)) == (state, ["Ada", "Cy"])
    assert html.count(" autofocus") == 1
    assert " autofocus" in html.split("<article")[2]


def test_a_step_here_is_for_the_person_whatever_waits_about_them(
    coach: User, signed_in: SignedIn, now: datetime
) -> None:
    alert, client = loud(coach, "Ada", now=now), signed_in(coach)
    raised.alert(alert.runner, now=now, kind="charged", figures={"runs": 3})
    html = triage(client)
    assert html.count('name="person" value="all"') == 2
    client.post(reverse("alert-step", args=[alert.pk, "talked"]), {"person": "all"})

    assert names(triage(client)) == []


def test_it_answers_with_the_list_alone_and_the_count_of_the_menu(
    coach: User, signed_in: SignedIn, now: datetime
) -> None:
    loud(coach, "Ada", now=now)
    html = triage(signed_in(coach), "?at=0", **IN_PLACE)
    assert html.lstrip().startswith('<div id="triage" class="stack">')
    assert '<span id="open-alerts" class="count" hx-swap-oob="true">1<' in html


def test_after_the_last_one_it_says_so(coach: User, signed_in: SignedIn) -> None:
    html = triage(signed_in(coach), "?at=0", **IN_PLACE)
    assert 'tabindex="-1" autofocus>You are done. Nobody else needs you today.</p>' in html
    assert "hidden>0<" in html


def test_whoever_asked_to_talk_stays_in_a_sentence_until_somebody_has(
    coach: User, signed_in: SignedIn, now: datetime
) -> None:
    ada = loud(coach, "Ada", now=now)
    Alert.objects.filter(pk=ada.pk).update(state=State.ACKNOWLEDGED, answer=Answer.TALK, answered_at=now)
    loud(coach, "Bo", now=now)
    html = triage(signed_in(coach), "?at=0", **IN_PLACE)
    assert names(html) == ["Bo"]
    assert "Ada asked to talk, and it has been seen." in html
    Alert.objects.filter(pk=ada.pk).update(state=State.ACTED_ON)
    assert "asked to talk" not in triage(signed_in(coach), "?at=0", **IN_PLACE)


@pytest.mark.parametrize("at", ["", "x", "-1", "999", "²"])
def test_a_strange_place_puts_nobody_in_focus(coach: User, signed_in: SignedIn, now: datetime, at: str) -> None:
    loud(coach, "Ada", now=now)
    assert " autofocus" not in triage(signed_in(coach), f"?at={at}").split("</article>")[0]


@pytest.mark.parametrize(
    ("role", "there"),
    [(Role.COACH, (True, True, True)), (Role.ASSISTANT, (True, True, False))],
)
def test_it_offers_what_their_role_may_do(
    coach: User, signed_in: SignedIn, now: datetime, role: Role, there: tuple[bool, ...]
) -> None:
    ada = loud(coach, "Ada", now=now).runner
    Coachship.objects.filter(runner=ada).update(role=role)
    html = triage(signed_in(coach)).split("<article")[1].split("</article>")[0]
    assert tuple(words in html for words in ("Acknowledge", ">Message<", "Ease the week")) == there
    assert (signed_in(coach).get(reverse("offer-call", args=[ada.pk])).status_code == 200) is there[1]
    assert reverse("athlete", args=[ada.pk]) in html


def test_nothing_asks_for_who_only_reads(coach: User, signed_in: SignedIn, now: datetime) -> None:
    loud(coach, "Ada", now=now)
    Coachship.objects.update(role=Role.READER)
    page = signed_in(coach).get(reverse("squad")).content.decode()
    assert "<article" not in page
    assert "One person reads strained, and you only read along." in page
    assert menu(coach, now=now)["open_alerts"] == 0


def test_another_coach_has_another_list(coach: User, stranger: User, signed_in: SignedIn, now: datetime) -> None:
    loud(coach, "Ada", now=now)
    assert "Ada" not in triage(signed_in(stranger))


def test_a_call_is_offered_in_words_the_coach_sends(coach: User, runner: User, signed_in: SignedIn) -> None:
    html = signed_in(coach).get(reverse("offer-call", args=[runner.pk])).content.decode()
    assert "You keep no time free for your own runners just now." in html
