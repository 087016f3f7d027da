"""What is told apart by content, and what is refused before any format is read."""

from __future__ import annotations

import copy
import gzip

import pytest

from runners.importers import RefusalKind, Refused, gzipped
from runners.importers.refusals import CAUTIONS, REFUSALS, Caution
from tests.runners.importers import making
from tests.runners.importers.spoiling import one


def refusal(content: bytes, name: str = "run.fit") -> Refused:
    with pytest.raises(Refused) as caught:
        one(content, name)
    return caught.value


def test_every_refusal_has_a_sentence_it_can_show() -> None:
    assert set(REFUSALS) == set(RefusalKind)
    assert set(CAUTIONS) == set(Caution)
    for sentence in [*REFUSALS.values(), *CAUTIONS.values()]:
        assert sentence[0].isupper()
        assert sentence.endswith((".", "?"))


def test_only_a_missing_date_is_asked_for_and_it_says_when() -> None:
    assert [kind for kind in RefusalKind if Refused(kind).asks] == [RefusalKind.CLOCK_UNSET]
    assert Refused(RefusalKind.CLOCK_UNSET).asks == "date"


def test_a_refusal_survives_pickling_as_it_is() -> None:
    twin = copy.copy(Refused(RefusalKind.OTHER_SPORT, "This file holds a swim, not a run."))
    assert (twin.kind, twin.sentence) == (RefusalKind.OTHER_SPORT, str(twin))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", RefusalKind.EMPTY),
        (b" \n\n", RefusalKind.EMPTY),
        (b"\0" * 5000, RefusalKind.EMPTY),
        (b"%PDF-1.7\n" + b"x" * 400, RefusalKind.UNKNOWN_FORMAT),
        (b"GIF89a<gpx></gpx>", RefusalKind.UNKNOWN_FORMAT),
        (b"<html><body>Sign in</body></html>", RefusalKind.UNKNOWN_FORMAT),
        (b"PK\x03\x04" + b"x" * 40, RefusalKind.ARCHIVE),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), RefusalKind.ARCHIVE),
        (b"<<<<", RefusalKind.UNREADABLE),
        (b"\x1f\x8bnot gzip at all", RefusalKind.UNREADABLE),
    ],
)
def test_what_is_no_run_is_refused_it_says_why(content: bytes, kind: RefusalKind) -> None:
    assert refusal(content).kind is kind


@pytest.mark.parametrize("make", [making.fit_run, making.gpx_run, making.tcx_run])
def test_a_gz_reads_like_the_file_in_it(make) -> None:
    plain, packed = one(make(minutes=2), "a"), one(gzip.compress(make(minutes=2)), "a.gz")
    assert (packed.timer_s, packed.distance_m, packed.points) == (plain.timer_s, plain.distance_m, plain.points)
    assert packed.warnings == plain.warnings


def test_a_gz_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    packed = gzip.compress(making.gpx_run(minutes=20))
    run = one(packed[: len(packed) // 2], "run.gpx.gz")
    assert 60 < run.timer_s < 1200
    assert CAUTIONS[Caution.CUT_SHORT] in run.warnings


def test_a_gz_that_lacks_only_its_own_end_is_whole_but_it_earns_a_remark() -> None:
    run = one(gzip.compress(making.gpx_run(minutes=2))[:-4], "run.gpx.gz")
    assert (run.timer_s, run.warnings, run.partial) == (120.0, (CAUTIONS[Caution.CUT_SHORT],), True)


def test_several_gz_members_are_one_file_as_gzip_has_it() -> None:
    content = making.gpx_run(minutes=2)
    whole, complete = gzipped.unpack(gzip.compress(content[:500]) + gzip.compress(content[500:]))
    assert (whole, complete) == (content, True)


def test_a_gzip_bomb_is_refused_before_it_unfolds() -> None:
    packed = making.bomb(60)
    assert len(packed) < 100_000
    assert refusal(packed).kind is RefusalKind.TOO_BIG
    with pytest.raises(Refused):
        gzipped.unpack(packed, ceiling=100_000)


def test_a_gpx_named_fit_is_read_and_it_says_so() -> None:
    run = one(making.gpx_run(minutes=2), "run.fit")
    assert run.format == "gpx"
    assert CAUTIONS[Caution.MISNAMED] in run.warnings


@pytest.mark.parametrize(
    "name", ["", "con", '"><svg>.gpx', "x" * 300 + ".gpx", "run", "RUN.GPX.GZ", "\u202egpx.fit.gpx"]
)
def test_any_name_is_only_a_name_and_it_earns_no_remark(name: str) -> None:
    assert one(making.gpx_run(minutes=2), name).warnings == ()
