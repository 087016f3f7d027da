"""How much a coach wants to hear: the nearest choice counts, and it is made beside what it would have meant."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from coaching.alerts import presets
from coaching.alerts.models import Alert, Delivery, Preset, Watch, watched
from coaching.alerts.preset_queries import place_page
from runners.models import AccessLog, Coachship, Group, GroupMember, User
from tests import making
from tests.coaching.alerts import raised

SignIn = Callable[[User], Client]


def group_of(coach: User, *ties: Coachship, now: datetime, name: str = "Tuesday") -> Group:
    group = Group.objects.create(coach=coach, name=name, made_at=now)
    GroupMember.objects.bulk_create(GroupMember(group=group, coachship=tie, added_at=now) for tie in ties)
    return group


def counts(tie: Coachship) -> Preset:
    return Preset(watched(Coachship.objects.filter(pk=tie.pk)).get().watch)  # type: ignore[attr-defined]


def test_the_nearest_choice_counts(coach: User, tie: Coachship, now: datetime) -> None:
    assert counts(tie) is Preset.BALANCED
    presets.choose(coach, place=None, preset=Preset.WATCHFUL, now=now)
    assert counts(tie) is Preset.WATCHFUL
    presets.choose(coach, place=group_of(coach, tie, now=now), preset=Preset.CALM, now=now)
    assert counts(tie) is Preset.CALM
    presets.choose(coach, place=tie, preset=Preset.BALANCED, now=now)
    assert counts(tie) is Preset.BALANCED


def test_of_two_groups_the_more_watchful_one_counts(coach: User, tie: Coachship, now: datetime) -> None:
    for name, preset in (("A", Preset.WATCHFUL), ("B", Preset.CALM)):
        presets.choose(coach, place=group_of(coach, tie, now=now, name=name), preset=preset, now=now)
    assert counts(tie) is Preset.WATCHFUL


def test_the_same_choice_again_is_one_and_none_takes_it_back(coach: User, tie: Coachship, now: datetime) -> None:
    for preset in (Preset.CALM, Preset.CALM, Preset.WATCHFUL):
        presets.choose(coach, place=tie, preset=preset, now=now)
    assert Watch.objects.get().preset == Preset.WATCHFUL
    presets.choose(coach, place=tie, preset=None, now=now)
    assert not Watch.objects.exists()


@pytest.mark.parametrize(("preset", "told"), [(Preset.CALM, 0), (Preset.BALANCED, 1), (Preset.WATCHFUL, 1)])
def test_a_calm_coach_is_not_told_of_what_is_only_strained(
    runner: User, coach: User, now: datetime, preset: Preset, told: int
) -> None:
    presets.choose(coach, place=None, preset=preset, now=now)
    raised.standing(runner, now=now, reading="strained")

    raised.assess(now=now)

    assert Delivery.objects.filter(recipient=coach, channel="in_app").count() == told
    assert Alert.objects.for_coach(coach).count() == told
    assert Delivery.objects.filter(recipient=runner).count() == 1  # the runner hears of it whoever else does


def test_each_coach_hears_when_their_preset_says_so(runner: User, coach: User, stranger: User, now: datetime) -> None:
    making.coachship(stranger, runner)
    presets.choose(coach, place=None, preset=Preset.CALM, now=now)
    presets.choose(stranger, place=None, preset=Preset.WATCHFUL, now=now)
    heard = []
    for days, reading in enumerate(("worth_a_look", "strained", "talk_today")):
        later = now + timedelta(days=days)
        raised.standing(runner, now=later, reading=reading, episode_on=runner.day(now))
        raised.assess(now=later)
        heard.append({way.recipient_id for way in Delivery.objects.filter(channel="in_app")})

    assert heard == [{runner.pk, stranger.pk}, {runner.pk, stranger.pk}, {runner.pk, stranger.pk, coach.pk}]
    assert (Alert.objects.count(), Alert.objects.get().level) == (1, Preset.CALM)


def test_a_place_is_for_those_whose_nearest_choice_it_is(coach: User, tie: Coachship, now: datetime) -> None:
    other, third = (making.coachship(coach, making.person(f"{n}@example.org", name=n)) for n in ("Ada", "Bea"))
    group = group_of(coach, tie, other, now=now)
    presets.choose(coach, place=group, preset=Preset.CALM, now=now)
    presets.choose(coach, place=tie, preset=Preset.CALM, now=now)
    assert presets.concerned(coach, None) == [third]
    assert presets.concerned(coach, group) == [other]
    assert presets.concerned(coach, tie) == [tie]


def test_it_is_chosen_beside_what_it_would_have_sent(
    coach: User, runner: User, signed_in: SignIn, now: datetime
) -> None:
    making.drifting_month(runner, until=runner.day(now))
    making.refreshed(now)
    browser = signed_in(coach)

    page = browser.get("/coach/alerts/presets/squad/").content.decode()
    assert page.count("in the 70 days there are so far") == 3
    assert "Would have sent 1 in the 70 days there are so far, for one person." in page
    assert "Mia Thorne" in page

    said = browser.post("/coach/alerts/presets/squad/", {"preset": "2"}, follow=True).content.decode()
    assert "Watchful from now on." in said
    assert Watch.objects.get().preset == Preset.WATCHFUL


def test_it_says_of_how_many_runners_and_which(coach: User, tie: Coachship, signed_in: SignIn, now: datetime) -> None:
    making.coachship(coach, making.person("ann@example.org", name="Ann"))
    browser = signed_in(coach)
    assert "2 runners, and what" in browser.get("/coach/alerts/presets/squad/").content.decode()
    presets.choose(coach, place=tie, preset=Preset.CALM, now=now)
    page = browser.get("/coach/alerts/presets/squad/").content.decode()
    assert "1 of 2 runners, those without a choice of their own, or of a group they are in" in page


def test_without_a_day_it_looks_back_on_none(coach: User, tie: Coachship, signed_in: SignIn) -> None:
    page = signed_in(coach).get("/coach/alerts/presets/squad/").content.decode()
    assert (page.count("There are no days to look back on yet."), "Would have sent" in page) == (3, False)


@pytest.mark.parametrize("days", [0, 30])
def test_who_shares_nothing_reads_as_who_has_no_days(
    coach: User, tie: Coachship, runner: User, signed_in: SignIn, now: datetime, days: int
) -> None:
    if days:
        making.drifting_month(runner, until=runner.day(now))
        making.refreshed(now)
    Coachship.objects.update(**{f"shares_{switch}": False for switch in ("training", "emotional", "balance")})
    page = signed_in(coach).get(f"/coach/alerts/presets/runner/{runner.pk}/").content.decode()
    assert page.count("There are no days to look back on yet.") == 3
    assert " of 1" not in page


def test_the_runner_reads_who_looked_back_on_their_days(
    coach: User, tie: Coachship, runner: User, signed_in: SignIn
) -> None:
    client, address = signed_in(coach), f"/coach/alerts/presets/runner/{runner.pk}/"
    client.post(address, {"preset": "0"})
    assert not AccessLog.objects.exists()
    client.get(address)
    assert AccessLog.objects.get().subject == runner


def test_who_is_in_a_more_watchful_group_is_named_and_not_counted(
    coach: User, tie: Coachship, runner: User, signed_in: SignIn, now: datetime
) -> None:
    making.drifting_month(runner, until=runner.day(now))
    making.refreshed(now)
    first, second = (group_of(coach, tie, now=now, name=name) for name in ("Long runs", "Tuesday"))
    presets.choose(coach, place=second, preset=Preset.BALANCED, now=now)
    calm, balanced, _ = place_page(coach, first, now=now).options
    assert (calm.stays, calm.lines) == ("Mia Thorne stays Balanced, with Tuesday.", ())
    assert (balanced.stays, len(balanced.lines)) == ("", 1)
    page = signed_in(coach).get(f"/coach/alerts/presets/group/{first.pk}/").content.decode()
    assert "Mia Thorne stays Balanced, with Tuesday." in page


def test_a_group_says_what_its_people_go_back_to(coach: User, tie: Coachship, signed_in: SignIn, now: datetime) -> None:
    client, group = signed_in(coach), group_of(coach, tie, now=now)
    assert "back to" not in client.get(f"/coach/groups/{group.pk}/").content.decode()
    presets.choose(coach, place=group, preset=Preset.WATCHFUL, now=now)
    page = client.get(f"/coach/groups/{group.pk}/").content.decode()
    assert "Tuesday is Watchful; its people go back to Balanced." in page
    assert "whoever is taken out goes back to Balanced." in page


@pytest.mark.parametrize("value", ["3", "-1", "calm"])
def test_it_takes_only_what_is_on_offer(coach: User, signed_in: SignIn, value: str) -> None:
    page = signed_in(coach).post("/coach/alerts/presets/squad/", {"preset": value}).content.decode()
    assert "Choose calm, balanced or watchful. Nothing was changed." in page
    assert not Watch.objects.exists()


def test_it_is_chosen_for_a_group_or_a_runner_and_taken_back(
    coach: User, tie: Coachship, signed_in: SignIn, now: datetime
) -> None:
    browser, group = signed_in(coach), group_of(coach, tie, now=now)
    for address in (f"/coach/alerts/presets/group/{group.pk}/", f"/coach/alerts/presets/runner/{tie.runner_id}/"):
        browser.post(address, {"preset": "0"})
        assert "No choice of their own" in browser.get(address).content.decode()
        browser.post(address, {"preset": ""})
        assert not Watch.objects.exists()


def test_it_is_nobody_else_s_group_or_runner(
    coach: User, stranger: User, tie: Coachship, signed_in: SignIn, now: datetime
) -> None:
    group = group_of(coach, tie, now=now)
    for address in (f"/coach/alerts/presets/group/{group.pk}/", f"/coach/alerts/presets/runner/{tie.runner_id}/"):
        assert signed_in(stranger).post(address, {"preset": "0"}).status_code == 404
    assert not Watch.objects.exists()
