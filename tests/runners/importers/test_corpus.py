"""Files of real watches and services, against what independent parsers say about them.

The files stay where they are: EVENPACE_CORPUS names their folder. They carry real places and people, so a row
of the manifest is only ever named by its number.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from runners.importers import ParsedRun, Refused
from tests.runners.importers.spoiling import outcome

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("EVENPACE_CORPUS") or ROOT.parent / "shared" / "data")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (CORPUS / "activities" / "manifest.tsv").is_file(), reason="corpus folder absent"),
]


@dataclass(frozen=True)
class Sample:
    row: int
    said: dict[str, str]
    session_hr: float | None
    end: ParsedRun | Refused

    def number(self, column: str) -> float | None:
        return as_number(self.said[column])

    @property
    def one_run(self) -> bool:
        """The parsers agree, and the totals of the file are those of one run. GPX counts tracks as sessions."""
        return self.said["agree"] == "yes" and (self.said["format"] == "gpx" or self.said["n_sessions"] == "1")


def as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    folder = CORPUS / "activities"
    session_hr = {
        one["file"]: as_number(one["hr_avg_session"]) for one in table(CORPUS / "oracles" / "activities_consensus.tsv")
    }
    return [
        Sample(row, said, session_hr.get(said["file"]), outcome((folder / said["file"]).read_bytes(), said["file"]))
        for row, said in enumerate(table(folder / "manifest.tsv"), start=1)
    ]


def agreed(samples: list[Sample]) -> Iterator[tuple[Sample, ParsedRun]]:
    return ((one, one.end) for one in samples if one.one_run and isinstance(one.end, ParsedRun))


def test_every_file_ends_as_a_run_or_a_refusal_it_says_in_a_sentence(samples: list[Sample]) -> None:
    assert len(samples) >= 160
    assert all(one.end.sentence for one in samples if isinstance(one.end, Refused))
    assert sum(isinstance(one.end, ParsedRun) for one in samples) >= 80


def test_every_run_and_walk_is_imported_it_refuses_none(samples: list[Sample]) -> None:
    named = [one for one in samples if "running" in one.said["sport"].lower() or one.said["sport"] == "walking"]
    assert len(named) >= 60
    assert [one.row for one in named if one.said["agree"] == "yes" and isinstance(one.end, Refused)] == []


def test_every_other_sport_is_refused_it_does_not_slip_in(samples: list[Sample]) -> None:
    others = ("cycling", "swimming", "biking", "rowing", "skiing", "diving")
    named = [
        one for one in samples if one.said["sport"].lower().startswith(others) and "running" not in one.said["sport"]
    ]
    assert len(named) >= 35
    assert [one.row for one in named if isinstance(one.end, ParsedRun)] == []


def test_distances_agree_within_25_m_or_1_5_percent_as_it_should(samples: list[Sample]) -> None:
    off = [
        (one.row, said, run.distance_m)
        for one, run in agreed(samples)
        if (said := one.number("distance_m")) and abs((run.distance_m or 0.0) - said) > max(25.0, 0.015 * said)
    ]
    assert off == []


def test_timer_times_agree_within_2_seconds_as_it_should(samples: list[Sample]) -> None:
    """A timer of 0 means that the file states none: its span counts. Where time goes back, nothing is right."""
    off = [
        (one.row, said, run.timer_s)
        for one, run in agreed(samples)
        if (said := one.number("timer_s") or one.number("elapsed_s")) and "time_goes_back" not in one.said["tags"]
        if abs(run.timer_s - said) > 2.0
    ]
    assert off == []


def test_points_agree_exactly_as_it_should(samples: list[Sample]) -> None:
    off = [
        (one.row, said, run.points)
        for one, run in agreed(samples)
        if (said := one.number("n_points")) is not None and said != run.points
    ]
    assert off == []


def test_heart_rates_agree_within_2_beats_as_it_should(samples: list[Sample]) -> None:
    """With the mean of the points or with the session's own; a mean of 255 is a sensor that was not there."""
    off = []
    for one, run in agreed(samples):
        said = [rate for rate in (one.number("hr_mean"), one.session_hr) if rate is not None and rate < 250.0]
        if said and (run.avg_hr is None or min(abs(run.avg_hr - rate) for rate in said) > 2.0):
            off.append((one.row, said, run.avg_hr))
    assert off == []


def test_of_several_sports_it_takes_a_part_of_the_file(samples: list[Sample]) -> None:
    several = [
        (one, one.end)
        for one in samples
        if "+" in one.said["sport"] and "running" in one.said["sport"] and isinstance(one.end, ParsedRun)
    ]
    assert len(several) >= 3
    for one, run in several:
        assert run.sport == "running"
        assert 0 < run.points < (one.number("n_points") or 0.0)
        assert run.track is not None
        assert run.track.distance_m[-1] == pytest.approx(run.distance_m, rel=0.015)
