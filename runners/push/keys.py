"""The pair of keys by which push services know this site, made when the first browser asks for it."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode

from runners import crypto
from runners.models import PushKey

PLACE = "push-key"
A_TOKEN_LASTS = timedelta(hours=12)  # push services believe one for a day at most
BYTES = 32


def public_key(*, now: datetime) -> str:
    """What a browser is bound to when it subscribes. Two who ask first at once are given the same one."""
    return _pair(now).public


def _pair(now: datetime) -> PushKey:
    found = PushKey.objects.first()
    return found or PushKey.objects.get_or_create(only=True, defaults={**_made(), "made_at": now})[0]


def _made() -> dict[str, str]:
    private = ec.generate_private_key(ec.SECP256R1())
    number = private.private_numbers().private_value.to_bytes(BYTES, "big")
    public = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"public": b64urlencode(public), "private": crypto.seal_secret(b64urlencode(number), place=PLACE)}


def signature(endpoint: str, *, now: datetime) -> str:
    """The Authorization header for one push service (RFC 8292). Raises CannotOpen when the key cannot be opened."""
    signer = Vapid02.from_raw(opened(_pair(now)).encode())
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + A_TOKEN_LASTS).timestamp()),
        "sub": f"mailto:{_address(settings.DEFAULT_FROM_EMAIL)}",
    }
    header: str = signer.sign(claims)["Authorization"]
    return header


def opened(pair: PushKey) -> str:
    return crypto.open_secret(pair.private, place=PLACE)


def reseal(pair: PushKey) -> None:
    """Under the ring's first key."""
    pair.private = crypto.seal_secret(opened(pair), place=PLACE)
    pair.save(update_fields=["private"])


def _address(sender: str) -> str:
    """Of `Evenpace <hello@…>` what stands in the brackets."""
    return sender.rpartition("<")[2].rstrip(">")


def fault_of_the_key() -> str:
    """What is wrong with the site's pair, or nothing; one that nobody has asked for yet is nothing wrong."""
    pair = PushKey.objects.first()
    if pair is None:
        return ""
    try:
        signer = Vapid02.from_raw(opened(pair).encode())
    except (crypto.CannotOpen, ValueError):
        return "the private half cannot be opened"
    halves = signer.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return "" if b64urlencode(halves) == pair.public else "its halves do not belong together"
