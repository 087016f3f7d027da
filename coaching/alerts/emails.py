"""Letters about alerts. They say that somebody could use a word, never why: the reasons wait behind the sign-in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from coaching.alerts import agreed, digests, standins, talks
from coaching.alerts.live import waiting
from coaching.alerts.models import CLOSING, Alert, AlertStep, Answer, Delivery, State, Telling
from coaching.alerts.notices import notice_of
from coaching.articles import emails as articles
from coaching.consultations import emails as consultations
from coaching.conversations import emails as conversations
from journal import emails as journal
from runners import emails as runners
from runners.mail import Letter, Together, Writer
from runners.models import Outbox, User

# How long it waits, for whoever stands in.
YET, SINCE = "Nobody has looked at it yet.", "It was called up again, and nobody has looked at it since."


def alert_letters(rows: Sequence[Outbox]) -> dict[int, Letter]:
    """None once the consent is withdrawn, the coachship over or for reading alone, or the alert asks for nobody now."""
    return {row.pk: _alert_letter(row, alert) for row, alert in _open_alerts(rows)}


def _alert_letter(row: Outbox, alert: Alert) -> Letter:
    said = notice_of(alert.kind)
    return _about_somebody("alert", row, alert, subject=said.subject, heading=said.heading, asks=said.asks)


def stand_in_letters(rows: Sequence[Outbox]) -> dict[int, Letter]:
    """None as soon as anybody has looked at it."""
    unseen = [(row, alert) for row, alert in _open_alerts(rows) if alert.state == State.OPEN]
    seen = AlertStep.objects.filter(alert__in={alert.pk for _, alert in unseen}, after=State.OPEN)
    again = set(seen.values_list("alert", flat=True))
    return {
        row.pk: _about_somebody("stand_in", row, alert, waits=SINCE if alert.pk in again else YET)
        for row, alert in unseen
    }


def talk_letter(row: Outbox) -> Letter | None:
    """None once they ask no more, somebody has talked with them, or it is no longer shared."""
    if row.recipient is None or not _is_here(row.recipient):
        return None
    asking = Alert.objects.told_to(row.recipient).filter(answer=Answer.TALK).exclude(state__in=CLOSING)
    alert = asking.filter(pk=row.subject_id).select_related("runner").first()
    return _about_somebody("talk", row, alert) if alert is not None else None


def digest_letter(row: Outbox) -> Letter | None:
    """Only what is still shared and still asks for somebody; with nothing left there is no mail."""
    if row.recipient is None or not _is_here(row.recipient):
        return None
    told = Delivery.objects.filter(digest=row.subject_id, recipient=row.recipient).values("alert")
    alerts = Alert.objects.told_to(row.recipient).live(row.due_at).filter(pk__in=told).select_related("runner")
    lines = _lines(alerts)
    if not lines:
        return None
    more = waiting(row.recipient, now=row.due_at, but=told.values_list("alert", flat=True))
    said = {"coach": row.recipient.first_name, "lines": lines, "more": more}
    return Letter(template="digest", context={**said, "link": settings.PUBLIC_URL + reverse("squad")})


@dataclass(frozen=True)
class Line:
    """One sentence about one person, and where to read on."""

    sentence: str
    link: str


def _lines(alerts: Iterable[Alert]) -> list[Line]:
    """Each sentence once, though there be two alerts of its kind."""
    ordered = sorted(alerts, key=lambda alert: (alert.runner.name, alert.runner_id, alert.pk))
    return list(dict.fromkeys(Line(sentence_of(alert), _page_of(alert)) for alert in ordered))


def soon_letter(row: Outbox) -> Letter | None:
    """To the runner, as long as there is something to hold."""
    telling = Telling.objects.counting_down().filter(pk=row.subject_id, agreement__tie__runner=row.recipient).first()
    if telling is None or row.recipient is None:
        return None
    coach = telling.agreement.tie.coach.first_name
    link = settings.PUBLIC_URL + reverse("agreed")
    return Letter(template="agreed_soon", context={"name": row.recipient.first_name, "coach": coach, "link": link})


def agreed_letter(row: Outbox) -> Letter | None:
    """To the coach: that they are asked to be there. Not what was logged, nor how often."""
    if row.recipient is None or not _is_here(row.recipient):
        return None
    telling = Telling.objects.for_coach(row.recipient).filter(pk=row.subject_id).first()
    if telling is None:
        return None
    runner = telling.agreement.tie.runner
    link = settings.PUBLIC_URL + reverse("coach-alerts")
    return Letter(
        template="agreed", context={"coach": row.recipient.first_name, "first_name": _name(runner), "link": link}
    )


def sentence_of(alert: Alert) -> str:
    return notice_of(alert.kind).sentence.format(name=_name(alert.runner))


def _open_alerts(rows: Sequence[Outbox]) -> list[tuple[Outbox, Alert]]:
    """What these letters are about, as far as their readers may still be told: one question for all of them."""
    about, readers = {row.subject_id for row in rows}, {row.recipient_id for row in rows}
    now = max(row.due_at for row in rows)  # by now they are all due
    told = Delivery.objects.still_true(now).filter(alert__in=about, recipient__in=readers)
    found: dict[tuple[int, int | None], Delivery] = {
        (one.alert_id, one.recipient_id): one for one in told.select_related("alert__runner", "recipient")
    }
    true = [(row, one) for row in rows if (one := found.get((row.subject_id, row.recipient_id)))]
    for row, one in true:
        row.recipient = one.recipient  # as they are now, address and all
    return [(row, one.alert) for row, one in true]


def _about_somebody(template: str, row: Outbox, alert: Alert, **more: str) -> Letter:
    coach = row.recipient.first_name if row.recipient else ""
    said = {"first_name": _name(alert.runner), "sentence": sentence_of(alert), "link": _page_of(alert), **more}
    return Letter(template=template, context={"coach": coach, **said})


def _page_of(alert: Alert) -> str:
    return settings.PUBLIC_URL + reverse("athlete", args=[alert.runner_id])


def _name(runner: User) -> str:
    return runner.name.split(" ")[0] or "Somebody"


def _is_here(reader: User) -> bool:
    return reader.is_active and reader.leaving_at is None


# Every kind of letter that waits in the outbox: the topmost room that writes some knows those below.
WRITERS: dict[str, Writer] = {
    **runners.WRITERS,
    **journal.WRITERS,
    **conversations.WRITERS,
    **articles.WRITERS,
    **consultations.WRITERS,
    "alert": Together(alert_letters),
    digests.LETTER: digest_letter,
    standins.LETTER: Together(stand_in_letters),
    talks.TALK: talk_letter,
    agreed.SOON: soon_letter,
    agreed.TOLD: agreed_letter,
}
