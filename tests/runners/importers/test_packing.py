"""Samples as few bytes: nothing lost beyond the units, gaps stay gaps, and nothing else opens."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runners.importers import read
from runners.importers.packing import UNITS, Unpackable, pack, unpack
from runners.importers.parsed import Track
from tests.runners.importers import making

values = st.one_of(st.just(float("nan")), st.floats(-600, 1_000_000, width=32))


def track(**columns: list[float]) -> Track:
    count = max((len(column) for column in columns.values()), default=0)
    whole = {name: np.array(columns.get(name, [np.nan] * count), dtype=np.float64) for name in UNITS}
    return Track(**whole, speed=None, distance_from="watch")


def assert_near(one: Track, other: Track) -> None:
    for name, unit in UNITS.items():
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=unit / 2 + 1e-6, rtol=0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(values, values, values, values, values), max_size=80))
def test_it_gives_back_what_was_packed_gaps_and_all(rows: list[tuple[float, ...]]) -> None:
    columns = np.array(rows, dtype=np.float64).reshape(-1, 5).T
    packed = Track(*columns[:4], cadence=columns[4], speed=None, distance_from="none")
    back = unpack(pack(packed), distance_from="none")
    assert_near(back, packed)


def test_it_keeps_a_real_looking_run_in_little_more_than_a_byte_a_sample() -> None:
    (run,) = read(making.fit_file(making.fit_messages(minutes=60, wobble=0.1)), "run.fit")
    assert run.track is not None
    content = pack(run.track)
    assert len(content) < 1.5 * len(run.track.t_s)
    assert_near(unpack(content, distance_from="watch"), run.track)


def test_it_keeps_the_same_again_as_the_same_bytes() -> None:
    once = unpack(pack(track(t_s=[0, 1.04, 2], heart_rate=[120, np.nan, 121])), distance_from="watch")
    assert pack(unpack(pack(once), distance_from="watch")) == pack(once)


def test_it_leaves_out_columns_nobody_knows() -> None:
    seconds = [float(i) for i in range(3600)]
    alone, full = track(t_s=seconds), track(t_s=seconds, heart_rate=[120.0 + i % 7 for i in range(3600)])
    assert len(pack(alone)) < len(pack(full))


def test_it_keeps_no_positions() -> None:
    assert set(UNITS) == {"t_s", "distance_m", "elevation_m", "heart_rate", "cadence"}


@pytest.mark.parametrize("spoil", [lambda c: b"", lambda c: b"\x02" + c[1:], lambda c: c[:-9], lambda c: c[:1] + b"no"])
def test_it_refuses_bytes_it_did_not_write(spoil: object) -> None:
    content = pack(track(t_s=[0, 1, 2], distance_m=[0, 3, 6]))
    with pytest.raises(Unpackable):
        unpack(spoil(content), distance_from="watch")  # type: ignore[operator]
