"""A form that carries a moment along, so that two sendings of it can be told from two forms."""

from datetime import datetime, timedelta

from django import forms

OLDEST_FORM = timedelta(days=30)


class MomentField(forms.Field):
    """Hidden, to the microsecond. Nothing, or what is no moment, is None."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def prepare_value(self, value: object) -> object:
        return value.isoformat() if isinstance(value, datetime) else value

    def to_python(self, value: object) -> datetime | None:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            return None
        return moment if moment.tzinfo else None


def believable(moment: datetime | None, *, now: datetime) -> datetime | None:
    """When a form was opened, if it can have been then."""
    return moment if moment and now - OLDEST_FORM <= moment <= now else None
