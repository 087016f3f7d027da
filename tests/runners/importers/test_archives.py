import gzip
import io
import random
import stat
import tracemalloc
import zipfile
from dataclasses import replace

import pytest

from runners.importers import Refused
from runners.importers.archives import Archive, Limits, is_zip, open_archive, read_at
from runners.importers.kinds import fit_type
from runners.importers.refusals import RefusalKind
from tests.making_archives import changed, takeout, zip_of
from tests.runners.importers import making
from tests.runners.importers.test_corpus import CORPUS

RUN = making.fit_run(minutes=1)
WALK = making.gpx_run(minutes=1, kind="walking")
MB = 1024 * 1024


def names(archive: Archive) -> list[str]:
    return [member.name for member in archive.members]


def end_of(archive: Archive, index: int) -> bytes | RefusalKind:
    try:
        return archive.read(index)
    except Refused as refusal:
        return refusal.kind


def test_it_lists_activities_and_tables_and_counts_what_it_passes_over(opened):
    archive = opened(
        zip_of(
            {
                "export/activities/1.fit": RUN, "export/activities/2.GPX": WALK, "export/activities.csv": b"a,b",
                "export/activities/3.tcx.gz": b"\x1f\x8b", "export/media/1.jpg": b"", "export/media/2.mp4": b"",
                "export/shoes.json": b"{}", "export/clubs/": b"", "__MACOSX/activities/._1.fit": b"", ".DS_Store": b"", 
                "a/.1.fit": b"",
            }
        )
    )  # fmt: skip

    assert names(archive) == ["1.fit", "2.GPX", "3.tcx.gz"]
    assert [member.index for member in archive.members] == [0, 1, 2]
    assert [member.path for member in archive.lists] == ["export/activities.csv"]
    assert archive.passed == {"media": 2, "other": 4}


def test_it_reads_a_member_by_its_place_alone_and_leaves_gz_packed(opened, tmp_path):
    packed = gzip.compress(RUN)
    archive = opened(zip_of({"a.fit.gz": packed, "b.zip": zip_of({"c.gpx": WALK})}))
    places = [member.place for member in archive.members]

    read = [read_at(tmp_path / "takeout.zip", workspace=tmp_path / "inside", place=place) for place in places]

    assert read == [packed, WALK]
    assert all(len(place) < 100 for place in places)


def test_it_gives_the_same_members_every_time(opened):
    content = takeout(12, minutes=1)

    assert opened(content).members == opened(content).members


@pytest.mark.parametrize("packed", [True, False])
def test_it_looks_into_archives_inside_but_once(opened, packed):
    deepest = zip_of({"deep.fit": RUN})
    inner = zip_of({"a.fit": RUN, "deeper.zip": deepest, "b.gpx": WALK})

    archive = opened(zip_of({"first.fit": RUN, "part 1.zip": inner, "last.gpx": WALK}, packed=packed))

    expected = ["first.fit", "part 1.zip / a.fit", "part 1.zip / deeper.zip", "part 1.zip / b.gpx", "last.gpx"]
    assert names(archive) == expected
    assert [end_of(archive, index) for index in range(5)] == [RUN, RUN, RefusalKind.NESTED, WALK, WALK]


def test_it_unpacks_an_inner_archive_once_and_again_when_only_half_is_there(opened, tmp_path):
    content = zip_of({"inner.zip": zip_of({"a.fit": RUN})})
    opened(content)
    (laid_out,) = (tmp_path / "inside").iterdir()
    first = laid_out.stat().st_ino

    opened(content)
    assert laid_out.stat().st_ino == first

    laid_out.write_bytes(laid_out.read_bytes()[:50])
    assert opened(content).read(0) == RUN
    assert [path.name for path in (tmp_path / "inside").iterdir()] == ["0.zip"]


def test_it_refuses_a_damaged_archive_inside_as_one_member(opened):
    inner = zip_of({"a.fit": RUN})

    archive = opened(zip_of({"inner.zip": inner[:-30], "not.zip": b"PK something", "b.gpx": WALK}, packed=False))

    assert [end_of(archive, index) for index in range(3)] == [RefusalKind.ARCHIVE_CUT, RefusalKind.ARCHIVE_CUT, WALK]


