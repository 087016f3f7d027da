"""Whoever sends a file holds a thread until its last byte: some threads are kept for pages."""

from collections.abc import Callable, Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from runners.models import Import, User
from runners.views import arriving

SignedIn = Callable[[User], Client]
SEND = reverse("run-import")


@pytest.fixture
def crowd(settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As many are sending already as may at one time."""
    monkeypatch.setattr(arriving, "PATIENCE_S", 0.01)
    taken = [arriving._places.acquire(blocking=False) for _ in range(settings.UPLOADS_AT_ONCE)]  # type: ignore[attr-defined]
    assert all(taken)
    yield
    for _ in taken:
        arriving._places.release()


def sent(browser: Client, content: bytes = b"bytes") -> int:
    return browser.post(SEND, {"file": SimpleUploadedFile("a.fit", content)}).status_code


def test_one_too_many_is_told_so_before_anything_of_it_is_read(runner: User, signed_in: SignedIn, crowd: None) -> None:
    answer = signed_in(runner).post(SEND, {"file": SimpleUploadedFile("a.fit", b"bytes")})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Many files are arriving" in answer.content.decode()
    assert not answer.wsgi_request._read_started
    assert not Import.objects.exists()


def test_the_page_itself_is_there_all_the_same(runner: User, signed_in: SignedIn, crowd: None) -> None:
    assert signed_in(runner).get(SEND).status_code == 200


def test_a_place_is_free_again_after_a_file_that_was_refused(runner: User, signed_in: SignedIn) -> None:
    browser = signed_in(runner)
    assert [sent(browser, b"") for _ in range(5)] == [200] * 5
    assert sent(browser) == 302


def test_only_one_waits_for_a_place(runner: User, signed_in: SignedIn, crowd: None) -> None:
    """Who waits holds a thread: the next one is answered at once, however long the first would wait."""
    with arriving._next, pytest.MonkeyPatch.context() as patient:
        patient.setattr(arriving, "PATIENCE_S", 60.0)
        assert sent(signed_in(runner)) == 503
