"""A file arrives: on the disk piece by piece, in one row, and nobody has looked into it."""

import io
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from runners import files
from runners.forms import imports as forms
from runners.models import Import, Original, User

SignedIn = Callable[[User], Client]
SEND = reverse("run-import")


def one(name: str = "a.fit", content: bytes = b"bytes", **fields: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content), **fields}


@pytest.fixture(autouse=True)
def own_folder(settings: LazySettings, tmp_path: Path) -> None:
    """What others leave in theirs at the same time is nobody's business here."""
    settings.FILES = tmp_path


def nothing_left(settings: LazySettings) -> bool:
    return not list((settings.FILES / "incoming").glob("*"))


def test_it_keeps_a_file_and_says_it_waits(runner: User, signed_in: SignedIn, settings: LazySettings) -> None:
    page = signed_in(runner).post(SEND, one(), follow=True).content.decode()
    assert "Being read" in page or "Being opened" in page
    assert 'http-equiv="refresh"' in page
    unit = Import.objects.get()
    assert files.file_of(unit.token).read_bytes() == b"bytes"
    assert (unit.name, unit.size, unit.state) == ("a.fit", 5, "received")
    assert not Original.objects.exists()
    assert nothing_left(settings)


def test_it_answers_a_second_tap_like_the_first(runner: User, signed_in: SignedIn, settings: LazySettings) -> None:
    browser, key = signed_in(runner), str(uuid.uuid4())
    first, again = (browser.post(SEND, one(content=text, key=key))["Location"] for text in (b"one", b"two"))
    same_bytes = browser.post(SEND, one(content=b"one"))["Location"]
    assert first == again == same_bytes
    assert Import.objects.count() == 1
    assert nothing_left(settings)
    assert len(list((settings.FILES / "imports").glob(Import.objects.get().token.hex))) == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose a file first."),
        (one(content=b""), "This file is empty."),
        (one(name="a.exe"), "Send a .fit, .gpx or .tcx file"),
        (one(content=b"x" * 10_000_001), "This file is larger than 10 MB. Send it in parts."),
        (one(content=b"x" * 20_000_000), "This file is larger than 10 MB. Send it in parts."),
        (one(key="1"), "This page is too old to be sent."),
    ],
)
def test_it_says_why_a_file_cannot_be_taken(
    runner: User, signed_in: SignedIn, settings: LazySettings, sent: dict[str, SimpleUploadedFile], sentence: str
) -> None:
    settings.UPLOAD_MAX_BYTES = 10_000_000
    assert sentence in signed_in(runner).post(SEND, sent).content.decode()
    assert not Import.objects.exists()
    assert nothing_left(settings)


def test_it_takes_a_file_of_exactly_the_limit(runner: User, signed_in: SignedIn, settings: LazySettings) -> None:
    settings.UPLOAD_MAX_BYTES = 10_000_000
    assert signed_in(runner).post(SEND, one(content=b"x" * 10_000_000)).status_code == 302


def test_it_takes_nothing_when_the_disk_is_full(runner: User, signed_in: SignedIn, settings: LazySettings) -> None:
    settings.UPLOAD_KEEPS_FREE = 10**18
    assert "There is no room" in signed_in(runner).post(SEND, one()).content.decode()
    assert not Import.objects.exists()


def test_it_says_so_when_the_disk_fills_up_meanwhile(
    runner: User, signed_in: SignedIn, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.Incoming, "write", full)
    assert "There is no room" in signed_in(runner).post(SEND, one()).content.decode()
    assert nothing_left(settings)


def test_it_takes_no_more_than_can_be_read(runner: User, signed_in: SignedIn, settings: LazySettings) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    browser = signed_in(runner)
    answers = [browser.post(SEND, one(content=bytes([number]) * 80)) for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 200]
    assert "Files you sent before are still being read." in answers[2].content.decode()
    assert nothing_left(settings)


def test_it_takes_no_file_from_another_site(runner: User, settings: LazySettings) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(runner)
    assert browser.post(SEND, one()).status_code == 403
    assert nothing_left(settings)


def test_it_never_holds_a_big_file_in_memory(settings: LazySettings) -> None:
    handler = forms.ToDisk(10**9)
    handler.new_file("file", "a.zip", "application/zip", 50_000_000)
    for start in range(0, 50_000_000, handler.chunk_size):
        handler.receive_data_chunk(b"x" * handler.chunk_size, start)
    sent = handler.file_complete(50_000_000)
    assert sent is not None
    assert handler.chunk_size <= 1_000_000
    assert sent.size >= 50_000_000
    assert not any(isinstance(value, bytes | bytearray | io.BytesIO) for value in vars(sent).values())
    sent.close()
    assert nothing_left(settings)


def test_it_lists_what_was_sent_before(runner: User, coach: User, signed_in: SignedIn) -> None:
    signed_in(runner).post(SEND, one(name="my-history.zip"))
    assert "my-history.zip" in signed_in(runner).get(SEND).content.decode()
    assert "my-history.zip" not in signed_in(coach).get(SEND).content.decode()
