"""How often one visitor may do something. What is remembered of them is a number that cannot be read back."""

from ipaddress import IPv4Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from coaching.articles.models import HALF

AN_HOUR = 3600


def visitor(request: HttpRequest) -> str:
    """The same for the same account, or for the same address on the network."""
    return _hidden(f"person {request.user.pk}") if request.user.is_authenticated else _network(request)


def reporter(request: HttpRequest) -> str:
    """The account, if there is one, and the address on the network: a half of it each."""
    return visitor(request)[:HALF] + _network(request)[:HALF]


def _network(request: HttpRequest) -> str:
    """Of a long address the half that is a household's: in the other half everybody has as many as they like."""
    address = ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, IPv4Address) or address.ipv4_mapped:
        return _hidden(str(address))
    return _hidden(str(ip_network((int(address), 64), strict=False)))


def _hidden(who: str) -> str:
    return salted_hmac("articles.visitor", who, algorithm="sha256").hexdigest()


def allowed(request: HttpRequest, what: str, *, an_hour: int) -> bool:
    """Counts this time along. Two at the same moment may count as one: it is a brake, not a lock."""
    key = f"rate:{what}:{visitor(request)}"
    cache.add(key, 0, AN_HOUR)
    try:
        return cache.incr(key) <= an_hour
    except ValueError:  # it ran out this very moment
        return True
