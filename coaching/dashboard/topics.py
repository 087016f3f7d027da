"""What conversations are about: the title and address of each thing, as far as its reader may know of it."""

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from django.urls import reverse

from coaching.alerts.lines import day_words, openers_of
from coaching.alerts.models import Alert
from coaching.conversations.models import About
from coaching.conversations.topics import Titled, Topic
from journal.sharing.titles import entry_day
from runners.models import Coachship, PlannedRun, Run, User

Finder: TypeAlias = Callable[[Topic, User, Coachship | None], Titled | None]


def titles(topic: Topic, runner: User, tie: Coachship | None) -> Titled | None:
    """None for a thing that is not there, is not this runner's, or is not shared with the coach of that tie."""
    return FINDERS[topic.about](topic, runner, tie)


def _nothing(topic: Topic, runner: User, tie: Coachship | None) -> Titled | None:
    return None


def _run(topic: Topic, runner: User, tie: Coachship | None) -> Titled | None:
    if tie is not None and not tie.shares_training:
        return None
    run = Run.objects.of(runner).filter(pk=topic.number).first()
    if run is None:
        return None
    where = reverse("athlete", args=[runner.pk]) if tie else reverse("run", args=[run.pk])
    return Titled(f"The run of {_on(run.local_day)}", where)


def _entry(topic: Topic, runner: User, tie: Coachship | None) -> Titled | None:
    day = entry_day(runner, kind=topic.about.value, pk=topic.number, tie=tie)
    if day is None:
        return None
    own = f"{reverse('journal-entries')}?day={day}#{topic.code}"
    where = reverse("athlete", args=[runner.pk]) if tie else own
    return Titled(f"The {topic.about.value} of {_on(day)}", where)


def _alert(topic: Topic, runner: User, tie: Coachship | None) -> Titled | None:
    """With a way into a conversation about it, for the coach alone."""
    alerts = Alert.objects.for_coach(tie.coach) if tie else Alert.objects.of_runner(runner)
    alert = alerts.filter(pk=topic.number, runner=runner).first()
    if alert is None:
        return None
    title = f"The alert of {_on(alert.first_on)}"
    if tie is None:
        return Titled(title, f"{reverse('alerts')}#alert-{alert.pk}")
    return Titled(title, reverse("athlete", args=[runner.pk]), openers_of(alert)[0])


def _plan(topic: Topic, runner: User, tie: Coachship | None) -> Titled | None:
    """A coach knows of the runs they planned themselves."""
    planned = PlannedRun.objects.of_ties([tie]) if tie else PlannedRun.objects.shown_to(runner)
    meant = planned.filter(pk=topic.number, coachship__runner=runner).first()
    if meant is None:
        return None
    where = reverse("athlete", args=[runner.pk]) if tie else reverse("plan")
    return Titled(f"The run planned for {_on(meant.local_day)}", where)


def _on(day: date) -> str:
    return f"{day:%A} {day_words(day)}"


FINDERS: dict[About, Finder] = {
    About.ANYTHING: _nothing,
    About.RUN: _run,
    About.CHECK_IN: _entry,
    About.REFLECTION: _entry,
    About.ALERT: _alert,
    About.PLAN: _plan,
}
