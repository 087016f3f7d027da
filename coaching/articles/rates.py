"""How often one visitor may do something. What is remembered of them is a number that cannot be read back."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

AN_HOUR = 3600


def visitor(request: HttpRequest) -> str:
    """The same for the same account, or for the same address on the network."""
    who = f"person {request.user.pk}" if request.user.is_authenticated else str(get_adapter().get_client_ip(request))
    return salted_hmac("articles.visitor", who, algorithm="sha256").hexdigest()


def allowed(request: HttpRequest, what: str, *, an_hour: int) -> bool:
    """Counts this time along. Two at the same moment may count as one: it is a brake, not a lock."""
    key = f"rate:{what}:{visitor(request)}"
    cache.add(key, 0, AN_HOUR)
    try:
        return cache.incr(key) <= an_hour
    except ValueError:  # it ran out this very moment
        return True
