"""Make a believable squad: a coach and runners with months of entries, episodes, quiet ones and charged runs."""

import time
from argparse import ArgumentParser
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coaching.alerts import actions, raising
from coaching.alerts import demo as alerts
from coaching.alerts.models import Alert, State, Useful
from coaching.articles import first
from coaching.consultations import demo as calls
from coaching.conversations import demo as conversations
from coaching.conversations.eased import tell
from coaching.dashboard import demo as dashboard
from coaching.planning import demo as planning
from journal import loads
from journal.demo import squad
from runners import mail
from runners.models import CoachProfile, User

UNANSWERED = 10  # days whose alerts still wait for an answer
REPLAYED = 75  # days of mornings lived through again, so that older alerts have their history


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--runners", type=int, default=24)
        parser.add_argument("--days", type=int, default=180)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--end", type=date.fromisoformat, default=None, help="the last day, today by default")
        parser.add_argument("--new-password", action="store_true", help="for the squad that is there already")

    def handle(self, *args: Any, runners: int, days: int, seed: int, end: date | None, **options: Any) -> None:
        began = time.perf_counter()
        self._refuse(runners, days)
        if User.objects.filter(email=squad.COACH).exists():
            self._there_already(new_password=options["new_password"])
            return
        now = timezone.now()
        last = end or now.date()
        moment = now if last >= now.date() else datetime.combine(last, clock_time(20), tzinfo=UTC)
        made = squad.build(runners=runners, days=days, seed=seed, end=last, now=moment)
        # Only where nobody else is: real people's mornings are not lived through again.
        alone = not User.objects.filter(is_demo=False).exists()
        replay(made.coach, days=min(days, REPLAYED if runners <= 100 else 2) if alone else 0, until=moment)
        show_in_public(made.coach, now=moment)
        dashboard.put_in_order(made.coach, now=moment)
        planning.plan_weeks(made.coach, now=moment)
        conversations.converse(made.coach, now=moment)
        planning.answer_an_offer(made.coach, tell=tell, now=moment)
        alerts.agree_in_calm_times(made.coach, now=moment)
        alerts.hear_more_of_some(made.coach, now=moment)
        dashboard.had_another_coach(made.coach, now=moment)
        self._tell(made, time.perf_counter() - began)

    def _refuse(self, runners: int, days: int) -> None:
        if not (settings.DEMO or settings.FIRST_START):
            raise CommandError("Demo accounts exist only with DEBUG=1 or EVENPACE_DEMO=1.")
        if runners < 1 or days < 1:
            raise CommandError("A squad needs at least one runner and one day.")

    def _there_already(self, *, new_password: bool) -> None:
        if new_password:
            self.stdout.write(f"The demo squad's new password: {squad.new_password()}   (shown only now)")
        else:
            self.stdout.write(
                f"The demo squad is there: {squad.COACH} and its runners. Its password was shown when it was made;\n"
                "`manage.py demo --new-password` makes another one."
            )

    def _tell(self, made: squad.Squad, seconds: float) -> None:
        worth = Alert.objects.for_coach(made.coach).live(timezone.now()).count()
        self.stdout.write(
            f"A demo squad of {len(made.runners)} runners, {worth} of them worth a word today ({seconds:.0f} s).\n"
            f"  coach    {made.coach.email}\n"
            f"  runners  {made.runners[0].email} to {made.runners[-1].email}\n"
            f"  password {made.password}   (the same for all of them, shown only now)"
        )


def show_in_public(coach: User, *, now: datetime) -> None:
    """The demo's coach has public pages, with our first articles on them."""
    CoachProfile.objects.filter(person=coach, slug=None).update(slug="jo", listed_at=now)
    profile = CoachProfile.objects.select_related("person").get(person=coach)
    first.publish(profile, at=now, now=now)
    calls.open_calendar(profile, now=now)


def replay(coach: User, *, days: int, until: datetime) -> None:
    """Live through the mornings again: assess each day as it was then, and let the coach answer old alerts."""
    for back in range(days, 0, -1):
        morning = until - timedelta(days=back)
        loads.refresh_stale(now=morning)
        raising.assess_due(now=morning)
        if back > UNANSWERED:
            _answer(coach, now=morning)
    loads.refresh_stale(now=until)
    raising.assess_due(now=until)
    mail.hold(before=until - timedelta(days=2), recipients=User.objects.filter(is_demo=True))


def _answer(coach: User, *, now: datetime) -> None:
    """This coach talks to people within two days."""
    old = Alert.objects.for_coach(coach).live(now).filter(raised_at__lte=now - timedelta(days=2))
    for alert in old:
        actions.take_step(coach, alert_id=alert.pk, to=State.ACKNOWLEDGED, now=now)
        actions.take_step(coach, alert_id=alert.pk, to=State.ACTED_ON, now=now + timedelta(hours=9))
        if alert.pk % 3:
            actions.note_outcome(coach, alert_id=alert.pk, useful=Useful.YES if alert.pk % 2 else Useful.KNEW)
