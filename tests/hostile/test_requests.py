"""Requests no browser of ours makes: forged, oversized, doubled, or with somebody else's session."""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from journal.models import CheckIn
from runners.imports import reading
from runners.models import Import, Original, User
from tests.hostile.values import SCRIPT

PASSWORD = "a long enough password"
SignedIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def without_rate_limits(settings: object) -> None:
    settings.ACCOUNT_RATE_LIMITS = False  # type: ignore[attr-defined]


@pytest.fixture
def confirmed(runner: User) -> User:
    EmailAddress.objects.create(user=runner, email=runner.email, verified=True, primary=True)
    return runner


def sign_in(client: Client, person: User, password: str = PASSWORD) -> int:
    return client.post("/accounts/login/", {"login": person.email, "password": password}).status_code


def test_it_gives_a_new_session_to_whoever_signs_in(confirmed: User, client: Client) -> None:
    client.get("/accounts/login/")
    client.cookies["sid"] = "chosen-by-somebody-else-0123456789"
    assert sign_in(client, confirmed) == 302
    assert client.cookies["sid"].value != "chosen-by-somebody-else-0123456789"
    assert client.get("/today/").status_code == 200


def test_it_ends_the_other_sessions_when_the_password_changes(confirmed: User, client: Client) -> None:
    other = Client()
    assert (sign_in(client, confirmed), sign_in(other, confirmed)) == (302, 302)
    new = {"oldpassword": PASSWORD, "password1": "another long password", "password2": "another long password"}
    assert client.post("/accounts/password/change/", new).status_code == 302
    assert other.get("/today/").status_code == 302


def test_it_keeps_out_whoever_is_no_longer_active(confirmed: User, client: Client) -> None:
    assert sign_in(client, confirmed) == 302
    User.objects.filter(pk=confirmed.pk).update(is_active=False)
    assert client.get("/today/").status_code == 302
    again = Client()
    sign_in(again, confirmed)
    assert again.get("/today/").status_code == 302


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}], ids=str)
def test_it_refuses_a_form_of_another_site(runner: User, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(runner)
    for address in ("/check-in/", "/settings/", "/runs/import/", "/accounts/logout/"):
        assert client.post(address, {"valence": 1}, headers=headers).status_code == 403, address
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("length", [4_096, 900_000])
def test_it_does_not_spend_long_on_a_long_password(confirmed: User, client: Client, length: int) -> None:
    began = time.process_time()
    assert sign_in(client, confirmed, "x" * length) in (200, 400)
    assert time.process_time() - began < 1


def test_it_names_only_its_own_host_in_mails(confirmed: User, client: Client) -> None:
    forged = client.post("/accounts/password/reset/", {"email": confirmed.email}, headers={"Host": "evil.example"})
    assert forged.status_code == 400
    forwarded = {"X-Forwarded-Host": "evil.example"}
    client.post("/accounts/password/reset/", {"email": confirmed.email}, headers=forwarded)
    assert all("evil.example" not in str(letter.message()) for letter in mail.outbox)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "GET\tX"])
def test_it_answers_methods_nobody_uses(runner: User, signed_in: SignedIn, method: str) -> None:
    client = signed_in(runner)
    for address in ("/", "/today/", "/check-in/", "/runs/import/", "/coach/"):
        assert client.generic(method, address).status_code < 500, address


def test_it_does_not_let_a_header_change_the_method(runner: User, signed_in: SignedIn) -> None:
    client = signed_in(runner)
    client.get("/check-in/", headers={"X-HTTP-Method-Override": "POST"}, query_params={"valence": "1"})
    assert not CheckIn.objects.exists()


def test_it_takes_the_last_of_two_and_never_breaks_on_thousands(runner: User, signed_in: SignedIn) -> None:
    client = signed_in(runner)
    twice = client.post("/check-in/", {"valence": ["1", "2"], "key": [str(uuid.uuid4()), "x"]})
    assert twice.status_code in (200, 302)
    assert client.post("/check-in/", {f"field-{number}": "x" for number in range(10_000)}).status_code == 400
    files = {f"file-{number}": SimpleUploadedFile("a.gpx", b"x") for number in range(1_000)}
    assert client.post("/runs/import/", files).status_code == 400
    assert client.post("/check-in/", "x" * 2_000_000, content_type="text/plain").status_code < 500


@pytest.mark.parametrize("body", ["", "{", "[" * 100_000, '{"a":' * 50_000, "\x00", '{"\\u0000":NaN}'])
def test_it_does_not_read_what_it_did_not_ask_for(runner: User, signed_in: SignedIn, body: str) -> None:
    for kind in (
        "application/json",
        "text/xml",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "x/y;;=\x01",
    ):
        answer = signed_in(runner).generic("POST", "/check-in/", body, content_type=kind)
        assert answer.status_code < 500, kind


