"""Back from whatever is done about somebody, the list goes on after them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from runners.models import Coachship, User

SignedIn = Callable[[User], Client]


@pytest.mark.parametrize("page", ["athlete", "athlete-days", "notes-about", "ease"])
def test_the_way_back_to_the_squad_knows_whom_it_was_about(
    page: str, coach: User, tie: Coachship, signed_in: SignedIn
) -> None:
    html = signed_in(coach).get(reverse(page, args=[tie.runner_id])).content.decode()
    crumb = html.split('aria-label="Breadcrumb"')[1].split("</nav>")[0]
    assert f'href="/coach/?after={tie.runner_id}"' in crumb
