"""Which days a rule names, compared with another library where that one comes to an end."""

import random
from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr

from coaching.consultations.recurrence import Exhausted, Purse, days, rule_from

LOW, HIGH = date(2026, 3, 1), date(2027, 3, 1)
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def ours(text: str, first: date, *, purse: int = 1_000_000) -> list[date]:
    return list(days(rule_from(text), first, LOW, HIGH, Purse(purse)))


def theirs(text: str, first: date) -> list[date]:
    rule = rrulestr(text, dtstart=datetime(first.year, first.month, first.day))  # noqa: DTZ001
    start, end = (datetime(day.year, day.month, day.day) for day in (LOW, HIGH))  # noqa: DTZ001
    return [at.date() for at in rule.between(start, end, inc=True)]


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TU",
        "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=SU,TU",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
        "FREQ=YEARLY;BYDAY=20MO",
        "FREQ=YEARLY;BYWEEKNO=1,53,-1;BYDAY=MO",
        "FREQ=YEARLY;BYYEARDAY=1,100,-1",
        "FREQ=YEARLY;BYMONTH=11;BYDAY=TH;BYSETPOS=4",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=DAILY;COUNT=700;INTERVAL=3",
        "FREQ=WEEKLY;COUNT=40;BYDAY=MO,WE",
    ],
)
@pytest.mark.parametrize("first", [date(2019, 1, 31), date(2024, 2, 29), date(2026, 6, 15), date(2028, 1, 1)])
def test_it_names_the_days_another_library_names(text: str, first: date) -> None:
    assert ours(text, first) == theirs(text, first)


def made(dice: random.Random) -> str:
    """Any rule that matches something: those that never do keep the other library for minutes."""
    frequency = dice.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={frequency}", f"INTERVAL={dice.choice([1, 1, 2, 3, 5])}", f"WKST={dice.choice(DAYS)}"]
    if dice.random() < 0.3:
        parts.append("BYMONTH=" + ",".join(str(n) for n in dice.sample(range(1, 13), 5)))
    if dice.random() < 0.6:
        nth = (-2, -1, 1, 2, 3) if frequency in {"MONTHLY", "YEARLY"} else (0,)
        chosen = dice.sample(DAYS, 3)
        plain = dice.random() < 0.5
        parts.append("BYDAY=" + ",".join(day if plain or not nth[0] else f"{dice.choice(nth)}{day}" for day in chosen))
    elif frequency != "WEEKLY" and dice.random() < 0.6:
        parts.append("BYMONTHDAY=" + ",".join(str(n) for n in dice.sample([1, 5, 13, 28, -1, -3, 31], 3)))
    if frequency in {"MONTHLY", "YEARLY"} and len(parts) > 3 and dice.random() < 0.3:
        parts.append(f"BYSETPOS={dice.choice([1, -1, 2])}")
    if dice.random() < 0.3:
        parts.append(f"COUNT={dice.randint(1, 500)}")
    return ";".join(parts)


@pytest.mark.parametrize("rounds", [150, pytest.param(5_000, marks=pytest.mark.long)])
def test_it_names_them_for_any_rule(rounds: int) -> None:
    dice = random.Random(11)
    for _ in range(rounds):
        text, first = made(dice), date(2020, 1, 1) + timedelta(days=dice.randrange(2500))
        assert ours(text, first) == theirs(text, first), (text, first)


@pytest.mark.parametrize(
    "text",
    ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300"],
)
def test_it_ends_with_a_rule_that_never_matches(text: str) -> None:
    purse = Purse(1_000)
    assert not list(days(rule_from(text), date(1, 1, 1), LOW, HIGH, purse))
    assert purse.days > 200


def test_it_pays_for_each_day_and_stops_when_the_purse_is_empty() -> None:
    with pytest.raises(Exhausted):
        ours("FREQ=DAILY;COUNT=900000", date(1, 1, 1), purse=100_000)
    assert len(ours("FREQ=DAILY", date(1, 1, 1), purse=400)) == 366


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;COUNT=5",
        "FREQ=DAILY;BYHOUR=1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=²",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;COUNT=99999999999999999999",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;WKST=1",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTH=-1",
        "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 500),
        "FREQ",
        "RRULE:FREQ=DAILY",
    ],
)
def test_it_takes_no_rule_that_is_none(text: str) -> None:
    with pytest.raises(ValueError):
        rule_from(text)


def test_it_reaches_both_ends_of_the_calendar() -> None:
    for frequency in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        rule = rule_from(f"FREQ={frequency};BYDAY=MO,SU")
        assert list(days(rule, date.min, date.min, date(1, 2, 1), Purse(1_000)))
        assert list(days(rule, date(9999, 1, 1), date(9999, 12, 1), date.max, Purse(1_000)))
