"""Archives that mean harm, sent as anybody would send them: one clear sentence each, nothing outside, nothing kept."""

import io
import stat
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from runners import files as disk
from runners.models import Import, Original, Run, User
from tests.making_archives import zip_of
from tests.runners.importers import making as files
from tests.runners.imports.sending import read

SignedIn = Callable[[User], Client]
RUN = files.fit_run(minutes=5)
MB = 1_000_000


def linked() -> bytes:
    link = zipfile.ZipInfo("link.fit")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


WHOLE = {
    "too many": zip_of([(f"{number}.gpx", b"") for number in range(10_001)]),
    "cut off": zip_of({"a.fit": RUN})[:-30],
    "no archive": b"PK\x03\x04 and nothing else",
    "only a link": linked(),
    "a bomb": zip_of({"a.fit": b"\0" * 10 * MB}),
}
ONE_OF_TWO = {
    "up": zip_of({"../../../etc/passwd.fit": RUN, "good.fit": RUN}),
    "absolute": zip_of({"/etc/cron.d/run.fit": RUN, "good.fit": RUN}),
    "a bomb": zip_of({"a.fit": b"\0" * 10 * MB, "good.fit": RUN}),
    "a bomb inside": zip_of({"inner.zip": zip_of({"a.fit": b"\0" * 10 * MB}), "good.fit": RUN}),
    "a name to run": zip_of({"<script>alert(1)</script>.fit": b"no", "good.fit": RUN}),
    "a page": zip_of({"a.gpx": b"<!doctype html><script>alert(1)</script>", "good.fit": RUN}),
    "laughs": zip_of({"a.gpx": b'<!DOCTYPE g [<!ENTITY a "ha">]><gpx>&a;</gpx>', "good.fit": RUN}),
}


def sent(client: Client, runner: User, content: bytes, now: datetime) -> tuple[Import, str]:
    answer = client.post(reverse("run-import"), {"file": SimpleUploadedFile("takeout.zip", content)})
    assert answer.status_code == 302
    unit = read(Import.objects.get(runner=runner), now)
    return unit, client.get(reverse("import", args=[unit.pk])).content.decode()


@pytest.mark.parametrize("said", WHOLE)
def test_it_ends_a_bad_archive_with_one_sentence(runner: User, signed_in: SignedIn, now: datetime, said: str) -> None:
    unit, page = sent(signed_in(runner), runner, WHOLE[said], now)
    reason = unit.reason or Original.objects.get(unit=unit).reason
    assert reason.endswith(".")
    assert reason.count(". ") <= 2
    assert not Run.objects.exists()
    assert not disk.folder_of(unit.token).exists()
    assert "<h1>" in page


@pytest.mark.parametrize("said", ONE_OF_TWO)
def test_one_bad_file_leaves_the_others_alone(
    runner: User, signed_in: SignedIn, now: datetime, settings: LazySettings, said: str
) -> None:
    client = signed_in(runner)
    unit, page = sent(client, runner, ONE_OF_TWO[said], now)
    refused = Original.objects.get(unit=unit, status=Original.Status.REFUSED)
    assert refused.reason.endswith(".")
    assert Run.objects.count() == 1
    listed = client.get(reverse("import-files", args=[unit.pk])).content.decode()
    assert "<script>alert" not in page + listed
    assert not list(settings.FILES.rglob("*.fit"))