@pytest.mark.parametrize(
    "path",
    [
        f"/runs/{10**30}/", "/runs/-1/", "/runs/x/", f"/journal/check-in/{10**30}/delete/", "/invites/%00/",
        "/invites/..%2f..%2fetc/", "/invites/" + "x" * 3_000 + "/", "/%00", "/%ff%fe", "/..%2f..%2fetc%2fpasswd",
        "/static/..%2f..%2fmanage.py", "/coach/alerts/1/%F0%9F%8F%83/", "//evil.example/%2e%2e",
        "/today/%0aSet-Cookie:x",
    ],
)  # fmt: skip
def test_it_has_nothing_at_strange_addresses(coach: User, signed_in: SignedIn, path: str) -> None:
    client = signed_in(coach)
    for answer in (client.get(path), client.post(path), Client().get(path)):
        assert answer.status_code < 500
        assert "evil.example" not in answer.get("Location", "").split("?")[0]


def test_it_forges_no_line_of_the_log(runner: User, signed_in: SignedIn, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        signed_in(runner).get("/nothing/%0A[INFO]%20admin%20signed%20in/%1b[31m", headers={"User-Agent": SCRIPT})
    assert all("\n[INFO]" not in record.getMessage() for record in caplog.records)
    assert all("\x1b" not in record.getMessage() for record in caplog.records)


def test_it_ignores_fields_that_are_not_asked_for(runner: User, signed_in: SignedIn) -> None:
    smuggled = {"is_coach": "on", "is_staff": "on", "is_superuser": "on", "email": "new@example.org", "id": "1"}
    asked = {"name": "Mia", "time_zone": "UTC", "units": "km", "theme": "auto", "first_weekday": "0", "country": ""}
    assert signed_in(runner).post("/settings/", {**asked, **smuggled}).status_code == 302
    runner.refresh_from_db()
    assert (runner.name, runner.email) == ("Mia", "mia@example.org")
    assert [runner.is_coach, runner.is_staff, runner.is_superuser] == [False] * 3


FILES = {
    "nothing in it": ("a.gpx", b""),
    "a page": ("a.gpx", b"<!doctype html><script>alert(1)</script>"),
    "TCX by another name": ("a.gpx", b'<?xml version="1.0"?><TrainingCenterDatabase/>'),
    "GIF and script": ("a.fit", b"GIF89a/*" + b"\x00" * 40 + b"*/=1;alert(1)"),
    "a file of the machine": (
        "a.gpx", b'<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx><name>&x;</name></gpx>'
    ),
    "laughs": (
        "a.gpx", b'<!DOCTYPE g [<!ENTITY a "' + b"ha" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]><gpx>&b;</gpx>'
    ),
    "nested": ("a.gpx", b"<gpx>" + b"<a>" * 200_000),
    "UTF-7": ("a.gpx", b'<?xml version="1.0" encoding="UTF-7"?>+ADw-gpx+AD4-'),
    "wrong mark": ("a.tcx", b"\xff\xfe<gpx/>"),
    "short FIT": ("a.fit", b"\x0e\x10\xd9\x07\xff\xff\xff\x7f.FIT"),
    "not packed": ("a.fit.gz", b"\x1f\x8b" + b"\xff" * 30),
    "quotes": ('"><svg onload=alert(1)>.gpx', b"<gpx/>"),
    "a device": ("con.gpx", b"<gpx/>"),
    "turned around": ("a\u202exp.gpx", b"<gpx/>"),
    "up": ("../../../etc/passwd.gpx", b"<gpx/>"),
    "200 letters": ("x" * 195 + ".gpx", b"<gpx/>"),
    "400 letters": ("x" * 400 + ".gpx", b"<gpx/>"),
    "NUL": ("a\x00.gpx", b"<gpx/>"),
    "line": ("a\r\nSet-Cookie: x=1.gpx", b"<gpx/>"),
}  # fmt: skip


@pytest.mark.parametrize("said", FILES)
def test_it_says_in_words_why_a_file_is_not_a_run(runner: User, signed_in: SignedIn, now: datetime, said: str) -> None:
    client, (name, content) = signed_in(runner), FILES[said]
    client.raise_request_exception = False
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--edge--\r\n"
    sent = client.generic("POST", "/runs/import/", body, content_type="multipart/form-data; boundary=edge")
    assert sent.status_code in (200, 302)
    for unit in Import.objects.all():
        reading.read_unit(unit, clock=lambda: now)
        kept = Original.objects.get(unit=unit)
        assert kept.status == Original.Status.REFUSED
        assert kept.reason
        assert "root:" not in kept.reason
        page = client.get(reverse("import", kwargs={"pk": unit.pk}))
        assert page.status_code == 200
        assert b"<svg onload" not in page.content
