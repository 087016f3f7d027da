"""Times in words, on a guest's or a coach's clock."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from runners.forms.people import zone_or_utc


def zone_named(name: str) -> ZoneInfo:
    return ZoneInfo(zone_or_utc(name))


def day_words(at: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}"


def clock(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def when(at: datetime, zone: tzinfo) -> str:
    return f"{day_words(at, zone)} at {clock(at, zone)}"


def offset(at: datetime, zone: tzinfo) -> str:
    """How far the clock is from UTC at that moment: UTC+5:45."""
    shift = at.astimezone(zone).utcoffset()
    minutes = int(shift.total_seconds() // 60) if shift else 0
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def place(zone: ZoneInfo) -> str:
    """America/Argentina/Ushuaia is Ushuaia, Argentina to a reader."""
    parts = zone.key.replace("_", " ").split("/")
    return ", ".join(reversed(parts[1:])) or parts[0]
