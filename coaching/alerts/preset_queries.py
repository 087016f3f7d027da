"""The pages on which a coach says how much they want to hear, and reads what that would have meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from coaching.alerts.backtest import DAYS, LookedBack, Sent, look_back
from coaching.alerts.kinds import LEAST
from coaching.alerts.models import USUAL, Kind, Preset, Watch
from coaching.alerts.presets import Elsewhere, Place, chosen_for, concerned, elsewhere, watched_ties
from coaching.alerts.usefulness import JUDGED, Precision, Proposal, calmer, precision_of
from runners.models import Coachship, Group, User
from runners.ties import NAMELESS

ABOUT: Mapping[Preset, str] = {
    Preset.CALM: "Only what should not wait.",
    Preset.BALANCED: "What is clearly unlike somebody’s usual.",
    Preset.WATCHFUL: "The first signs too. More of them will turn out to be nothing.",
}
# One entry for each kind; what a preset leaves out says so.
_RULES: Mapping[Kind, str] = {
    Kind.BALANCE: "the balance check from “{reading}” on",
    Kind.CHARGED: "{charged} runs in 28 days that were more driven by feelings than chosen",
    Kind.DIVERGENCE: "the head over its usual for {head_over} days while the legs are not",
    Kind.QUIET: "no answer for {quiet} days, where that is unusual",
    Kind.SPIKE: "a run {spike} % longer than the longest of 30 days",
    Kind.GOOD_WEEK: "a good week",
}
_LEGS = "the legs over their usual for {legs_over} days while the head is not"


@dataclass(frozen=True)
class Line:
    """One alert that would have been sent."""

    when: str
    name: str
    kind: str


@dataclass(frozen=True)
class Option:
    """One preset of one place: what it means, what it would have sent there, and who `stays` with another group."""

    preset: Preset
    about: str
    rules: tuple[str, ...]
    sentence: str
    kinds: str
    lines: tuple[Line, ...]
    stays: str
    chosen: bool


@dataclass(frozen=True)
class PlacePage:
    """One place a preset is for. `around` is what counts there without one of its own; empty for the squad. `whom` says
    of how many runners, and which, where some of the place have a choice of their own."""

    title: str
    whom: str
    options: tuple[Option, ...]
    around: str
    own: bool


@dataclass(frozen=True)
class Kept:
    """A preset that was chosen for a group or a runner, or that could be."""

    name: str
    address: str
    word: str
    people: int | None = None


@dataclass(frozen=True)
class Calmer:
    """That fewer would do: why, for whom, and where what is left out can be looked at."""

    why: str
    words: str
    address: str


@dataclass(frozen=True)
class PresetsPage:
    squad: Kept
    groups: tuple[Kept, ...]
    runners: tuple[Kept, ...]
    others: tuple[Kept, ...]
    precision: tuple[Precision, ...]
    calmer: Calmer | None


def presets_page(coach: User, *, now: datetime) -> PresetsPage:
    chosen = list(Watch.objects.filter(coach=coach))
    by_group = {watch.group_id: Preset(watch.preset) for watch in chosen if watch.group_id is not None}
    own = {watch.tie_id for watch in chosen if watch.tie_id is not None}
    ties = list(watched_ties(coach))
    everybody = next((watch for watch in chosen if watch.group_id is None and watch.tie_id is None), None)
    squad, proposed = Preset(everybody.preset) if everybody else USUAL, calmer(coach)
    return PresetsPage(
        squad=Kept("Everybody else" if own or by_group else "Everybody", reverse("preset-squad"), squad.label),
        groups=tuple(_group(group, by_group.get(group.pk)) for group in Group.objects.of(coach)),
        runners=tuple(_runner(tie) for tie in ties if tie.pk in own),
        others=tuple(_runner(tie) for tie in ties if tie.pk not in own),
        precision=precision_of(coach, now=now),
        calmer=_calmer(proposed, timezone.localdate(now)) if proposed is not None else None,
    )


def _calmer(proposed: Proposal, today: date) -> Calmer:
    place = proposed.place
    since = _date(timezone.localdate(proposed.since), today)
    why = f"{proposed.useful or 'None'} of the last {JUDGED} alerts you judged, since {since}, were of use."
    where = "" if place is None else f" for {_title(place)}"
    return Calmer(f"{why}{_whence(proposed)}", f"{proposed.preset.label}{where} would send fewer", _address(place))


def _whence(proposed: Proposal) -> str:
    """Nothing where all of them came from a squad without other choices."""
    place, word = proposed.place, proposed.now.label
    if place is None and proposed.here == JUDGED:
        return ""
    many = f"All {JUDGED}" if proposed.here == JUDGED else f"{proposed.here} of the {JUDGED}"
    if isinstance(place, Group):
        return f" {many} were about runners of {place.name}, which is {word}."
    if isinstance(place, Coachship):
        return f" {many} were about {_title(place)}, who is {word}."
    return f" {many} were about runners without a choice of their own, who are {word}."


def _address(place: Place) -> str:
    if isinstance(place, Group):
        return reverse("preset-group", args=[place.pk])
    return reverse("preset-runner", args=[place.runner_id]) if place is not None else reverse("preset-squad")


def _group(group: Group, preset: Preset | None) -> Kept:
    return Kept(group.name, reverse("preset-group", args=[group.pk]), preset.label if preset is not None else "")


def _runner(tie: Coachship) -> Kept:
    word = Preset(tie.watch).label  # type: ignore[attr-defined]
    return Kept(tie.runner.name or NAMELESS, reverse("preset-runner", args=[tie.runner_id]), word)


def place_page(coach: User, place: Place, *, now: datetime) -> PlacePage:
    """Three looks back over the same days."""
    ties, own = concerned(coach, place), chosen_for(coach, place)
    looked = look_back(ties)
    names = {tie.runner_id: tie.runner.name or NAMELESS for tie in ties}
    counts = own if own is not None else USUAL if place is None else None
    others = elsewhere(coach, place) if isinstance(place, Group) else {}
    today = timezone.localdate(now)
    return PlacePage(
        title=_title(place),
        whom=_whom(coach, place, len(ties)),
        options=tuple(_option(looked[preset], names, others, today, chosen=preset is counts) for preset in Preset),
        around="" if place is None else _around(place),
        own=own is not None,
    )


def _title(place: Place) -> str:
    if isinstance(place, Group):
        return place.name
    return (place.runner.name or NAMELESS) if isinstance(place, Coachship) else "Everybody"


def _whom(coach: User, place: Place, people: int) -> str:
    runners = f"{people} runner{'' if people == 1 else 's'}"
    if isinstance(place, Coachship) or not people:
        return runners if people else ""
    ties = Coachship.objects.of_coach(coach)
    among = (ties.filter(pk__in=place.members.values("pk")) if isinstance(place, Group) else ties).count()
    if people == among:
        return runners
    nearer = "of their own" if isinstance(place, Group) else "of their own, or of a group they are in"
    return f"{people} of {among} runners, those without a choice {nearer}"


def _around(place: Place) -> str:
    return "as their group or the squad" if isinstance(place, Coachship) else "as the squad"


def _option(
    looked: LookedBack, names: Mapping[int, str], others: Mapping[int, Elsewhere], today: date, *, chosen: bool
) -> Option:
    """Whoever is in a more watchful group stays with that one."""
    staying = {pk: one for pk, one in others.items() if one.preset > looked.preset and pk in names}
    looked = replace(looked, sent=tuple(one for one in looked.sent if one.runner_id not in staying))
    return Option(
        preset=looked.preset,
        about=ABOUT[looked.preset],
        rules=rules_of(looked.preset),
        sentence=sentence_of(looked),
        kinds=_by_kind(looked.sent),
        lines=tuple(Line(_day(one.day, today), names[one.runner_id], one.kind.label) for one in looked.sent),
        stays=_stays(staying, names),
        chosen=chosen,
    )


def _stays(staying: Mapping[int, Elsewhere], names: Mapping[int, str]) -> str:
    """ "Mia stays Watchful, with Tuesday evenings." """
    found: dict[Elsewhere, list[str]] = {}
    for runner_id, one in staying.items():
        found.setdefault(one, []).append(names[runner_id])
    return " ".join(_stay(one, sorted(those)) for one, those in found.items())


def _stay(one: Elsewhere, names: list[str]) -> str:
    stay = "stays" if len(names) == 1 else "stay"
    return f"{get_text_list(names, 'and')} {stay} {one.preset.label}, with {one.group}."


@dataclass(frozen=True)
class Going:
    """What a group's preset is, and what its people go back to without it."""

    own: str
    around: str


