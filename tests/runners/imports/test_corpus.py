"""Files of real watches and services: one activity in several formats is known, in any order, and no other.

The files stay where they are; a row of the manifest is only ever named by its number.
"""

import hashlib
import itertools
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from runners.importers import ParsedRun, Refused
from runners.imports import keeping, reading
from runners.imports.copies import is_same, of_file
from runners.models import Original, Run, User
from tests.runners.importers.spoiling import outcome
from tests.runners.importers.test_corpus import CORPUS, as_number, pytestmark, table
from tests.runners.imports.sending import imported

__all__ = ["pytestmark"]
Status = Original.Status
Read = dict[str, tuple[ParsedRun, ...] | Refused]
Sample = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    rows = enumerate(table(CORPUS / "activities" / "manifest.tsv"), start=1)
    return [(number, said, Path(CORPUS / "activities" / said["file"]).read_bytes()) for number, said in rows]


@pytest.fixture(scope="module")
def read_once(samples: list[Sample]) -> Read:
    return {hashlib.sha256(content).hexdigest(): outcome(content, said["file"]) for _, said, content in samples}


@pytest.fixture(autouse=True)
def without_reading_again(read_once: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(content: bytes, *_: Any, **__: Any) -> tuple[ParsedRun, ...]:
        end = read_once[hashlib.sha256(content).hexdigest()]
        if isinstance(end, Refused):
            raise end
        return end

    monkeypatch.setattr(reading, "read_safely", read)


def close(one: dict[str, str], other: dict[str, str]) -> bool:
    """The manifest's own figures: the same start, and distances that are one measure."""
    starts = [datetime.fromisoformat(said["start"]) for said in (one, other)]
    far, near = sorted((as_number(said["distance_m"]) or 0.0 for said in (one, other)), reverse=True)
    return abs(starts[0] - starts[1]).total_seconds() < 10 and (near == 0 or far < 1.5 * near or "+" in one["sport"])


def copies(samples: list[Sample]) -> list[list[Sample]]:
    """Rows of the manifest that are one activity."""
    groups: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        timed = sample[1]["start"].endswith("Z")
        if timed and (not groups[sample[1]["group"]] or close(groups[sample[1]["group"]][0][1], sample[1])):
            groups[sample[1]["group"]].append(sample)
    return [group for group in groups.values() if len(group) > 1]


def orders_of(group: list[Sample]) -> list[list[Sample]]:
    """Each of them first, forwards and backwards: of two or three, every order there is."""
    turned = [group[start:] + group[:start] for start in range(len(group))]
    return turned + ([order[::-1] for order in turned] if len(group) > 2 else [])


def test_an_activity_in_several_formats_is_known_in_any_order(
    samples: list[Sample], db: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping.samples, "keep", lambda run, _: run.save())  # packing them is most of the work
    wrong, orders = [], 0
    for group in copies(samples):
        for order in orders_of(group):
            orders += 1
            runner = User.objects.create_user(f"{orders}@example.org", None, time_zone="UTC")
            for _, said, content in order:
                imported(runner, content, now, name=said["file"])
            several = max(said["sport"].count("+") // 2 + 1 for _, said, _ in group)
            new = Original.objects.filter(runner=runner, status=Status.IMPORTED).count()
            if new > several:
                wrong.append(([number for number, _, _ in order], new))
    assert orders >= 20
    assert wrong == []


def test_no_two_activities_are_taken_for_one(samples: list[Sample], read_once: Read) -> None:
    """As if all of it belonged to one runner, the two halves of a month as well."""
    records = [
        (said["group"], number, of_file(parsed))
        for number, said, content in samples
        if not isinstance(end := read_once[hashlib.sha256(content).hexdigest()], Refused)
        for parsed in end
    ]
    assert len(records) >= 140
    pairs = itertools.combinations(records, 2)
    wrong = [(one[1], other[1]) for one, other in pairs if one[0] != other[0] and is_same(one[2], other[2])]
    assert wrong == []


def test_the_same_again_is_all_here_already(samples: list[Sample], runner: User, now: datetime) -> None:
    few = samples[::9]
    for _, said, content in few:
        imported(runner, content, now, name=said["file"])
    runs = Run.objects.count()
    again = [imported(runner, content, now, name=said["file"]) for _, said, content in few]
    rows = Original.objects.filter(unit__in=again)
    assert Run.objects.count() == runs
    assert not rows.filter(status=Status.IMPORTED).exists()
    refused = rows.filter(status__in=(Status.REFUSED, Status.UNDATED)).count()
    assert rows.filter(status=Status.DUPLICATE).count() == len(few) - refused
