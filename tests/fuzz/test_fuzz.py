"""A short run over files of our own making; `python -m tests.fuzz` is the long one."""

from __future__ import annotations

import pytest

from tests.fuzz.cases import case, own_files
from tests.fuzz.verdicts import faults, verdict
from tests.runners.importers import making
from tests.runners.importers.spoiling import one


@pytest.mark.parametrize("cases", [400, pytest.param(6000, marks=pytest.mark.long)])
def test_broken_files_end_as_runs_or_refusals_it_never_breaks(cases: int) -> None:
    files = own_files()
    found = [verdict(case(number, seed=2026, files=files)) for number in range(cases)]
    assert [one for one in found if one.outcome.startswith("FAULT")] == []
    assert max(one.cpu_s for one in found) < 20.0
    outcomes = {one.outcome for one in found}
    assert {"run", "unreadable", "unknown_format"} <= outcomes


def test_a_case_is_always_the_same_bytes_it_can_be_looked_at_again() -> None:
    files = own_files()
    assert case(17, seed=3, files=files) == case(17, seed=3, files=files) != case(17, seed=4, files=files)


def test_a_run_that_does_not_hold_together_is_a_fault_it_finds() -> None:
    run = one(making.fit_run(minutes=1))
    assert faults(run) == []
    assert run.track is not None
    run.track.t_s[3] = run.track.t_s[2]
    object.__setattr__(run, "moving_s", 1e9)
    assert faults(run) == ["moving", "track"]
