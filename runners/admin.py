"""The keepers' desk at /admin/: accounts and machinery. Nobody's diary is here, not even sealed.

Only what is registered below exists. There is no automatic discovery, so that no library adds a page of its own.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, URLField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from runners.models import CoachProfile, Coachship, Helpline, Outbox, Pulse, User
from runners.second_step import lacks_second_step


class Desk(admin.AdminSite):
    """Superusers only, by the same door as everybody: password, second step, rate limits."""

    site_header = site_title = "Evenpace"
    index_title = "Accounts and machinery"

    def has_permission(self, request: HttpRequest) -> bool:
        person = request.user
        return isinstance(person, User) and person.is_superuser and not lacks_second_step(person)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Where everybody comes who may not be here: no form of its own, and nothing here for others."""
        person = request.user
        if not isinstance(person, User):
            return redirect_to_login(request.GET.get("next", "/admin/"))
        if not person.is_superuser:
            raise Http404
        return redirect("second-step" if lacks_second_step(person) else "admin:index")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    actions = None
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class Changeable(ReadOnly):
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True


class People(Changeable):
    """An account can be closed and opened again, nothing else. Its password is changed by its owner alone."""

    fields = ("email", "name", "is_active", "is_coach", "is_staff", "is_superuser", "country", "time_zone",
              "terms_version", "adult_confirmed_at", "joined_at", "last_login")  # fmt: skip
    readonly_fields = tuple(name for name in fields if name != "is_active")
    list_display = ("email", "name", "is_active", "is_coach", "is_staff", "joined_at")
    list_filter = ("is_active", "is_coach", "is_staff")
    search_fields = ("email", "name")
    ordering = ("-joined_at",)


class Profiles(Changeable):
    """A listed coach has public pages: articles, and later offers."""

    list_display = ("person_id", "slug", "since_at", "listed_at")
    fields = ("person_id", "slug", "since_at", "listed_at")
    readonly_fields = ("person_id", "since_at")


class Ties(ReadOnly):
    list_display = ("coach_id", "runner_id", "started_at", "ended_at")
    list_filter = (("ended_at", admin.EmptyFieldListFilter),)


class Helplines(Changeable):
    """Whoever saves a number has called or read it up: the day and who it was are kept beside it, by the account's
    number: an address would outlive the account, or change."""

    list_display = ("country", "kind", "name", "phone", "checked_on", "checked_by")
    list_filter = ("country", "kind", ("checked_on", admin.EmptyFieldListFilter))
    readonly_fields = ("checked_on", "checked_by")
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def save_model(self, request: HttpRequest, obj: Helpline, form: Any, change: bool) -> None:
        obj.checked_on, obj.checked_by = timezone.localdate(), str(request.user)
        super().save_model(request, obj, form, change)


class Letters(ReadOnly):
    list_display = ("letter_id", "kind", "status", "due_at", "attempts", "last_error", "sent_at")
    list_filter = ("status", "kind")
    fields = (*list_display, "recipient_id", "subject_id", "created_at")
    readonly_fields = ("recipient_id", "subject_id")


class Pulses(ReadOnly):
    list_display = ("name", "beat_at")


desk = Desk(name="admin")
desk.register(User, People)
desk.register(CoachProfile, Profiles)
desk.register(Coachship, Ties)
desk.register(Helpline, Helplines)
desk.register(Outbox, Letters)
desk.register(Pulse, Pulses)
