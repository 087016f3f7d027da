"""Files of real watches and services, against what independent parsers say about them.

The files stay where they are: EVENPACE_CORPUS names their folder. They carry real places and people, so a row
of the manifest is only ever named by its number.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runners.importers import ParsedRun, RefusalKind, Refused, fit_decoded, fit_messages, fit_records, gzipped, read
from runners.importers.fit_tables import Unusual
from tests.runners.importers.spoiling import outcome
from tests.runners.importers.test_fit_records import differences

ROOT = Path(__file__).resolve().parents[3]
CORPUS = Path(os.environ.get("EVENPACE_CORPUS") or ROOT.parent / "shared" / "data")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (CORPUS / "activities" / "manifest.tsv").is_file(), reason="corpus folder absent"),
]


READ_ALL = """
import contextlib, re, sys
from pathlib import Path
from runners.importers import Refused, read
for name in sys.argv[1:]:
    with contextlib.suppress(Refused):
        read(Path(name).read_bytes(), Path(name).name)
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@dataclass(frozen=True)
class Sample:
    row: int
    said: dict[str, str]
    session_hr: float | None
    end: tuple[ParsedRun, ...] | Refused
    asked: bool
    cpu_s: float

    def number(self, column: str) -> float | None:
        return as_number(self.said[column])

    @property
    def runs(self) -> tuple[ParsedRun, ...]:
        return () if isinstance(self.end, Refused) else self.end


def as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


# Rows where this reading differs from what the others agree on, and why.
EXPLAINED = {
    79: "heart rate: the session's own mean, 90, is not that of its points, 87; the watch is believed",
    99: "heart rate: the session's own mean, 120, is not that of its points, 132; the watch is believed",
    130: "timer: two tracks cover each other in time; their union is counted, not the sum of their spans",
    137: "timer: time goes back between the points; the whole span is counted",
}


def sample_of(folder: Path, row: int, said: dict[str, str], session_hr: float | None) -> Sample:
    content = (folder / said["file"]).read_bytes()
    began = time.process_time()
    end = outcome(content, said["file"])
    asked = isinstance(end, Refused) and end.asks == "date"
    if asked:
        end = read(content, said["file"], started_at=datetime(2026, 3, 1, tzinfo=UTC))
    return Sample(row, said, session_hr, end, asked, time.process_time() - began)


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    folder = CORPUS / "activities"
    session_hr = {
        one["file"]: as_number(one["hr_avg_session"]) for one in table(CORPUS / "oracles" / "activities_consensus.tsv")
    }
    rows = enumerate(table(folder / "manifest.tsv"), start=1)
    return [sample_of(folder, row, said, session_hr.get(said["file"])) for row, said in rows]


def agreed(samples: list[Sample]) -> Iterator[tuple[Sample, ParsedRun]]:
    """Files with one activity on which the other parsers agree. GPX counts tracks as sessions."""
    for one in samples:
        single = one.said["format"] == "gpx" or one.said["n_sessions"] == "1"
        if single and one.said["agree"] == "yes" and one.row not in EXPLAINED and len(one.runs) == 1:
            yield one, one.runs[0]


def test_every_file_ends_as_a_run_or_a_refusal_it_says_in_a_sentence(samples: list[Sample]) -> None:
    assert len(samples) >= 160
    assert all(one.end.sentence for one in samples if isinstance(one.end, Refused))
    assert sum(bool(one.runs) for one in samples) >= 135


def test_every_file_is_read_in_time_it_needs_far_less_than_allowed(samples: list[Sample]) -> None:
    assert max(one.cpu_s for one in samples) < 5.0


