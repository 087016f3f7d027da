"""Private text at rest: AES-256-GCM, one data key a runner, each wrapped by a key from the site's ring.

A sealed text reads `v1:<base64 of nonce and ciphertext>` and is bound to its place and its owner: moved to another
column or another runner it no longer opens. A runner's data key is stored wrapped as `<kid>:<base64>`; throwing that
row away makes every text of the runner unreadable. A backup holds the wrapped row, too: what was erased afterwards is
erased again when it is restored, and shut for good once the ring's old key is destroyed.
"""

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12
EXAMPLE_KEY = base64.urlsafe_b64encode(b"example-key-do-not-use-this-one!").decode()


class CannotOpen(Exception):
    """The text is there and cannot be read: a missing key, a moved row, damage. Never falls back to ciphertext."""


def _key(encoded: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured("JOURNAL_KEYS must read kid:base64-of-32-bytes, comma separated.")
    return key


@lru_cache(maxsize=4)
def _parse(ring: str) -> dict[str, bytes]:
    keys = {}
    for item in filter(None, ring.split(",")):
        kid, _, encoded = item.strip().partition(":")
        keys[kid] = _key(encoded)
    if not keys:
        raise ImproperlyConfigured("JOURNAL_KEYS is empty: private text cannot be kept without a key.")
    return keys


def ring() -> dict[str, bytes]:
    """The site's keys by kid; the first one wraps, all of them unwrap."""
    return _parse(settings.JOURNAL_KEYS)


def _encrypt(key: bytes, text: bytes, place: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text, place.encode())).decode()


def _decrypt(key: bytes, sealed: str, place: str) -> bytes:
    try:
        raw = base64.b64decode(sealed, validate=True)
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(place.split("|")[0]) from error


def new_data_key(owner_id: int) -> str:
    """A fresh data key for this runner, wrapped by the first key of the ring."""
    kid, key = next(iter(ring().items()))
    return f"{kid}:{_encrypt(key, AESGCM.generate_key(256), f'data-key|{owner_id}')}"


def is_example(keys: dict[str, bytes]) -> bool:
    return _key(EXAMPLE_KEY) in keys.values()


def seal_secret(text: str, *, place: str) -> str:
    """A secret of the site itself, such as what an authenticator app shares with us: sealed by the ring's first key."""
    kid, key = next(iter(ring().items()))
    return f"{kid}:{_encrypt(key, text.encode(), place)}"


def open_secret(sealed: str, *, place: str) -> str:
    kid, _, rest = sealed.partition(":")
    key = ring().get(kid)
    if key is None:
        raise CannotOpen(place)
    return _decrypt(key, rest, place).decode()


def kid_of(sealed: str) -> str:
    """Which key of the ring opens it."""
    return sealed.partition(":")[0]


def first_kid() -> str:
    return next(iter(ring()))


def rewrapped(wrapped: str, owner_id: int) -> str:
    """The same data key, wrapped by the ring's first key."""
    kid, key = next(iter(ring().items()))
    opened = _unwrap(wrapped, owner_id, settings.JOURNAL_KEYS)
    return f"{kid}:{_encrypt(key, opened, f'data-key|{owner_id}')}"


@lru_cache(maxsize=4096)
def _unwrap(wrapped: str, owner_id: int, ring_text: str) -> bytes:
    kid, _, sealed = wrapped.partition(":")
    key = _parse(ring_text).get(kid)
    if key is None:
        raise CannotOpen("data-key")
    return _decrypt(key, sealed, f"data-key|{owner_id}")


def unwrap(wrapped: str, owner_id: int) -> bytes:
    return _unwrap(wrapped, owner_id, settings.JOURNAL_KEYS)


def seal(text: str, *, data_key: bytes, place: str, owner_id: int) -> str:
    return "v1:" + _encrypt(data_key, text.encode("utf-8", "surrogatepass"), f"{place}|{owner_id}")


def open_sealed(sealed: str, *, data_key: bytes, place: str, owner_id: int) -> str:
    version, _, rest = sealed.partition(":")
    if version != "v1":
        raise CannotOpen(place)
    return _decrypt(data_key, rest, f"{place}|{owner_id}").decode("utf-8", "surrogatepass")


def seal_bytes(content: bytes, *, data_key: bytes, place: str, owner_id: int) -> bytes:
    """A piece of a file, sealed like a text and as bound to its place; 28 bytes longer than it was."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(data_key).encrypt(nonce, content, f"{place}|{owner_id}".encode())


def open_bytes(sealed: bytes, *, data_key: bytes, place: str, owner_id: int) -> bytes:
    try:
        return AESGCM(data_key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], f"{place}|{owner_id}".encode())
    except InvalidTag as error:
        raise CannotOpen(place) from error