def going_from(group: Group, coach: User) -> Going | None:
    """Nothing where leaving the group changes nothing."""
    own, around = chosen_for(coach, group), chosen_for(coach, None) or USUAL
    return Going(own.label, around.label) if own is not None and own is not around else None


def rules_of(preset: Preset) -> tuple[str, ...]:
    """What it sends, a line a kind."""
    least = LEAST[preset]
    figures = {
        "reading": least.reading.word,
        "charged": least.charged,
        "head_over": least.head_over,
        "quiet": least.quiet,
        "spike": round(100 * (least.spike - 1)),
    }
    found = [_RULES[kind].format(**figures) for kind in Kind if kind is not Kind.GOOD_WEEK]
    found += [_LEGS.format(legs_over=least.legs_over)] if least.legs_over is not None else []
    found += [_RULES[Kind.GOOD_WEEK]] if least.good_week is not None else []
    return tuple(f"{rule[:1].upper()}{rule[1:]}" for rule in found)


def sentence_of(looked: LookedBack) -> str:
    """ "Would have sent 5 in the last 90 days, for 4 people; 2 of them for one person who came up more than once." """
    many, within = len(looked.sent), _within(looked.days)
    if not looked.days:
        return "There are no days to look back on yet."
    if not many:
        return f"Would have sent nothing in {within}."
    of_them, often = looked.again
    more = f"; {of_them} of them for {_people(often)} who came up more than once" if often else ""
    return f"Would have sent {many} in {within}, for {_people(looked.people)}{more}."


def _within(days: int) -> str:
    if days < DAYS:
        return f"the {days} days there are so far" if days > 1 else "the one day there is so far"
    return f"the last {days} days"


def _people(n: int) -> str:
    return "one person" if n == 1 else f"{n} people"


def _by_kind(sent: Sequence[Sent]) -> str:
    counted = {kind: sum(one.kind is kind for one in sent) for kind in Kind}
    return " · ".join(f"{kind.label}: {n}" for kind, n in counted.items() if n)


def _day(day: date, today: date) -> str:
    return f"{day:%a} {_date(day, today)}"


def _date(day: date, today: date) -> str:
    return f"{day.day} {day:%B}" + ("" if day.year == today.year else f" {day.year}")
