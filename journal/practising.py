"""Writing what was done for oneself. It is no load and no part of the balance, so no day has to be worked out anew."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from journal import actions
from journal.actions import PracticeAnswers
from journal.models import CheckIn, Confidant, MonthOff, Practice
from runners.models import User

MOST_CONFIDANTS = 30
APART = "apart"  # what stands for the next sheet of a page that was written on in several places


def begin(
    runner: User, *, kind: str, which: str, minutes: int | None, feeling: tuple[int, int] | None, key: uuid.UUID,
    now: datetime, made_at: datetime | None = None, zone: str | None = None,
) -> Practice:  # fmt: skip
    """Somebody starts a tool, and says how they arrive if they like."""
    valence, activation = feeling or (None, None)
    answers = PracticeAnswers(kind=kind, which=which, minutes=minutes, valence=valence, activation=activation)
    return actions.practise(runner, answers=answers, key=key, now=now, made_at=made_at, zone=zone)


def finish(entry: Practice, *, feeling: tuple[int, int] | None, minutes: int | None) -> None:
    """How they leave it. No answer takes nothing back."""
    if feeling is not None:
        entry.after_valence, entry.after_activation = feeling
    if minutes is not None:
        entry.minutes = minutes
    entry.save(update_fields=["after_valence", "after_activation", "minutes"])


def correct(entry: Practice, *, answers: PracticeAnswers, typed_at: datetime) -> None:
    """Its moment, zone and day stay as they were; a written page stays one, else nothing would open its text."""
    if entry.kind == Practice.Kind.WRITING and entry.note:
        answers = replace(answers, kind=entry.kind, which=entry.which)
    values = {**vars(answers), "entered_at": max(entry.entered_at, typed_at)}
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save(update_fields=list(values))


@dataclass(frozen=True)
class Page:
    """What somebody has written so far, on which beginning, and how they arrived at it."""

    text: str
    prompt: str
    feeling: tuple[int, int] | None


@transaction.atomic
def write_page(runner: User, *, page: Page, key: uuid.UUID, now: datetime) -> Practice:
    """The first save makes the entry, each later one with its key carries it on."""
    entry = _sheet(runner, key)
    if entry is None:
        entry = _begin_page(runner, page, key=key, now=now, made_at=now)
    if _is_open(entry):
        carry_on(entry, page=page, typed_at=now)
    return entry


@transaction.atomic
def bring_page(
    runner: User, *, page: Page, key: uuid.UUID, typed_at: datetime, made_at: datetime, zone: str, now: datetime
) -> Practice:
    """A page that waited on a phone. What has been written on its sheet since stays, and so does what waited."""
    entry = _sheet(runner, key)
    since = entry is not None and entry.entered_at > typed_at
    while since and entry is not None and _parts(entry, page):
        key = uuid.uuid5(key, APART)
        entry = _sheet(runner, key)
    if entry is None:
        entry = _begin_page(runner, page, key=key, now=now, made_at=made_at, zone=zone)
    if _is_open(entry) and (page.text not in entry.note or typed_at > entry.entered_at):
        carry_on(entry, page=page, typed_at=typed_at)
    return entry


def _begin_page(
    runner: User, page: Page, *, key: uuid.UUID, now: datetime, made_at: datetime, zone: str | None = None
) -> Practice:
    return begin(
        runner, kind=Practice.Kind.WRITING, which=page.prompt, minutes=None, feeling=page.feeling, key=key, now=now,
        made_at=made_at, zone=zone,
    )  # fmt: skip


def _sheet(runner: User, key: uuid.UUID) -> Practice | None:
    found: Practice | None = Practice.objects.select_for_update().filter(runner=runner, key=key).first()
    return found


def _is_open(entry: Practice) -> bool:
    return entry.deleted_at is None and entry.kind == Practice.Kind.WRITING


def _parts(entry: Practice, page: Page) -> bool:
    """Whether neither text holds the other."""
    return _is_open(entry) and page.text not in entry.note and entry.note not in page.text


def carry_on(entry: Practice, *, page: Page, typed_at: datetime) -> None:
    entry.note, entry.which = page.text, page.prompt
    if page.feeling is not None:
        entry.valence, entry.activation = page.feeling
    entry.entered_at = max(entry.entered_at, typed_at)
    entry.save(update_fields=["note", "which", "valence", "activation", "entered_at"])


def name_trigger(entry: Practice, *, trigger: str, word: str) -> None:
    """What it was about. A new word of one's own makes it something else than what is on offer."""
    own = word and (not trigger or word != entry.trigger_word)
    entry.trigger = Practice.Trigger.OWN if own else trigger
    entry.trigger_word = word if entry.trigger == Practice.Trigger.OWN else ""
    entry.save(update_fields=["trigger", "trigger_word"])


def name_step(entry: Practice, *, step: str) -> None:
    entry.next_step = step
    entry.save(update_fields=["next_step"])


def take_along(entry: CheckIn, *, cue: str) -> None:
    """One thing to notice on the way; choosing another, or none, starts its question over."""
    entry.cue, entry.cue_went = cue, ""
    entry.save(update_fields=["cue", "cue_went"])


def answer_cue(entry: CheckIn, *, answer: str) -> None:
    entry.cue_went = CheckIn.CueWent(answer)
    entry.save(update_fields=["cue_went"])


def switch_months(runner: User, *, on: bool, now: datetime) -> None:
    """Whether months are laid side by side for them; the same again changes nothing."""
    if on:
        MonthOff.objects.filter(runner=runner).delete()
    else:
        MonthOff.objects.get_or_create(runner=runner, defaults={"off_at": now})


def add_confidant(runner: User, *, name: str, opener: str, key: uuid.UUID, now: datetime) -> Confidant | None:
    """The same key twice is the same person; None where the list is as long as it gets."""
    there: Confidant | None = Confidant.objects.filter(runner=runner, key=key).first()
    if there is not None:
        return there
    if Confidant.objects.filter(runner=runner).count() >= MOST_CONFIDANTS:
        return None
    made: Confidant = Confidant.objects.get_or_create(
        runner=runner, key=key, defaults={"name": name, "opener": opener, "added_at": now}
    )[0]
    return made


def change_confidant(person: Confidant, *, name: str, opener: str) -> None:
    person.name, person.opener = name, opener
    person.save(update_fields=["name", "opener"])
