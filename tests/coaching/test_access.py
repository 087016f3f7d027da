"""Every address, asked by everybody: each view declares who may open it, and answers just so."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from runners import actions
from runners.models import Coachship, User
from runners.models.people import Shares
from runners.roles import MAY, Deed
from tests.coaching.world import LESSER, World, world

__all__ = ["world"]
ROLES = (
    "anonymous",
    "stranger",
    "staff",
    "runner",
    "other_coach",
    "ex_coach",
    "coach_without_consent",
    "coach",
    *LESSER,
)
# To have coached this runner once, or to work for the site, opens nothing.
ALIKE = {"ex_coach": "other_coach", "staff": "stranger"}
# allauth's own addresses: open to all, or answering a signed-in person about themselves only.
FOREIGN = ("account_", "mfa_", "usersessions_")


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            if item.namespace != "admin":  # the keepers' desk has its own tests
                yield from patterns(item)
        else:
            yield item


OURS = {str(p.name): p for p in patterns() if p.name and not str(p.name).startswith(FOREIGN)}


# What GET answers: by default from the view's declaration; the exceptions are about whose row it is.
OWN_ROWS = {
    name for name in OURS
    if name in {"run", "import", "import-files", "import-csv", "import-original", "run-edit", "run-original",
                "journal-checked-in", "journal-check-in-edit", "journal-reflected", "journal-reflection-edit",
                "settings-preview", "settings-preview-line", "journal-write", "squad-offer", "own-data-fetch",
                "settings-before", "settings-preview-days",
                "practice", "practice-after", "practice-edit", "toolbox-write-on", "talk-change", "plan-ease"}
}  # fmt: skip
OWN_ROWS |= {"message-thread", "message-edit", "alert-fine"}
# One's own, without a number in the address: there is nobody else's to reach.
OWN_ALONE = {
    "insights-week-private",
    "message-mails", "message-habit",
    "settings-phones-try", "toolbox-months-switch",
    "pause", "pause-end", "goal-rhythm-take", "own-data-copy", "own-data-bring", "stay",
    "plan-copy", "plan-copy-undo", "plan-keep",
    "hours-add", "hours-day-add", "hours-away-add", "hours-calendar-read", "hours-calendar-remove",
    "alert-server-remove", "alert-server-resume", "alert-server-try",
    "group-fill", "group-undo", "look-keep",
}  # fmt: skip
ONLY_POST = OWN_ALONE | {
    "message-readers", "message-delete", "message-restore",
    "coach-message-delete", "coach-message-restore", "message-text-remove", "messages-undo",
    "journal-choose", "journal-ran-me", "journal-restore",
    "journal-cue", "journal-cue-went", "practice-step", "talk-remove", "settings-phone-remove",
    "goal-size", "goal-end", "goal-open", "goal-step",
    "run-delete", "run-restore", "import-cancel", "import-ran", "import-undo", "import-answer", "import-date",
    "settings-shares", "settings-leave", "journal-delete", "journal-share", "invite-revoke", "alert-step",
    "invite-resend",
    "agreed-end", "agreed-hold", "agreed-heard", "settings-role",
    "alert-answer", "alert-outcome", "alert-undo", "alert-fine-back", "note-unshare", "note-delete",
    "article-preview", "article-remove", "article-picture-remove", "comment-appeal", "comment-withdraw",
    "hours-remove", "hours-day-remove", "hours-away-remove",
    "booking-call-off", "booking-let-go", "booking-reminders", "booking-line", "booking-newest",
    "booking-take-back",
    "offer-close", "offer-date", "date-call-off",
    "group-delete", "group-take-out", "look-let-go",
    "consultation-step", "consultation-follow-up", "consultation-invite",
    "plan-went", "plan-run-move", "plan-run-remove", "plan-practice-move", "plan-practice-remove",
    "plan-run-put-back", "plan-practice-put-back", "plan-run-undo", "plan-practice-undo",
    "plan-week-use", "plan-week-remove", "plan-reach", "ease-take-back",
}  # fmt: skip

# A plain visit to these (after signing in again, say) leads back to the page with the button, whatever the row.
SENT_BACK = {"settings-leave": "runner", "invite-revoke": "coach", "invite-resend": "coach"}


# What it takes to open or post these for a runner; whoever may not do it finds nothing there.
TAKES: dict[str, Deed] = {
    "agreed-heard": Deed.BE_TOLD,
    **dict.fromkeys(("alert-step", "alert-undo"), Deed.ANSWER),
    **dict.fromkeys(("offer-call", "note-share"), Deed.WRITE),
    **dict.fromkeys(("ease", "plan-run", "plan-practice"), Deed.PLAN),
    **dict.fromkeys(
        (f"plan-{what}-{how}" for what in ("run", "practice") for how in ("move", "remove", "put-back")), Deed.PLAN
    ),
}


def as_who(name: str, role: str) -> str:
    """Somebody who may do less is as the coach they were, or as nobody where it takes what they may not do."""
    if role not in LESSER:
        return role
    return "coach" if name not in TAKES or TAKES[name] in MAY[LESSER[role]] else "nobody"


def expected(name: str, role: str) -> set[int]:
    declared, role = OURS[name].callback.access, as_who(name, ALIKE.get(role, role))  # type: ignore[union-attr]
    if role == "nobody":
        return {405} if name in ONLY_POST else {404}
    if name == "home":
        return {200} if role == "anonymous" else {302}
    if name == "try" and role != "anonymous":
        return {302}
    if declared == "public":
        return {405} if name in ONLY_POST else {200, 503} if name == "healthz" else {200}
    if role == "anonymous":
        return {302}
    if name in ("plan-run", "plan-practice", "ease-sent", "group", "preset-group"):
        return {200} if role == "coach" else {404}
    if name == "athlete-before":
        return {200} if role == "coach" else {404}
    if name in ("note-edit", "note-share", "article-edit", "offer-edit", "consultation", "consultation-lent"):
        return {200} if role == "coach" else {404}
    if name in ("coach-thread", "coach-message-edit", "messages-sent"):
        return {200} if role == "coach" else {404}
    if name in ("athlete", "athlete-days", "offer-call", "notes-about", "coach-runner-messages", "ease"):
        return {200} if role in ("coach", "coach_without_consent") else {404}
    if name == "preset-runner":
        return {200} if role in ("coach", "coach_without_consent") else {404}
    if name == "settings-shares":
        return {302} if role == "runner" else {404}
    if name in SENT_BACK:
        return {404} if SENT_BACK[name] == "coach" and role in ("stranger", "runner") else {302}
    if declared == "coach":
        allowed = role in ("other_coach", "coach_without_consent", "coach")
        return ({405} if name in ONLY_POST else {200}) if allowed else {404}
    if name in ONLY_POST:
        return {405}
    if name == "own-data-fetch":  # theirs, once they have given their password again
        return {302} if role == "runner" else {404}
    if name in OWN_ROWS:
        return {200} if role == "runner" else {404}
    return {200}


def test_every_view_declares_who_may_open_it() -> None:
    silent = [
        name for name, p in OURS.items() if getattr(p.callback, "access", None) not in ("public", "runner", "coach")
    ]
    assert silent == []
    unnamed = [p for p in patterns() if not p.name and not str(p.pattern).startswith(("static", "media"))]
    assert unnamed == []


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_declared(world: World, role: str) -> None:
    client, wrong = world.client(role), []
    for name in sorted(OURS):
        address = reverse(name, kwargs=world.arguments.get(name, {}))
        status = client.get(address).status_code
        if status not in expected(name, role):
            wrong.append((name, status, expected(name, role)))
    assert wrong == []


POSTED = sorted(
    ONLY_POST
    - OWN_ALONE
    - {"article-preview", "comment-appeal", "comment-withdraw"}
    - {name for name in ONLY_POST if name.startswith("booking-")}
    - {"messages-undo", "ease-take-back", "plan-reach", "plan-run-undo", "plan-practice-undo"}
    | OWN_ROWS
    - {
        "run-original",
        "import",
        "import-files",
        "import-csv",
        "import-original",
        "journal-checked-in",
        "journal-reflected",
        "practice",
        "run",
        "settings-preview",
        "settings-preview-days",
        "settings-preview-line",
        "own-data-fetch",
    }
)


@pytest.mark.parametrize("role", [r for r in ROLES if r not in ("runner",)])
def test_nobody_changes_what_is_not_theirs(world: World, role: str) -> None:
    """Another's row and no row at all answer alike, and neither changes anything."""
    client, wrong = world.client(role), []
    for name in POSTED:
        if as_who(name, role) == "coach" and name in (
            "agreed-heard",
            "alert-step",
            "alert-undo",
            "invite-revoke",
            "invite-resend",
            "note-unshare",
            "note-delete",
            "coach-message-delete",
            "coach-message-restore",
            "message-text-remove",
            "article-remove",
            "article-picture-remove",
            "offer-close",
            "offer-date",
            "date-call-off",
            "consultation-step",
            "consultation-follow-up",
            "consultation-invite",
            "hours-remove",
            "hours-day-remove",
            "hours-away-remove",
            "group-delete",
            "group-take-out",
            "look-let-go",
            "plan-run-move",
            "plan-run-remove",
            "plan-practice-move",
            "plan-practice-remove",
            "plan-run-put-back",
            "plan-practice-put-back",
            "plan-week-use",
            "plan-week-remove",
        ):
            continue
        arguments = world.arguments[name]
        theirs = client.post(reverse(name, kwargs=arguments))
        nobodys = client.post(reverse(name, kwargs={**arguments, "pk": 999_999}))
        if {theirs.status_code, nobodys.status_code} != {302 if role == "anonymous" else 404}:
            wrong.append((name, theirs.status_code, nobodys.status_code))
    assert wrong == []


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_no_address_answers_other_methods_with_a_fault(world: World, method: str) -> None:
    client = world.client("runner")
    for name in sorted(OURS.keys() - {"healthz"}):  # red where nothing runs, and rightly so
        address = reverse(name, kwargs=world.arguments.get(name, {}))
        assert getattr(client, method)(address).status_code < 500, name


def test_a_coach_without_consent_reads_nothing_of_anybody(world: World, runner: User) -> None:
    page = world.client("coach_without_consent").get(reverse("athlete", args=[runner.pk])).content.decode()
    for told in ("mine alone", "Strained", "Talk today", '<svg class="wl"', "Against plan"):
        assert told not in page


def test_a_withdrawn_switch_holds_from_the_next_request_on(
    world: World, runner: User, coach: User, tie: Coachship, now: datetime
) -> None:
    client = world.client("coach")
    pages = [reverse("squad"), reverse("coach-alerts"), reverse("athlete", args=[runner.pk])]
    before = [client.get(page).content.decode() for page in pages]
    assert all("Strained" in page or "Talk today" in page for page in before)
    actions.set_shares(runner, coachship=tie, shares=Shares(), now=now)
    after = [client.get(page).content.decode() for page in pages]
    assert not any("Strained" in page or "Talk today" in page for page in after)


def test_signed_in_pages_are_kept_by_no_cache(signed_in: Callable[[User], Client], runner: User) -> None:
    assert signed_in(runner).get(reverse("journal-today"))["Cache-Control"] == "no-store"
