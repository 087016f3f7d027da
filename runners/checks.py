"""No site starts with a key that is missing, malformed or printed in our documents."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from runners import crypto
from runners.crypto import CannotOpen

CANARY = "a canary opens before anybody writes"


def fault_of_the_keys() -> str:
    """What is wrong with JOURNAL_KEYS, or nothing. Every key of the ring seals and opens a canary."""
    try:
        ring = crypto.ring()
        opened = {
            crypto.open_sealed(crypto.seal(CANARY, data_key=key, place="canary", owner_id=0), data_key=key,
                               place="canary", owner_id=0)
            for key in ring.values()
        }  # fmt: skip
    except (ImproperlyConfigured, CannotOpen) as error:
        return str(error) or "JOURNAL_KEYS does not open what it sealed."
    if settings.PRODUCTION and crypto.is_example(ring):
        return "JOURNAL_KEYS holds the example key of the documents. Everybody knows it; make one of your own."
    return "" if opened == {CANARY} else "JOURNAL_KEYS does not open what it sealed."


def refuse_bad_keys() -> None:
    """Before the first request or task: better no site than one that cannot keep what it is told."""
    if settings.PRODUCTION and (fault := fault_of_the_keys()):
        raise ImproperlyConfigured(fault)


def keys(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    fault = fault_of_the_keys()
    return [Error(fault, id="runners.E001")] if fault else []
