"""Pages one only meets in the middle of something: codes by mail, a new password, the second step."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site, new_page
from tests.browser.test_loop import code_from
from tests.browser.test_pages import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.processes]
# Who gets a second step here signs in nowhere else with a password alone: no other test may be theirs.
BY_CODE, FORGETFUL, CAREFUL = (f"runner{n}@demo.evenpace.example" for n in (9, 10, 17))
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ACTIVATE = f"""
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "coaching.settings"
django.setup()
from allauth.mfa.totp.internal.auth import TOTP
from runners.models import User
TOTP.activate(User.objects.get(email="{CAREFUL}"), "{SECRET}")
"""
CODE = f"""
import os, time, django
os.environ["DJANGO_SETTINGS_MODULE"] = "coaching.settings"
django.setup()
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
print(format_hotp_value(hotp_value("{SECRET}", int(time.time()) // 30)))
"""


def go_on(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()


def test_a_code_by_mail_is_asked_on_a_sound_page(site: Site, chromium: Browser) -> None:
    page = new_page(chromium, site)
    page.goto("/accounts/login/code/")
    page.fill("input[name=email]", BY_CODE)
    go_on(page)
    page.wait_for_url("**/code/confirm/")
    assert faults_of(page) == []


def test_a_new_password_is_set_on_sound_pages(site: Site, chromium: Browser) -> None:
    page = new_page(chromium, site)
    page.goto("/accounts/password/reset/")
    page.fill("input[name=email]", FORGETFUL)
    go_on(page)
    page.locator("input[name=code]").wait_for()
    assert faults_of(page) == []
    page.fill("input[name=code]", code_from(site.mail_to(FORGETFUL)))
    go_on(page)
    page.locator("input[type=password]").first.wait_for()
    assert faults_of(page) == []


def test_the_second_step_is_asked_on_sound_pages(site: Site, chromium: Browser) -> None:
    site.python("-c", ACTIVATE)
    page = new_page(chromium, site)
    page.goto("/accounts/login/")
    page.fill("input[name=login]", CAREFUL)
    page.fill("input[name=password]", site.password)
    go_on(page)
    page.wait_for_url("**/authenticate/")
    assert faults_of(page) == []
    page.fill("input[name=code]", site.python("-c", CODE).split()[-1])
    go_on(page)
    page.wait_for_url("**/today/")
    for path in ("totp/deactivate/", "recovery-codes/generate/", "reauthenticate/"):
        page.goto(f"/accounts/second-step/{path}")
        assert faults_of(page) == [], path