def test_it_passes_over_steps_and_settings_of_a_watch_but_not_courses(opened):
    def file_of(kind: int | None) -> bytes:
        return making.fit_file([making.file_id(kind)])

    kinds = {"steps": 32, "settings": 2, "sleep": 49, "course": 6, "workout": 5, "unsaid": 0, "activity": 4}
    archive = opened(zip_of({f"{name}.fit": file_of(kind) for name, kind in kinds.items()} | {"odd.fit": b"\x0e"}))

    assert names(archive) == ["course.fit", "workout.fit", "unsaid.fit", "activity.fit", "odd.fit"]
    assert archive.passed == {"watch": 3}


def test_it_leaves_doubtful_fit_files_to_the_reader():
    steps = making.fit_file([making.file_id(32)])
    other_order = making.fit_file([(making.FILE_ID, {1: 255, 4: 7, 0: 32})])
    with_app_fields = making.fit_file([(making.FILE_ID, {0: 32, making.DEVELOPER: 1})])
    late = making.fit_file([making.timer(making.START, starts=True), making.file_id(32)])

    assert fit_type(steps) == fit_type(other_order) == 32
    assert fit_type(steps + b"more") == 32
    assert {fit_type(content) for content in (with_app_fields, late, b"", b"PK", b"\0" * 40)} == {None}
    assert {fit_type(steps[:length]) for length in range(len(steps) - 2)} == {None, 32}


@pytest.mark.parametrize(
    "name", ["/etc/run.fit", "../run.fit", "a/../../run.fit", "C:\\run.fit", "..\\run.fit", "\\\\host\\run.fit"]
)
def test_it_refuses_names_that_lead_outside(opened, tmp_path, name):
    archive = opened(zip_of({name: RUN, "inner.zip": zip_of({name: RUN}), "good.fit": RUN}))

    outside = RefusalKind.OUTSIDE
    assert [end_of(archive, index) for index in range(3)] == [outside, outside, RUN]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["1.zip", "inside", "takeout.zip"]


def test_it_knows_from_the_place_alone_that_a_member_was_refused(opened, tmp_path):
    archive = opened(zip_of({"../run.fit": RUN, "good.fit": RUN}))

    with pytest.raises(Refused) as refused:
        read_at(tmp_path / "takeout.zip", workspace=tmp_path, place=archive.members[0].place)
    assert refused.value.kind is RefusalKind.OUTSIDE
    assert refused.value.sentence == archive.members[0].refusal.sentence


def test_it_refuses_a_link(opened):
    link = zipfile.ZipInfo("link.fit")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.fit", RUN)

    assert [end_of(opened(out.getvalue()), index) for index in range(2)] == [RefusalKind.LINK, RUN]


def test_it_refuses_locked_members_and_an_archive_of_nothing_else(opened):
    content = changed(zip_of({"a.fit": RUN, "b.fit": RUN}), "a.fit", flags=1)

    assert [end_of(opened(content), index) for index in range(2)] == [RefusalKind.LOCKED, RUN]
    with pytest.raises(Refused, match="This archive is locked"):
        opened(changed(content, "b.fit", flags=1))


def test_it_refuses_a_member_that_is_too_big_by_its_own_claim(opened):
    content = changed(zip_of({"a.fit": RUN, "b.fit": RUN}, packed=False), "a.fit", unpacked=2**31, packed=2**31)
    limits = Limits(ratio=10**9, archive_bytes=2**40)
    archive = opened(changed(content, "a.fit", packed=len(RUN)), limits)

    with pytest.raises(Refused, match="larger than any activity"):
        archive.read(0)
    assert archive.read(1) == RUN


def test_it_refuses_a_bomb_without_unpacking_it(opened):
    archive = opened(zip_of({"bomb.fit": b"\0" * (30 * MB), "nested.zip": b"\0" * (30 * MB), "good.fit": RUN}))

    assert [end_of(archive, index) for index in range(3)] == [RefusalKind.SWELLS, RefusalKind.SWELLS, RUN]


