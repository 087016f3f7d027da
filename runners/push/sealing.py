"""A push as it leaves the site: sealed for one browser (RFC 8291), so that whoever carries it reads nothing."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

from runners.models import Push, Subscription

POINT_BYTES, AUTH_BYTES = 65, 16
PADDED = 1_024  # every push has the same length: how long it is says nothing either
LONGEST_TOPIC = 32


def unpacked(text: str) -> bytes:
    """base64 as browsers write it, without its padding. Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_browser_key(p256dh: str, auth: str) -> bool:
    """Whether something can be sealed for these: a point on the curve, and sixteen bytes."""
    try:
        point, secret = unpacked(p256dh), unpacked(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return len(point) == POINT_BYTES and len(secret) == AUTH_BYTES


def topic_of(push: Push) -> str:
    """One that goes out twice replaces itself, at the push service and on the screen."""
    digest = hashlib.sha256(f"{push.subscription_id}:{push.dedup_key}".encode()).digest()
    return urlsafe_b64encode(digest).decode()[:LONGEST_TOPIC]


def sealed(push: Push, *, path: str) -> bytes:
    told = {"title": push.title, "body": push.body, "path": path, "tag": topic_of(push)}
    place: Subscription = push.subscription
    content: bytes = http_ece.encrypt(
        json.dumps(told, ensure_ascii=False).encode().ljust(PADDED),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=unpacked(place.p256dh),
        auth_secret=unpacked(place.auth),
        version="aes128gcm",
    )
    return content


def headers(push: Push, *, now: datetime) -> dict[str, str]:
    """How long the service keeps it for a phone that is off, and which earlier one it replaces."""
    return {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(max(0, int((push.good_until - now).total_seconds()))),
        "Topic": topic_of(push),
        "Urgency": "normal",
        "User-Agent": "Evenpace",
        "Connection": "close",
    }
