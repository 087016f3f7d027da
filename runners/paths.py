"""Where a form asks to be led back to."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_path(request: HttpRequest, asked: str) -> str:
    """The address if it is a path of this site, else nothing. A bare word would be taken for the name of a page."""
    return asked if _is_ours(request, asked) and asked.startswith("/") else ""


def page_before(request: HttpRequest) -> str:
    """The page that a form was sent from, as far as the browser tells; never one of somebody else."""
    said = request.headers.get("Referer", "")
    path = urlsplit(said)._replace(scheme="", netloc="").geturl() if _is_ours(request, said) else ""
    return own_path(request, path)  # a path may begin like the address of another site


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
