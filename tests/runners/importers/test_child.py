from __future__ import annotations

import struct
import subprocess
import sys

import pytest

from runners.importers import RefusalKind, Refused, read
from runners.importers.child import ENVIRONMENT, ROOT, read_safely
from tests.runners.importers import making

pytestmark = pytest.mark.processes


def kind_of(content: bytes, **limits: float) -> RefusalKind:
    with pytest.raises(Refused) as caught:
        read_safely(content, "run.fit", **limits)  # type: ignore[arg-type]
    return caught.value.kind


def endless_fit(messages: int) -> bytes:
    """Messages of one byte each: small to send, long to read."""
    body = b"\x40\x00\x00" + struct.pack("<HB", 99, 0) + b"\x00" * messages
    return struct.pack("<BBHI4s", 12, 0x20, 0, len(body), b".FIT") + body + b"\0\0"


@pytest.mark.parametrize("make", [making.fit_run, making.gpx_run, making.tcx_run])
def test_a_run_comes_back_as_it_was_read(make) -> None:
    content = make(minutes=2)
    near, far = read(content, "run"), read_safely(content, "run")
    assert (far.started_at, far.timer_s, far.distance_m) == (near.started_at, near.timer_s, near.distance_m)
    assert near.track is not None
    assert far.track is not None
    assert (far.track.t_s == near.track.t_s).all()


def test_a_refusal_comes_back_as_it_was_given() -> None:
    with pytest.raises(Refused, match="This file holds a cycling activity, not a run.") as caught:
        read_safely(making.fit_file(making.fit_messages(minutes=1, sport=making.CYCLING)), "\ud800")
    assert caught.value.kind is RefusalKind.OTHER_SPORT


def test_too_much_processor_time_is_a_refusal_it_is_no_hang() -> None:
    assert kind_of(endless_fit(2_000_000), cpu_s=1, wall_s=500) is RefusalKind.TOO_HEAVY


def test_too_much_time_on_the_clock_is_a_refusal_it_is_no_hang() -> None:
    assert kind_of(endless_fit(2_000_000), cpu_s=500, wall_s=0.5) is RefusalKind.TOO_HEAVY


def test_too_much_memory_is_a_refusal_it_is_no_crash() -> None:
    content = b"<gpx>" + b"<a><b/></a>" * 3_000_000
    assert kind_of(content, memory_mb=300) is RefusalKind.TOO_HEAVY


def test_a_gpx_needs_neither_django_nor_fitdecode_it_starts_small() -> None:
    code = "import sys, runners.importers.child, runners.importers.documents; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, cwd=ROOT, capture_output=True, check=True)
    assert not {"django", "celery", "fitdecode", "gpxpy"} & set(done.stdout.decode().split())


def test_nothing_of_the_parents_environment_reaches_it() -> None:
    assert set(ENVIRONMENT) == {"PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS"}
