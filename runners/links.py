"""What a signed link of somebody's holds on to, so that links in an old mailbox end when it is not theirs any more."""

from django.utils.crypto import salted_hmac

from runners.models import User


def sign_in_mark(person: User) -> str:
    """Another one once their address or their password has changed. It says nothing of either."""
    return _mark(f"{person.email} {person.get_session_auth_hash()}")


def address_mark(person: User) -> str:
    """Another one once their address has changed."""
    return _mark(person.email)


def _mark(said: str) -> str:
    return salted_hmac("runners.links", said, algorithm="sha256").hexdigest()[:16]
