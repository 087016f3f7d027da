"""The keys are tried before anybody writes anything."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from runners import checks, crypto
from runners.models import User
from tests import making

GOOD = f"k1:{crypto.base64.urlsafe_b64encode(b'g' * 32).decode()}"
EXAMPLE = f"k1:{crypto.EXAMPLE_KEY}"


@pytest.mark.parametrize("ring", ["", ",", "k1", "k1:tooshort", "k1:????", EXAMPLE, f"{GOOD},{EXAMPLE}"])
def test_a_real_site_does_not_start_with_these(ring: str, settings: object) -> None:
    settings.PRODUCTION, settings.JOURNAL_KEYS = True, ring
    with pytest.raises(ImproperlyConfigured, match="JOURNAL_KEYS"):
        checks.refuse_bad_keys()
    assert [fault.id for fault in checks.keys(None)] == ["runners.E001"]


def test_it_starts_with_good_ones(settings: object) -> None:
    settings.PRODUCTION, settings.JOURNAL_KEYS = True, GOOD
    checks.refuse_bad_keys()
    assert checks.keys(None) == []


def test_the_example_key_is_good_for_trying_out(settings: object) -> None:
    settings.JOURNAL_KEYS = EXAMPLE
    assert checks.keys(None) == []


def test_no_fault_tells_a_key(settings: object) -> None:
    settings.PRODUCTION, settings.JOURNAL_KEYS = True, f"k1:{'A' * 20}"
    assert "AAAA" not in checks.fault_of_the_keys()


def test_a_page_whose_key_is_missing_says_so_and_shows_nothing(
    runner: User, now: datetime, signed_in: Callable[[User], Client], settings: object
) -> None:
    entry = making.check_in(runner, at=now, note="the quiet canary")
    settings.JOURNAL_KEYS = GOOD
    browser = signed_in(runner)
    browser.raise_request_exception = False
    page = browser.get(f"/check-in/{entry.pk}/edit/")
    assert page.status_code == 500
    assert "A text on this page cannot be opened" in page.content.decode()
    assert "v1:" not in page.content.decode()