@pytest.mark.parametrize(
    ("limit", "kind"),
    [
        ("activities", RefusalKind.TOO_MANY),
        ("entries", RefusalKind.TOO_MANY),
        ("nested", RefusalKind.TOO_MANY),
        ("unpacked_bytes", RefusalKind.BOMB),
        ("archive_bytes", RefusalKind.TOO_BIG),
    ],
)
def test_it_refuses_a_whole_archive_over_the_limits(opened, limit, kind):
    inner = zip_of({"a.fit": RUN})
    content = zip_of({"a.zip": inner} | {f"{number}.fit": RUN for number in range(9)} | {"b.jpg": b""})
    just_enough = Limits(
        activities=10,
        entries=12,
        nested=1,
        unpacked_bytes=10 * len(RUN) + len(inner),
        archive_bytes=len(content),
    )

    opened(content, just_enough)
    with pytest.raises(Refused) as refused:
        opened(content, replace(just_enough, **{limit: getattr(just_enough, limit) - 1}))
    assert refused.value.kind is kind


def test_it_says_how_many_files_are_too_many(opened):
    content = zip_of([(f"{number}.gpx", b"") for number in range(10_001)])

    with pytest.raises(Refused, match="This archive holds more than 10,000 files. Add it in several parts."):
        opened(content)


def test_it_refuses_an_archive_with_nothing_to_import(opened):
    for content in (zip_of({}), zip_of({"a.jpg": b"", "b.txt": b""})):
        with pytest.raises(Refused) as refused:
            opened(content)
        assert refused.value.kind is RefusalKind.NOTHING_INSIDE


def test_it_names_archives_of_other_kinds(opened):
    archive = opened(zip_of({"old.tar.gz": b"", "old.7z": b"", "a.fit": RUN}))

    assert [end_of(archive, index) for index in range(3)] == [RefusalKind.ARCHIVE, RefusalKind.ARCHIVE, RUN]


def test_it_keeps_files_of_the_same_name(opened):
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zip_of([("a.fit", RUN), ("a.fit", WALK), ("b/a.fit", RUN)])

    archive = opened(content)

    assert [end_of(archive, index) for index in range(3)] == [RUN, WALK, RUN]


def test_it_never_holds_the_archive_in_memory(opened, tmp_path):
    noise = random.Random(1).randbytes(MB)
    pictures = {f"{number}.jpg": noise for number in range(4)}
    opened(zip_of(pictures | {"a.zip": zip_of({"b.jpg": noise * 4, "c.fit": RUN})}))

    tracemalloc.start()
    archive = open_archive(tmp_path / "takeout.zip", workspace=tmp_path / "elsewhere")
    assert archive.read(0) == RUN
    assert tracemalloc.get_traced_memory()[1] < 2 * MB
    tracemalloc.stop()
    assert archive.passed == {"media": 5}


@pytest.mark.corpus
@pytest.mark.skipif(not (CORPUS / "activities").is_dir(), reason="corpus folder absent")
def test_it_gives_back_the_files_of_many_devices_unchanged(opened):
    paths = sorted(
        path for path in (CORPUS / "activities").rglob("*") if path.suffix in (".fit", ".gpx", ".tcx", ".gz")
    )
    files = {f"{number}-{path.name}": path.read_bytes() for number, path in enumerate(paths)}
    half = dict(list(files.items())[::2])

    archive = opened(zip_of(files | {"half.zip": zip_of(half, packed=False)}, packed=False))

    assert archive.passed == {"watch": 1}, "settings of a watch"
    assert len(archive.members) == len(files) + len(half) - 1
    assert {archive.read(member.index) for member in archive.members} <= set(files.values())


def test_it_knows_a_zip_from_its_first_bytes():
    assert is_zip(zip_of({"a": b""})[:4])
    assert is_zip(zip_of({}))
    assert not is_zip(RUN)
