"""/admin/: superusers only, by the same door as everybody, and no way from there to anybody's diary."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from runners.admin import desk
from runners.models import CoachProfile, Coachship, Helpline, Outbox, Pulse, User
from runners.private import PrivateText
from tests import making

SignedIn = Callable[[User], Client]
REGISTERED = {User, CoachProfile, Coachship, Helpline, Outbox, Pulse}


@pytest.fixture
def keeper(db: None) -> User:
    person = making.person("keeper@example.org", name="Kay Per")
    User.objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)
    person.refresh_from_db()
    return person


@pytest.fixture
def letter(runner: User) -> Outbox:
    return Outbox.objects.create(kind="alert", subject_id=1, recipient=runner, dedup_key="x", due_at=timezone.now())


def lists() -> list[str]:
    return [reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in REGISTERED]


def test_only_these_are_there() -> None:
    assert set(desk._registry) == REGISTERED


def test_nothing_private_can_be_reached() -> None:
    private = {m for m in apps.get_models() if any(isinstance(f, PrivateText) for f in m._meta.get_fields())}
    assert private
    for model, page in desk._registry.items():
        assert model not in private
        assert model._meta.app_label == "runners"
        assert page.inlines == ()


def test_a_superuser_opens_every_page(
    keeper: User, coach: User, runner: User, letter: Outbox, signed_in: SignedIn
) -> None:
    Pulse.objects.create(name="worker", beat_at=timezone.now())
    browser = signed_in(keeper)
    assert browser.get("/admin/").status_code == 200
    for address in lists():
        assert browser.get(address).status_code == 200, address
    for model in REGISTERED:
        row = model._default_manager.order_by("pk").first()
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        assert browser.get(reverse(name, args=[row.pk])).status_code == 200, name


@pytest.mark.parametrize("changes", [{}, {"is_staff": True}, {"is_coach": True}])
def test_to_others_it_does_not_exist(runner: User, signed_in: SignedIn, changes: dict[str, bool]) -> None:
    User.objects.filter(pk=runner.pk).update(**changes)
    browser = signed_in(runner)
    for address in ["/admin/", "/admin/login/", *lists()]:
        assert browser.get(address, follow=True).status_code == 404, address


def test_it_has_no_door_of_its_own(db: None, client: Client) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(f"{reverse('account_login')}?next=")
    posted = client.post("/admin/login/", {"username": "keeper@example.org", "password": "a long enough password"})
    assert posted["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_a_keeper_needs_a_second_step_too(keeper: User, signed_in: SignedIn, settings: object) -> None:
    settings.COACH_MFA_REQUIRED = True
    answer = signed_in(keeper).get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == reverse("second-step")


def test_an_account_can_be_closed_and_nothing_else(keeper: User, runner: User, signed_in: SignedIn) -> None:
    address = reverse("admin:runners_user_change", args=[runner.pk])
    page = signed_in(keeper).get(address).content.decode()
    assert runner.password not in page
    signed_in(keeper).post(address, {"email": "x@example.org", "is_superuser": "on", "is_coach": "on"})
    runner.refresh_from_db()
    assert (runner.is_active, runner.email, runner.is_superuser) == (False, "mia@example.org", False)


def test_ties_and_letters_are_only_read(keeper: User, tie: Coachship, letter: Outbox, signed_in: SignedIn) -> None:
    browser = signed_in(keeper)
    for name, row in (("coachship", tie), ("outbox", letter)):
        for step in ("change", "delete"):
            assert browser.post(reverse(f"admin:runners_{name}_{step}", args=[row.pk]), {}).status_code == 403
        assert browser.get(reverse(f"admin:runners_{name}_add")).status_code == 403
    for status in ("waiting", "given_up"):
        assert browser.get(f"{reverse('admin:runners_outbox_changelist')}?status={status}").status_code == 200


def test_saving_a_number_confirms_it(keeper: User, signed_in: SignedIn) -> None:
    line = Helpline.objects.filter(country="IE").first()
    assert line is not None
    kept = {name: getattr(line, name) for name in ("country", "kind", "name", "phone", "tel", "text", "hours",
                                                    "language", "url")}  # fmt: skip
    signed_in(keeper).post(reverse("admin:runners_helpline_change", args=[line.pk]), {**kept, "hours": "Always"})
    line.refresh_from_db()
    assert (line.hours, line.checked_on, line.checked_by) == ("Always", timezone.localdate(), f"person {keeper.pk}")
