"""What a runner answers to an offer of lighter days is a message to the coach who offered them."""

from contextlib import suppress
from datetime import datetime

from coaching.conversations import taking_part, writing
from coaching.conversations.models import About
from coaching.conversations.topics import Topic
from runners.models import EasedRun, Easing

SAID: dict[str, str] = {
    Easing.State.ACCEPTED: "You offered lighter days. Yes, make them lighter.",
    Easing.State.DECLINED: "You offered lighter days. I keep the plan as it is.",
}


def tell(easing: Easing, now: datetime) -> None:
    """Their own words were asked for one coach: where others take part, they stay with the offer."""
    thread = writing.begin(easing.coachship, topic=_topic(easing), now=now)
    alone = len(taking_part.people_of(thread)) == 2
    text = "\n\n".join(part for part in (SAID[easing.state], easing.answer if alone else "") if part)
    with suppress(writing.TooFast, writing.NobodyReads):  # the answer stands, whatever becomes of the message
        writing.send(easing.coachship.runner, thread=thread, text=text, key=easing.key, now=now)


def _topic(easing: Easing) -> Topic:
    """The first of its runs, if one is still planned; one that will stay before one that would go."""
    runs = EasedRun.objects.filter(easing=easing).order_by("rest", "planned__local_day", "planned")
    number = runs.values_list("planned", flat=True).first()
    return Topic(About.PLAN, number) if number else Topic()
