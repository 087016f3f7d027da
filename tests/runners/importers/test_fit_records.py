"""The two readers of FIT messages, fast and thorough, have to agree on every file that both read."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from runners.importers import fit_decoded, fit_messages, fit_records
from runners.importers.fit_checksum import BLOCK, crc16
from runners.importers.fit_tables import RECORD, WANTED, Messages, Unusual
from runners.importers.refusals import RefusalKind, Refused
from tests.runners.importers import making
from tests.runners.importers.spoiling import spoilt


def differences(fast: Messages, thorough: Messages) -> list[object]:
    """Which tables differ. fitdecode repeats narrow fields in their wide form, so both are read as one."""
    out: list[object] = [] if fast.cut_short == thorough.cut_short else ["cut_short"]
    for number, fields in WANTED.items():
        names = {(73, 6), (78, 2), *((name,) for name in fields if name not in (73, 78))} if number == RECORD else {
            (name,) for name in fields
        }  # fmt: skip
        if fast[number].length != thorough[number].length:
            out.append(number)
        else:
            out += [
                (number, name)
                for name in names
                if not np.array_equal(fast[number].column(*name), thorough[number].column(*name), equal_nan=True)
            ]
    return out


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("more", [{}, {"placed": False}, {"hr": None, "distances": False}, {"effort": 70, "feel": 75}])
def test_both_read_the_same_numbers_out_of_it(order: str, more: dict[str, int]) -> None:
    content = making.fit_file(making.fit_messages(minutes=2, pauses=[(30, 20)], **more), order=order)  # type: ignore[arg-type]
    assert differences(fit_records.read(content), fit_decoded.read(content)) == []


def test_both_read_the_same_of_a_watch_of_today_whatever_else_it_writes() -> None:
    content = making.watch_hour(minutes=2)
    assert fit_records.read(content)[RECORD].length == 121
    assert differences(fit_records.read(content), fit_decoded.read(content)) == []


def test_both_read_as_far_when_the_end_is_missing_wherever_it_is_cut() -> None:
    content = making.fit_file(making.fit_messages(minutes=0.2))
    for end in range(14, len(content) - 2, 3):
        assert differences(fit_records.read(content[:end]), fit_decoded.read(content[:end])) == []


def test_both_read_the_same_of_nearly_all_damaged_files_that_it_finds_usual() -> None:
    """Not of all: a spoilt header is no reason to stop, and a time that is stated goes before one that is counted."""
    usual = agreed = 0
    for broken in spoilt(making.fit_run(minutes=0.3, effort=5), seed=11, copies=200):
        try:
            fast = fit_records.read(broken)
        except Unusual:
            continue
        usual += 1
        agreed += differences(fast, fit_decoded.read(broken)) == []
    assert agreed >= 0.9 * usual > 100


@pytest.mark.parametrize(
    "definition",
    [
        b"\x40\x00\x00\x14\x00\x01\x03\x02\x02",  # a heart rate of two bytes that are an array
        b"\x40\x00\x00\x14\x00\x01\x08\x03\x0d",  # speed and distance in three bytes
        b"\x40\x00\x00\x14\x00\x01\x03\x01\x30",  # a type that nobody has defined
    ],
)
def test_what_the_fast_one_does_not_know_it_leaves_to_the_thorough_one(definition: bytes) -> None:
    content = making.wrapped(definition + b"\x00\x01\x02\x03")
    with pytest.raises(Unusual):
        fit_records.read(content)
    assert isinstance(fit_messages.read_messages(content), Messages)


def test_messages_without_end_are_refused_it_stops_counting() -> None:
    content = making.definition(99, []) + b"\x00" * (fit_records.MOST_MESSAGES + 1)
    with pytest.raises(Refused) as caught:
        fit_records.read(struct.pack("<BBHI4s", 12, 0x20, 0, len(content), b".FIT") + content)
    assert caught.value.kind is RefusalKind.TOO_HEAVY


@pytest.mark.parametrize("length", [0, 1, 2, 255, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 77])
def test_the_checksum_is_that_of_the_protocol_however_long_it_is(length: int) -> None:
    content = np.random.default_rng(length).integers(0, 256, length, dtype=np.uint8).tobytes()
    assert crc16(content) == making.crc16(content)
    assert crc16(content + struct.pack("<H", crc16(content))) == 0


def test_of_a_chain_it_reads_file_by_file() -> None:
    one, other = making.fit_run(minutes=0.5), making.fit_run(minutes=0.2)
    assert fit_messages.chained(one + other) == [one, other]
    assert fit_messages.chained(one + b"\0\0\0") == [one]
    assert fit_messages.read_messages(one + other)[RECORD].length == 31 + 13
