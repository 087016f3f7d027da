"""Sending a file or an archive, and answering what it asks."""

import uuid
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from runners import files
from runners.forms.runs import EARLIEST, OLD_FORM
from runners.models import Import

SUFFIXES = (".fit", ".gpx", ".tcx", ".gz", ".zip", ".csv")
WRONG_NAME = "Send a .fit, .gpx or .tcx file, packed as .gz or not, a .zip of them, or a .csv list of activities."
NO_ROOM = "There is no room for a file of this size right now. Try again later."
CHOOSE = "Choose a file first."


def too_big(most_bytes: int) -> str:
    return f"This file is larger than {spoken_size(most_bytes)}. Send it in parts."


def spoken_size(most_bytes: int) -> str:
    """1000000000 -> "1 GB", 10000000 -> "10 MB"."""
    return f"{most_bytes / 1e9:g} GB" if most_bytes >= 1e9 else f"{most_bytes / 1e6:g} MB"


class Sent(UploadedFile):  # type: ignore[type-arg]
    """A file that lies on the disk already. Unless somebody takes it, it goes when the request ends."""

    def __init__(self, incoming: files.Incoming, name: str) -> None:
        super().__init__(name=name, size=incoming.size)
        self.incoming: files.Incoming | None = incoming

    def take(self) -> files.Incoming:
        taken, self.incoming = self.incoming, None
        assert taken is not None
        return taken

    def close(self) -> None:
        if self.incoming is not None:
            self.take().drop()


class ToDisk(FileUploadHandler):
    """Writes what comes in to the disk, piece by piece, and stops at the limit with nothing kept of it."""

    chunk_size = 256 * 1024

    def __init__(self, most_bytes: int) -> None:
        super().__init__()
        self.most_bytes = most_bytes
        self.problem = ""
        self.incoming: files.Incoming | None = None

    def handle_raw_input(
        self, input_data: Any, META: dict[str, str], content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        if content_length > self.most_bytes + self.chunk_size:
            self.problem = too_big(self.most_bytes)
        elif content_length + settings.UPLOAD_KEEPS_FREE > files.free_bytes():
            self.problem = NO_ROOM

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.problem:
            raise SkipFile
        self.incoming = files.Incoming()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self.incoming is not None
        if start + len(raw_data) > self.most_bytes:
            self.problem = too_big(self.most_bytes)
            self._drop()
            raise SkipFile
        try:
            self.incoming.write(raw_data)
        except OSError as error:  # the disk filled up meanwhile
            self.problem = NO_ROOM
            self._drop()
            raise SkipFile from error

    def file_complete(self, file_size: int) -> Sent | None:
        incoming, self.incoming = self.incoming, None
        return None if incoming is None else Sent(incoming, self.file_name or "")

    def upload_interrupted(self) -> None:
        self._drop()

    def _drop(self) -> None:
        if self.incoming is not None:
            self.incoming.drop()
            self.incoming = None


class UploadForm(forms.Form):
    key = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, required=False, error_messages={"invalid": OLD_FORM}
    )
    file = forms.FileField(
        label="A file or an archive",
        widget=forms.FileInput({"accept": ",".join(SUFFIXES)}),
        error_messages={
            "required": CHOOSE,
            "empty": "This file is empty. Choose another one.",
            "missing": CHOOSE,
            "invalid": CHOOSE,
            "max_length": "The name of this file is too long. Shorten it and send it again.",
        },
        max_length=300,
    )

    def __init__(self, *args: Any, problem: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = (
            f"FIT, GPX or TCX, a .zip of them, or the whole export of Strava or Garmin, up to "
            f"{spoken_size(settings.UPLOAD_MAX_BYTES)}."
        )
        if problem:
            self.fields["file"].error_messages["required"] = problem

    def clean_file(self) -> Sent:
        file = self.cleaned_data["file"]
        if not (file.name or "").lower().endswith(SUFFIXES):
            raise forms.ValidationError(WRONG_NAME)
        return cast(Sent, file)

    def unit_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


class AnswerForm(forms.Form):
    to = forms.ChoiceField(choices=Import.Answer.choices)
    always = forms.BooleanField(required=False)


class DateForm(forms.Form):
    """When an activity began whose watch did not know, in the runner's zone."""

    day = forms.DateField(
        label="Day",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Say which day it was.", "invalid": "Type the day as 2026-11-21."},
    )
    clock = forms.TimeField(
        label="Started at",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"required": "Say when you started.", "invalid": "Type the time as 18:30."},
    )

    def __init__(self, *args: Any, zone: str, now: datetime, **kwargs: Any) -> None:
        self.zone, self.now = ZoneInfo(zone), now
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day, clock = values.get("day"), values.get("clock")
        if day and day < EARLIEST:
            self.add_error("day", "Choose a day from the year 2000 on.")
        elif day and day > self.now.astimezone(self.zone).date():  # some are too far off for any other zone
            self.add_error("day", "That day has not come yet.")
        elif day and clock is not None:
            # A clock time that came twice, or never, is off by an hour at most: the day is what was missing.
            values["started_at"] = datetime.combine(day, clock, self.zone).astimezone(UTC)
            if values["started_at"] > self.now:
                self.add_error("clock", "That time has not come yet.")
        return values
