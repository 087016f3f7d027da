"""What of readings and alerts goes into a copy of everything of somebody's; see runners.owned."""

from django.db.models import Model

from coaching.alerts.models import (
    Agreement,
    Alert,
    AlertStep,
    Assessment,
    Delivery,
    Digest,
    Fine,
    HookCall,
    KindPace,
    Telling,
    Watch,
    Webhook,
    Wishes,
)
from runners.owned import MACHINERY, Back, Owned, name_of

OWNED: tuple[Owned, ...] = (
    Owned(
        "readings", "Your readings", "What was read for each day, and from what.", Assessment,
        lambda pk: Assessment.objects.filter(runner=pk).order_by("local_day", "pk"),
    ),
    Owned(
        "alerts", "Alerts about you", "Each alert, why it rose, and your answer to it.", Alert,
        lambda pk: Alert.objects.filter(runner=pk).order_by("pk"),
    ),
    Owned(
        "fine", "What you said is fine", "Why, in your words, and until when.", Fine,
        lambda pk: Fine.objects.filter(runner=pk).order_by("pk"),
    ),
    Owned(
        "alert-steps", "What came of alerts", "Who did what with an alert, and when.", AlertStep,
        lambda pk: AlertStep.objects.filter(alert__runner=pk).order_by("pk").select_related("by"), owner="",
        told={"by": lambda row: name_of(row.by)},
        left_out={
            "outcome": "a coach’s word to themselves on how it went",
            "useful": "a coach’s word to us on whether the alert was of use",
        },
    ),
    Owned(
        "told", "Who was told", "To whom each alert about you went, and how.", Delivery,
        lambda pk: Delivery.objects.filter(alert__runner=pk).order_by("pk").select_related("recipient"), owner="",
        told={"recipient": lambda row: name_of(row.recipient)}, left_out={"letter": MACHINERY, "digest": MACHINERY},
    ),
    Owned(
        "agreements", "What you agreed on", "Whom to tell, when what comes, and in how many hours.", Agreement,
        lambda pk: Agreement.objects.filter(tie__runner=pk).order_by("pk").select_related("tie__coach"), owner="",
        told={"tie": lambda row: name_of(row.tie.coach)},
    ),
    Owned(
        "tellings", "When it came to it", "Each countdown, and whether you held it or your coach was told.", Telling,
        lambda pk: Telling.objects.filter(agreement__tie__runner=pk).order_by("pk"), owner="",
    ),
    Owned(
        "wishes", "How alerts reach you", "Ways, quiet hours, and who stands in for you.", Wishes,
        lambda pk: Wishes.objects.filter(coach=pk).select_related("stand_in"), back=Back.TOLD, owner="coach",
        told={"stand_in": lambda row: name_of(row.stand_in)},
    ),
    Owned(
        "presets", "How much you hear", "For everybody, for a group, for one runner.", Watch,
        lambda pk: Watch.objects.filter(coach=pk).order_by("pk").select_related("group", "tie__runner"),
        back=Back.TOLD, owner="coach",
        told={
            "group": lambda row: row.group.name if row.group else None,
            "tie": lambda row: name_of(row.tie.runner) if row.tie else None,
        },
    ),
    Owned(
        "paces", "How soon alerts reach you", "For each kind you chose one for.", KindPace,
        lambda pk: KindPace.objects.filter(coach=pk).order_by("pk"), back=Back.TOLD, owner="coach",
    ),
    Owned(
        "digests", "Digests to you", "On which mornings one was made.", Digest,
        lambda pk: Digest.objects.filter(recipient=pk).order_by("pk"), back=Back.TOLD, owner="recipient",
        left_out={"letter": MACHINERY},
    ),
    Owned(
        "webhook", "Your own server", "Where we tell of alerts.", Webhook,
        lambda pk: Webhook.objects.filter(coach=pk), back=Back.TOLD, owner="coach",
        left_out={"secret": "a secret: whoever has it can speak to that server as we do"},
    ),
)  # fmt: skip

LEFT_OUT: dict[type[Model], str] = {
    HookCall: "which messages went to your own server; it has them",
}
