"""The demo's coach has put their squad in order: two groups, two looks they come back to. One runner had another coach
before, and lets this one read some of that time."""

import uuid
from datetime import datetime, timedelta

from coaching.alerts.models import Alert
from coaching.conversations import actions as notes
from runners import actions, groups
from runners.models import CoachProfile, Coachship, User
from runners.models.people import Before

# A name, and which runners of the squad are in it: every third, say, from the second on.
GROUPS = (("Tuesday evenings", slice(1, None, 3)), ("A first marathon", slice(0, None, 6)))
FORMER = {"email": "ines@demo.evenpace.example", "name": "Ines Faro", "time_zone": "Europe/Lisbon", "country": "PT"}
SAID = "You hold back on easy days by yourself now. Keep that, whoever you run with."
LOOKS = (("Gone quiet", "show=quiet"), ("Head over its usual", "sort=emotional&in=head"))


def put_in_order(coach: User, *, now: datetime) -> None:
    long_ago = now - timedelta(days=30)
    numbers = list(Coachship.objects.of_coach(coach).order_by("runner").values_list("runner", flat=True))
    for name, some in GROUPS:
        group = groups.make_group(coach, name=name, now=long_ago)
        groups.fill_group(coach, group_id=group.pk, runner_ids=numbers[some], batch=uuid.uuid4(), now=long_ago)
    for name, query in LOOKS:
        groups.keep_view(coach, name=name, query=query, now=long_ago)


def had_another_coach(coach: User, *, now: datetime) -> None:
    """The first runner with an alert to tell of; nobody signs in as the coach of before."""
    alerted = Coachship.objects.of_coach(coach).filter(runner__in=Alert.objects.values("runner"))
    tie = alerted.select_related("runner").order_by("pk").first()
    if tie is None:
        return
    ago = now - timedelta(days=60)
    former = User(**FORMER, is_coach=True, is_demo=True, adult_confirmed_at=ago)
    former.set_unusable_password()
    former.save()
    CoachProfile.objects.create(person=former)
    before = Coachship.objects.create(coach=former, runner=tie.runner, started_at=now - timedelta(days=400))
    note = notes.write_note(before, text=SAID, key=uuid.uuid4(), now=ago)
    notes.share_note(former, note_id=note.pk, now=ago)
    actions.leave_coach(tie.runner, coachship=before, now=ago + timedelta(days=3))
    actions.hand_over(tie.runner, coachship=tie, parts=[Before.ALERTS, Before.NOTES, Before.GOALS], now=now)
