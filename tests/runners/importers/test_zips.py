import io
import random
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from runners.importers import Refused, zips
from runners.importers.archives import Limits
from runners.importers.refusals import RefusalKind
from tests.making_archives import changed, zip_of
from tests.runners.importers.test_archives import MB, RUN, WALK, end_of, names


def test_it_refuses_members_that_lie_on_top_of_each_other(opened):
    content = zip_of({"a.fit": RUN, "b.fit": RUN})

    with pytest.raises(Refused) as refused:
        opened(changed(content, "b.fit", offset=0))
    assert refused.value.kind is RefusalKind.OVERLAPS


def test_it_refuses_an_archive_cut_off_anywhere(opened):
    content = zip_of({"a.fit": RUN, "b.gpx": WALK})

    for length in [*range(60), *range(60, len(content) - 200, 97), *range(len(content) - 200, len(content))]:
        with pytest.raises(Refused) as refused:
            opened(content[:length])
        assert refused.value.kind is RefusalKind.ARCHIVE_CUT


def test_it_refuses_a_directory_that_breaks_off(opened):
    content = bytearray(zip_of({"a.fit": RUN, "b.gpx": WALK}))
    content[content.rindex(zips.CENTRAL)] = 0

    with pytest.raises(Refused) as refused:
        opened(bytes(content))
    assert refused.value.kind is RefusalKind.ARCHIVE_CUT


def test_it_refuses_one_part_of_several(opened):
    content = bytearray(zip_of({"a.fit": RUN}))
    struct.pack_into("<HH", content, content.rindex(zips.END) + 4, 2, 2)

    with pytest.raises(Refused, match="one part of an archive"):
        opened(bytes(content))


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"crc": 1}, RefusalKind.DAMAGED),
        ({"unpacked": len(RUN) - 1}, RefusalKind.DAMAGED),
        ({"unpacked": len(RUN) + 1}, RefusalKind.DAMAGED),
        ({"packed": 20}, RefusalKind.DAMAGED),
        ({"packed": 2**31}, RefusalKind.DAMAGED),
        ({"offset": 720}, RefusalKind.DAMAGED),
        ({"method": 0}, RefusalKind.DAMAGED),
        ({"method": 12}, RefusalKind.PACKED_ODDLY),
        ({"unpacked": 2**31}, RefusalKind.SWELLS),
    ],
)
def test_it_refuses_a_member_that_is_not_what_the_directory_says(opened, values, kind):
    content = changed(zip_of([("a.fit", RUN), ("b.fit", RUN)]), "b.fit", **values)
    archive = opened(content)

    assert end_of(archive, 0) == RUN
    assert end_of(archive, 1) is kind


def test_it_stops_at_the_claimed_size_of_a_member_that_lies(opened):
    archive = opened(changed(zip_of({"bomb.fit": b"\0" * (60 * MB)}), "bomb.fit", unpacked=1000))

    tracemalloc.start()
    assert end_of(archive, 0) is RefusalKind.DAMAGED
    assert tracemalloc.get_traced_memory()[1] < 2 * MB
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("raw", "flags", "shown"),
    [
        ("Läufe/Früh.fit".encode(), 0x800, "Früh.fit"),
        ("Läufe/Früh.fit".encode(), 0, "Früh.fit"),
        ("Früh.fit".encode("cp437"), 0, "Früh.fit"),
        ("朝.fit".encode("shift-jis"), 0, "Æ⌐.fit"),
        (b"\xff\xfe.fit", 0x800, "\ufffd\ufffd.fit"),
        ("a\u202egpj.fit".encode(), 0x800, "agpj.fit"),
        (b"a\x00\x1b[31m\n.fit", 0, "a[31m.fit"),
        (b"someone.else@mail.example.org_123.fit", 0, "123.fit"),
        (b"x" * 300 + b".fit", 0, "x" * 20 + "…" + "x" * 55 + ".fit"),
    ],
)
def test_it_shows_names_that_a_person_can_read(opened, raw, flags, shown):
    """Names are written into the directory in place of others, as no zip program of ours would write them."""
    stand_in = "n" * len(raw)
    content = changed(zip_of({stand_in + "": RUN, "b.fit": RUN}), stand_in, flags=flags)

    archive = opened(content.replace(stand_in.encode(), raw))

    assert names(archive) == [shown, "b.fit"]
    assert archive.read(0) == RUN
    assert "someone" not in repr(archive.members)


def test_it_takes_a_name_that_is_written_a_second_time_in_unicode(opened):
    raw, name = b"Fr_h.fit", "Früh.fit"
    second = struct.pack("<BI", 1, zlib.crc32(raw)) + name.encode()
    line = zipfile.ZipInfo(raw.decode())
    line.extra = struct.pack("<HH", 0x7075, len(second)) + second
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(line, RUN)

    assert names(opened(out.getvalue())) == [name]
    assert names(opened(out.getvalue().replace(struct.pack("<I", zlib.crc32(raw)), b"1234"))) == ["Fr_h.fit"]


def test_it_refuses_a_directory_that_is_longer_than_its_names_need(opened):
    long_names = zip_of({f"{number}{'x' * 500}.jpg": b"" for number in range(10)})

    with pytest.raises(Refused, match="more than 10 files"):
        opened(long_names, Limits(entries=10))


def test_it_reads_large_archives_and_such_with_something_around_them(opened, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
    large = zip_of([(f"{number}.fit", RUN) for number in range(5)])
    assert zips.END64 in large

    for content in (large, large + b"behind", b"in front" * 9 + zip_of({"a.fit": RUN}), comment_on(large)):
        archive = opened(content)
        assert {end_of(archive, member.index) for member in archive.members} == {RUN}


def comment_on(content: bytes) -> bytes:
    """With a comment that looks like an end record."""
    comment = zips.END + b"\0" * 30
    return content[:-2] + struct.pack("<H", len(comment)) + comment


def test_it_ends_in_members_or_a_refusal_whatever_is_changed(opened):
    content = zip_of({"activities.csv": b"a", "a.fit": RUN, "in.zip": zip_of({"b.gpx": WALK}), "c.gpx": WALK})
    chance = random.Random(7)
    ends = {"opened": 0, "refused": 0}
    for _ in range(400):
        broken = bytearray(content)
        for _ in range(chance.randint(1, 5)):
            broken[chance.choice((chance.randrange(len(broken)), -chance.randrange(1, 400)))] = chance.randrange(256)
        try:
            archive = opened(bytes(broken), Limits(archive_bytes=MB, unpacked_bytes=MB))
        except Refused:
            ends["refused"] += 1
            continue
        ends["opened"] += 1
        for member in archive.members:
            end_of(archive, member.index)

    assert min(ends.values()) > 50
