"""The page about one's own data: a copy, a copy back, and leaving."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.alerts.emails import WRITERS
from journal.models import CheckIn
from runners import mail as letters
from runners import own_data, pieces
from runners.models import Arrival, Export, User
from tests import making

SignedIn = Callable[[User], Client]
PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES = tmp_path


def ready(runner: User, content: bytes = b"PK whole") -> Export:
    now = timezone.now()
    made = Export.objects.create(
        runner=runner, asked_at=now, state="ready", size=len(content), expires_at=now + timedelta(days=7)
    )
    for number, piece in enumerate((content[:3], content[3:])):
        pieces.write(made.token, str(number), piece, owner_id=runner.pk)
    return made


def entered(person: User) -> Client:
    """Signed in the way people do it, with a session that can be ended."""
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def verified(person: User) -> User:
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def sure(client: Client) -> Client:
    """They have given their password a moment ago."""
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


def test_a_copy_is_asked_for_and_shown_while_it_is_written(runner: User, signed_in: SignedIn) -> None:
    client = sure(signed_in(runner))
    asked = client.post(reverse("own-data-copy"), follow=True)
    assert "Being written since" in asked.content.decode()
    assert "Make a copy" not in asked.content.decode()
    assert Export.objects.get().runner == runner


def test_enough_is_said_in_words(runner: User, signed_in: SignedIn) -> None:
    for _ in range(3):
        Export.objects.create(runner=runner, asked_at=timezone.now(), state="over")
    asked = sure(signed_in(runner)).post(reverse("own-data-copy"), follow=True)
    assert own_data.ENOUGH in asked.content.decode()


def test_an_open_session_alone_takes_no_copy(runner: User, signed_in: SignedIn) -> None:
    """A diary lies readable in it: whoever finds the device unlocked gives the password first."""
    made, client = ready(runner), signed_in(runner)
    asked = client.post(reverse("own-data-copy"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert Export.objects.count() == 1
    fetched = client.get(reverse("own-data-fetch", args=[made.pk]))
    assert fetched["Location"].startswith(reverse("account_reauthenticate"))
    made.refresh_from_db()
    assert made.fetched_at is None
    led_on = client.post(fetched["Location"], {"password": PASSWORD})
    assert led_on["Location"] == reverse("own-data-fetch", args=[made.pk])
    assert b"".join(client.get(led_on["Location"]).streaming_content) == b"PK whole"


def test_what_was_asked_for_goes_on_after_the_password(runner: User, signed_in: SignedIn) -> None:
    client = signed_in(runner)
    asked = client.post(reverse("own-data-copy"))
    client.post(asked["Location"], {"password": PASSWORD})
    assert Export.objects.get().runner == runner


def test_one_whose_pieces_are_no_longer_on_the_disk_is_not_there(runner: User, signed_in: SignedIn) -> None:
    made, client = ready(runner), sure(signed_in(runner))
    pieces.remove(made.token)
    assert client.get(reverse("own-data-fetch", args=[made.pk])).status_code == 404


def test_it_is_fetched_as_one_file(runner: User, signed_in: SignedIn) -> None:
    made = ready(runner)
    client = sure(signed_in(runner))
    assert reverse("own-data-fetch", args=[made.pk]) in client.get(reverse("own-data")).content.decode()
    answer = client.get(reverse("own-data-fetch", args=[made.pk]))
    assert b"".join(answer.streaming_content) == b"PK whole"
    assert (answer["Content-Length"], answer["Cache-Control"]) == ("8", "no-store")
    assert answer["Content-Disposition"].startswith('attachment; filename="evenpace-20')
    made.refresh_from_db()
    assert made.fetched_at is not None


def test_nobody_else_fetches_it_and_nobody_after_its_days(
    runner: User, coach: User, signed_in: SignedIn, client: Client
) -> None:
    made = ready(runner)
    address = reverse("own-data-fetch", args=[made.pk])
    assert signed_in(coach).get(address).status_code == 404
    assert client.get(address).status_code == 302
    Export.objects.update(expires_at=timezone.now())
    assert signed_in(runner).get(address).status_code == 404


def test_a_copy_is_sent_and_waits(runner: User, signed_in: SignedIn) -> None:
    file = SimpleUploadedFile("evenpace.zip", b"PK bytes")
    shown = signed_in(runner).post(reverse("own-data-bring"), {"file": file}, follow=True)
    assert "it waits for its turn" in shown.content.decode()
    assert Arrival.objects.get().size == 8
    again = signed_in(runner).post(reverse("own-data-bring"), {"file": SimpleUploadedFile("e.zip", b"PK")})
    assert own_data.BUSY in again.content.decode()
    assert not list((Path(pieces.settings.FILES) / "incoming").iterdir())


@pytest.mark.parametrize("sent", [{}, {"file": ("a.fit", b"x")}, {"file": ("a.zip", b"")}])
def test_what_is_no_zip_is_refused_in_words(runner: User, signed_in: SignedIn, sent: dict[str, Any]) -> None:
    files = {name: SimpleUploadedFile(*told) for name, told in sent.items()}
    shown = signed_in(runner).post(reverse("own-data-bring"), files)
    assert shown.status_code == 200
    assert 'class="msg"' in shown.content.decode()
    assert not Arrival.objects.exists()


def test_one_that_is_too_big_is_refused_in_words(runner: User, signed_in: SignedIn, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    file = SimpleUploadedFile("a.zip", b"0" * 600_000)
    shown = signed_in(runner).post(reverse("own-data-bring"), {"file": file})
    assert "larger than" in shown.content.decode()


def test_deleting_says_what_it_means_and_asks_for_the_password(runner: User, signed_in: SignedIn) -> None:
    client = signed_in(runner)
    page = client.get(reverse("leaving")).content.decode()
    assert "After seven days everything is gone for good" in page
    assert "Until then, sign in and say so, and you keep the account" in page
    asked = client.post(reverse("leaving"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    runner.refresh_from_db()
    assert runner.leaving_at is None
    confirmed = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    runner.refresh_from_db()
    assert runner.leaving_at is not None, confirmed.content.decode()


def test_asked_for_they_are_signed_out_everywhere_and_told_the_day(runner: User) -> None:
    client, elsewhere = entered(verified(runner)), entered(runner)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    said = client.post(reverse("leaving")).content.decode()
    runner.refresh_from_db()
    assert runner.leaving_at is not None
    assert f"{runner.leaving_at:%A %-d %B %Y}" in said
    for browser in (client, elsewhere):
        assert browser.get(reverse("settings"))["Location"].startswith("/accounts/login/")
    now = timezone.now()
    letters.drain(now=now, writers=WRITERS, clock=lambda: now)
    assert [letter.subject for letter in mail.outbox] == ["Your account will be deleted"]
    assert reverse("leaving") in mail.outbox[0].body


def test_a_sign_in_offers_to_keep_it(runner: User, coach: User, signed_in: SignedIn) -> None:
    verified(runner)
    own_data.leave(runner, now=timezone.now())
    client = entered(runner)
    page = client.get(reverse("journal-today"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("leaving")
    assert "Keep my account" in page.content.decode()
    assert client.post(reverse("stay"), follow=True).status_code == 200
    runner.refresh_from_db()
    assert runner.leaving_at is None
    assert client.get(reverse("journal-today")).status_code == 200


def test_nobody_stays_whose_days_are_over(runner: User, signed_in: SignedIn) -> None:
    """However long erasing fails: the list of who is erased may have their line already."""
    client = signed_in(runner)
    User.objects.filter(pk=runner.pk).update(leaving_at=timezone.now() - timedelta(minutes=1))
    said = client.post(reverse("stay"), follow=True).content.decode()
    runner.refresh_from_db()
    assert runner.leaving_at is not None
    assert "cannot be kept any more" in said
    assert "Keep my account" not in said


def test_what_leaving_and_staying_do_to_calls_is_said(runner: User, coach: User, signed_in: SignedIn) -> None:
    for person in (runner, coach):
        said = signed_in(person).get(reverse("leaving")).content.decode()
        assert "take place if they begin within the seven days" in said
        assert "later ones are called off on the last day" in said.lower()
    own_data.leave(runner, now=timezone.now())
    kept = signed_in(runner).post(reverse("stay"), follow=True).content.decode()
    assert "as it was" not in kept
    assert "A call that was called off meanwhile stays called off." in kept


def test_meanwhile_nothing_is_written_down_and_copies_can_be_fetched(runner: User, signed_in: SignedIn) -> None:
    made = ready(runner)
    client = sure(signed_in(runner))
    User.objects.filter(pk=runner.pk).update(leaving_at=timezone.now() + timedelta(days=2))
    answer = client.post(reverse("journal-check-in"), {"valence": 1, "activation": 1})
    assert (answer.status_code, CheckIn.objects.count()) == (403, 0)
    assert client.get(reverse("own-data-fetch", args=[made.pk])).status_code == 200


def test_meanwhile_a_copy_can_still_be_taken(runner: User, signed_in: SignedIn) -> None:
    client = sure(signed_in(runner))
    User.objects.filter(pk=runner.pk).update(leaving_at=timezone.now() + timedelta(days=2))
    assert f'action="{reverse("own-data-copy")}"' in client.get(reverse("leaving")).content.decode()
    page = client.post(reverse("own-data-copy"), follow=True)
    assert (page.redirect_chain[-1][0], Export.objects.get().runner) == (reverse("leaving"), runner)
    assert "Being written since" in page.content.decode()
    Export.objects.all().delete()
    made = ready(runner)
    assert reverse("own-data-fetch", args=[made.pk]) in client.get(reverse("leaving")).content.decode()


def test_coaches_lose_them_at_once_and_find_them_again(runner: User, coach: User, signed_in: SignedIn) -> None:
    now = timezone.now()
    making.refreshed(now)
    client, athlete = signed_in(coach), reverse("athlete", args=[runner.pk])
    own_data.leave(runner, now=now)
    assert client.get(athlete).status_code == 404
    assert runner.name not in client.get(reverse("squad")).content.decode()
    own_data.stay(runner, now=now)
    assert client.get(athlete).status_code == 200


def test_a_coach_reads_how_many_lose_them(coach: User, runner: User, signed_in: SignedIn) -> None:
    said = signed_in(coach).get(reverse("leaving")).content.decode()
    assert "1 runner loses you as a coach" in said


def test_asked_for_twice_the_day_stays(runner: User) -> None:
    now = timezone.now()
    first = own_data.leave(runner, now=now)
    assert own_data.leave(runner, now=now + timedelta(days=3)) == first