def test_every_file_is_read_in_little_memory() -> None:
    """All of them one after the other, in a process that has done nothing else.

    Its own high-water mark: what getrusage calls the most counts the process it was forked from.
    """
    files = [str(CORPUS / "activities" / one["file"]) for one in table(CORPUS / "activities" / "manifest.tsv")]
    peak = subprocess.run(
        [sys.executable, "-c", READ_ALL, *files], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert len(files) >= 160
    assert int(peak.stdout) * 1024 < 300e6


def test_every_run_and_walk_is_imported_it_refuses_none(samples: list[Sample]) -> None:
    named = [one for one in samples if "running" in one.said["sport"].lower() or one.said["sport"] == "walking"]
    assert len(named) >= 60
    assert [one.row for one in named if not any(run.sport != "other" for run in one.runs)] == []


@pytest.mark.parametrize(
    ("words", "activity"),
    [("cycling biking mountain", "cycling"), ("swimming", "swimming"), ("rowing", "rowing"), ("cross", "skiing")],
)
def test_other_sports_are_kept_as_what_they_are_it_never_calls_them_runs(
    samples: list[Sample], words: str, activity: str
) -> None:
    named = [one for one in samples if one.said["sport"].lower().startswith(tuple(words.split()))]
    alone = [one for one in named if "+" not in one.said["sport"] and one.runs]
    assert len(alone) >= (20 if activity == "cycling" else 1)
    assert [(one.row, run.activity) for one in alone for run in one.runs if run.activity != activity] == []
    assert [run.sport for one in alone for run in one.runs if run.sport != "other"] == []


def test_what_is_no_activity_is_refused_by_what_it_is(samples: list[Sample]) -> None:
    refused = {one.row: one.end.kind for one in samples if isinstance(one.end, Refused)}
    expected = {
        RefusalKind.TOO_SHORT: {66, 131, 138, 139, 147, 159, 160},
        RefusalKind.NOT_ACTIVITY: {78, 104},
        RefusalKind.SETTINGS: {81},
        RefusalKind.COURSE: {105, 127, 158},
        RefusalKind.NO_POINTS: {128, 136, 140, 145, 146},
        RefusalKind.NO_TIMES: {143, 152},
    }
    assert refused == {row: kind for kind, rows in expected.items() for row in rows}


def test_a_clock_that_was_never_set_is_asked_about_it_is_read_with_a_date(samples: list[Sample]) -> None:
    asked = [one for one in samples if one.asked]
    assert [one.row for one in asked] == [11, 108]
    for one in asked:
        assert one.runs[0].points == one.number("n_points")
        assert one.runs[0].distance_m == pytest.approx(one.number("distance_m"), rel=0.015)


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
        if (said := one.number("timer_s") or one.number("elapsed_s"))
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


def test_of_several_sports_it_keeps_each_part_with_its_own_points(samples: list[Sample]) -> None:
    several = [one for one in samples if "+" in one.said["sport"]]
    assert len(several) >= 3
    for one in several:
        assert [run.activity for run in one.runs] == ["swimming", "cycling", "running"]
        assert sum(run.distance_m or 0.0 for run in one.runs) == pytest.approx(one.number("distance_m"), rel=0.015)
        for run in one.runs:
            assert run.track is not None
            assert run.track.distance_m[-1] == pytest.approx(run.distance_m, rel=0.05)


def test_the_explained_rows_still_differ_it_drops_explanations_that_are_no_longer_true(samples: list[Sample]) -> None:
    for one in samples:
        if "heart rate" in EXPLAINED.get(one.row, ""):
            assert abs((one.runs[0].avg_hr or 0.0) - (one.number("hr_mean") or 0.0)) > 2.0
        if "timer" in EXPLAINED.get(one.row, ""):
            assert abs(one.runs[0].timer_s - (one.number("timer_s") or 0.0)) > 2.0


def test_laps_are_as_many_as_the_others_found_it_loses_none(samples: list[Sample]) -> None:
    off = [
        (one.row, said, len(run.laps))
        for one, run in agreed(samples)
        if run.format != "gpx" and (said := one.number("n_laps")) is not None and said != len(run.laps)
    ]
    assert off == []


def pieces(one: Sample) -> list[bytes]:
    content = (CORPUS / "activities" / one.said["file"]).read_bytes()
    if content.startswith(gzipped.MAGIC):
        content, _ = gzipped.unpack(content)
    return fit_messages.chained(content)


LARGEST = 1 << 30


@pytest.mark.parametrize("most", [40_000, pytest.param(LARGEST, marks=pytest.mark.long)])
def test_both_readers_of_fit_agree_on_every_file_that_the_fast_one_takes(samples: list[Sample], most: int) -> None:
    usual = 0
    for one in samples:
        for piece in pieces(one) if one.said["format"] == "fit" and int(one.said["size"]) <= most else []:
            try:
                fast = fit_records.read(piece)
            except Unusual:
                continue
            usual += 1
            assert (one.row, differences(fast, fit_decoded.read(piece))) == (one.row, [])
    assert usual >= (95 if most == LARGEST else 40)
