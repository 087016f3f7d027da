"""What of readings and alerts goes into a copy of everything of somebody's; see runners.owned."""

from django.db.models import Model

from coaching.alerts.models import Alert, AlertStep, Assessment, Delivery
from runners.owned import MACHINERY, Owned, name_of

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
        told={"recipient": lambda row: name_of(row.recipient)}, left_out={"letter": MACHINERY},
    ),
)  # fmt: skip

LEFT_OUT: dict[type[Model], str] = {}
