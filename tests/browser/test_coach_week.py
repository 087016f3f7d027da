"""A coach's week, from Monday's list to "You are done": each thing is done where it is offered, by coach and runner."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, new_page, sign_in
from tests.browser.test_pages import faults_in_a_size

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.long]
WIDE = {"width": 1280, "height": 900}
PASSWORD = "a long enough password"
# A coach of their own with one runner, who could use a word and has a hard run before them.
ONE_CALL = """
import uuid
from datetime import timedelta
import django
django.setup()
from allauth.account.models import EmailAddress
from django.utils import timezone
from coaching.planning import actions
from coaching.planning.actions import RunPlan
from tests import making
from tests.coaching.alerts import raised
now = timezone.now()
coach = making.person("week@example.org", name="Wim Odell", is_coach=True)
runner = making.person("wren@example.org", name="Wren Vale")
for person in (coach, runner):
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
tie = making.coachship(coach, runner)
raised.standing(runner, now=now, reading="strained")
raised.alert(runner, now=now)
hard = RunPlan("intervals", 50, None, 8, "eager")
actions.plan_run(coach, ties=[tie], day=runner.day(now) + timedelta(days=2), said=hard, key=uuid.uuid4(), now=now)
"""


def signed_in(chromium: Browser, site: Site, email: str) -> Page:
    page = new_page(chromium, site)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    sign_in(page, email, PASSWORD)
    return page


def test_a_week_from_the_first_word_to_nobody_else_needs_you(chromium: Browser, site: Site) -> None:
    site.environment["DJANGO_SETTINGS_MODULE"] = "coaching.settings"
    site.python("-c", ONE_CALL)
    coach = signed_in(chromium, site, "week@example.org")
    faults = monday(coach)
    runner = signed_in(chromium, site, "wren@example.org")
    said_yes(runner)
    planned_on(coach)
    faults += closed(coach)
    assert faults == []
    for page in (coach, runner):
        assert page.evaluate("window.__csp") == []
        page.context.close()


def monday(page: Page) -> list[str]:
    """A word, and an offer of a lighter week."""
    page.goto("/coach/")
    expect(page.get_by_role("heading", level=1)).to_have_text("One person could use a word today.")
    faults = faults_in_a_size(page)
    page.get_by_role("link", name="Message Wren Vale").click()
    page.get_by_label("Your message").fill("Shall we make this week a soft one?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Not read yet")).to_be_visible()
    page.goto("/coach/")
    page.locator("summary", has_text="Ways in, and more").click()
    faults += faults_in_a_size(page)
    page.get_by_role("link", name="Ease the week of Wren Vale").click()
    page.get_by_role("button", name="Offer it").click()
    page.wait_for_load_state()
    return faults


def said_yes(page: Page) -> None:
    page.goto("/today/")
    page.get_by_role("link", name="Wim offers you lighter days").click()
    page.get_by_role("button", name="Make these days lighter").click()
    expect(page.get_by_text("Your plan is lighter.")).to_be_visible()


def planned_on(page: Page) -> None:
    """The next week gets a run, and what was learnt a note."""
    page.goto("/coach/calendar/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wren Vale")
    page.get_by_role("link", name="The week after").click()
    page.get_by_role("link", name="Plan a run").click()
    page.get_by_label("Minutes").fill("30")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("planned for Wren Vale in the week of")
    expect(page.locator("[data-day]", has_text="30 minutes")).to_have_count(1)
    page.goto("/coach/")
    page.get_by_role("link", name="Open Wren Vale").click()
    page.get_by_label("A new note").fill("Softer weeks before exams.")
    page.get_by_role("button", name="Keep it to myself").click()
    expect(page.locator("section.notes")).to_contain_text("Softer weeks before exams.")


def closed(page: Page) -> list[str]:
    """They have talked; what came of it is said in one tap."""
    page.goto("/coach/")
    page.locator("summary", has_text="Ways in, and more").click()
    page.get_by_role("button", name="I have talked to them").click()
    expect(page.get_by_text("You are done. Nobody else needs you today.")).to_be_focused()
    expect(page.locator("#open-alerts")).to_be_hidden()
    faults = faults_in_a_size(page)
    page.goto("/coach/alerts/")
    page.get_by_role("button", name="We talked").click()
    expect(page.get_by_text("We talked").first).to_be_visible()
    page.goto("/coach/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing new today. One person you know about.")
    return faults + faults_in_a_size(page)
