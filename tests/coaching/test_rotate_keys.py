"""`manage.py rotate_keys`: every wrapped key moves under the ring's first one, and what cannot is said."""

import io
from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command

from coaching.management.commands import rotate_keys
from journal.models import CheckIn
from runners import crypto
from runners.models import DataKey, User
from tests import making

SECRET = "JBSWY3DPEHPK3PXP"
NOTE = "the quiet canary"


def key(letter: bytes) -> str:
    return crypto.base64.urlsafe_b64encode(letter * 32).decode()


OLD, NEW, LOST = f"old:{key(b'o')}", f"new:{key(b'n')}", f"lost:{key(b'l')}"


@pytest.fixture
def written(runner: User, coach: User, settings: object, now: datetime) -> list[CheckIn]:
    """Two people's notes and an app's secret, all under the old key."""
    settings.JOURNAL_KEYS = OLD
    entries = [making.check_in(person, at=now, note=NOTE) for person in (runner, coach)]
    TOTP.activate(coach, SECRET)
    settings.JOURNAL_KEYS = f"{NEW},{OLD}"
    return entries


def rotate(**options: object) -> str:
    out = io.StringIO()
    call_command("rotate_keys", stdout=out, **options)
    return out.getvalue()


def kids() -> set[str]:
    return {crypto.kid_of(wrapped) for wrapped in DataKey.objects.values_list("wrapped", flat=True)}


def test_it_moves_everything_so_that_the_old_key_may_go(written: list[CheckIn], settings: object) -> None:
    assert "3 rows now under new." in rotate(batch=1)
    settings.JOURNAL_KEYS = NEW
    assert kids() == {"new"}
    assert [CheckIn.objects.get(pk=entry.pk).note for entry in written] == [NOTE, NOTE]
    kept = Authenticator.objects.get().data["secret"]
    assert crypto.open_secret(kept, place="second-step") == SECRET


def test_a_second_time_there_is_nothing_to_do(written: list[CheckIn]) -> None:
    rotate()
    before = sorted(DataKey.objects.values_list("wrapped", flat=True))
    assert "0 rows now under new." in rotate()
    assert sorted(DataKey.objects.values_list("wrapped", flat=True)) == before


def test_it_takes_up_where_it_was_stopped(written: list[CheckIn], monkeypatch: pytest.MonkeyPatch) -> None:
    real, seen = rotate_keys.rewrap_data_key, []

    def stops(row: DataKey) -> bool:
        if seen:
            raise KeyboardInterrupt
        seen.append(row.pk)
        return real(row)

    monkeypatch.setattr(rotate_keys, "rewrap_data_key", stops)
    with pytest.raises(KeyboardInterrupt):
        rotate(batch=1)
    assert kids() == {"old", "new"}
    monkeypatch.setattr(rotate_keys, "rewrap_data_key", real)
    assert "2 rows now under new." in rotate()


def test_it_says_what_nobody_can_open(written: list[CheckIn], settings: object) -> None:
    settings.JOURNAL_KEYS = f"{NEW},{LOST}"
    out = io.StringIO()
    with pytest.raises(CommandError, match="Keep the old keys"):
        call_command("rotate_keys", stdout=out)
    assert "3 left under old, which is not in the ring" in out.getvalue()
    assert kids() == {"old"}
