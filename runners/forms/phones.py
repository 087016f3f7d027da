"""What a browser says of itself when it subscribes to pushes."""

from typing import Any

from django import forms

from runners import outward
from runners.models.push import LONGEST_ENDPOINT
from runners.push.sealing import is_browser_key

NOT_OURS = "Your browser answered with something we cannot use. Nothing was switched on."
GIVEN = {"required": NOT_OURS, "max_length": NOT_OURS}


class PhoneForm(forms.Form):
    """Filled in by a script: whatever is wrong with it, there is one thing to say."""

    endpoint = forms.CharField(max_length=LONGEST_ENDPOINT, error_messages=GIVEN, widget=forms.HiddenInput)
    p256dh = forms.CharField(max_length=100, error_messages=GIVEN, widget=forms.HiddenInput)
    auth = forms.CharField(max_length=40, error_messages=GIVEN, widget=forms.HiddenInput)

    def clean_endpoint(self) -> str:
        endpoint: str = self.cleaned_data["endpoint"]
        if not outward.is_https(endpoint):
            raise forms.ValidationError(NOT_OURS)
        return endpoint

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "p256dh" in given and "auth" in given and not is_browser_key(given["p256dh"], given["auth"]):
            self.add_error("p256dh", NOT_OURS)
        return given

    @property
    def problem(self) -> str:
        return NOT_OURS if self.errors else ""
