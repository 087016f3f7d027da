"""The pages that a phone keeps for a time without a network, and what makes it an app on the home screen.

Nothing of anybody is in them: they are rendered without a request, the same for everyone.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from journal.forms import CheckInForm, DailyCheckForm, DayForm, ReflectionForm
from journal.icons import SIZES, drawn
from journal.practice_forms import PageForm, PracticeForm
from journal.queries.practices import shelf_of_tools, tool_of
from journal.tools.breathing import PATTERNS
from journal.tools.catalogue import TOOLS
from journal.tools.openers import HOW_TO, OPENERS, WORTH_IT
from journal.tools.strength import ROUTINES
from journal.tools.writing import shelves
from runners.access import public
from runners.models import User

A_YEAR = 31_536_000
# What only the style sheet names.
INSIDE = (
    *(f"fonts/{name}.woff2" for name in ("literata", "literata-italic", "atkinson-regular", "atkinson-bold")),
    "wave.svg",
)
PAPER = "#eef2ef"
# What a phone opens when the network does not answer: the address asked for, and the page kept for it.
PAGES = {
    "journal-check-in": "offline-check-in",
    "journal-reflect": "offline-reflect",
    "journal-daily-check": "offline-daily-check",
    "breathe": "offline-breathe",
    "toolbox": "offline",
    "practice-new": "offline-practice",
    "toolbox-write": "offline-write",
    "toolbox-beginnings": "offline-write",
    "talk": "offline-talk",
    "talk-help": "offline-talk",
    "support": "support",
    "offline": "offline",
    "offline-lost": "offline-lost",
}
FORMS = {"journal-check-in": "check-in", "journal-reflect": "reflect", "journal-daily-check": "daily-check",
         "practice-new": "practice", "toolbox-write": "write"}  # fmt: skip
# Guides that need nobody's rows, by the page they are on.
GUIDES = {"breathe-pattern": "journal/breathe.html", "strength": "offline/strength.html"}
BLANK = {"key": ""}  # the phone makes one for each form it fills in


@public
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What waits on this phone, and what can be done without a network."""
    return HttpResponse(_page("offline/kept.html"))


@public
@require_safe
def lost(request: HttpRequest) -> HttpResponse:
    """A form was sent and no answer came."""
    return HttpResponse(_page("offline/lost.html"))


@public
@require_safe
def check_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_page("offline/check_in.html"))


@public
@require_safe
def reflect(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_page("offline/reflect.html"))


@public
@require_safe
def daily_check(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_page("offline/daily_check.html"))


@public
@require_safe
def practice(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_page("offline/practice.html"))


@public
@require_safe
def write(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_page("offline/write.html"))


@public
@require_safe
def talk(request: HttpRequest) -> HttpResponse:
    """First sentences alone: whom somebody would say them to is private, and stays on the site."""
    return HttpResponse(_page("offline/talk.html"))


@public
@require_safe
def breathe(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_page("journal/breathe.html"))


@public
@require_safe
def guide(request: HttpRequest, which: str) -> HttpResponse:
    """A way of breathing, of sitting still or of getting stronger: the same for everybody."""
    return HttpResponse(_guide(tool_of(which).key))


@cache
def _guide(which: str) -> bytes:
    tool = TOOLS[which]
    page = {"tool": tool, "pattern": PATTERNS.get(which), "routine": ROUTINES.get(which), "practice": None}
    return get_template(GUIDES[tool.page]).render(page).encode()


def _guides() -> dict[str, str]:
    """Each guide's address and that of the page it begins on, and the page kept for both."""
    pages: dict[str, str] = {}
    for tool in TOOLS.values():
        guided, begun = reverse(tool.page, args=[tool.key]), reverse("toolbox-start", args=[tool.key])
        pages |= dict.fromkeys((guided, begun), reverse("offline-guide", args=[tool.key]))
    return pages


@cache
def _page(name: str) -> bytes:
    return get_template(name).render(_context(name)).encode()


def _context(name: str) -> dict[str, object]:
    now = timezone.now()  # that there is a clock, says the form; which time it shows, no blank form does
    if name == "offline/check_in.html":
        return {"form": CheckInForm(initial=BLANK, has_coach=lambda: False, now=now)}
    if name == "offline/reflect.html":
        return {"form": ReflectionForm(initial=BLANK, has_coach=lambda: False, now=now)}
    if name == "offline/daily_check.html":
        return {"form": DailyCheckForm(initial=BLANK), "asked": DayForm(runner=User(), now=now)}
    if name == "offline/practice.html":
        kinds = {tool.key: tool.kind for tool in TOOLS.values()}
        return {"form": PracticeForm(initial=BLANK, now=now), "kinds": kinds}
    if name == "offline/write.html":
        return {"form": PageForm(initial=BLANK), "beginnings": list(shelves().values())}
    if name == "offline/talk.html":
        return {"openers": OPENERS, "worth_it": WORTH_IT, "how_to": HOW_TO}
    return {"shelves": shelf_of_tools()}


@dataclass(frozen=True)
class Shell:
    """What the worker on the phone is told. `version` differs whenever a page or a file of it does."""

    version: str
    files: list[str]
    pages: dict[str, str]
    forms: dict[str, str]
    offline: str
    lost: str
    leave: str
    login: str


KEPT_PAGES = tuple(
    f"offline/{name}.html"
    for name in ("kept", "lost", "check_in", "reflect", "daily_check", "practice", "write", "talk")
)


@cache
def shell() -> Shell:
    html = b"".join([*map(_page, (*KEPT_PAGES, "journal/breathe.html")), *map(_guide, TOOLS)])
    found = re.findall(rf'(?:src|href)="({re.escape(settings.STATIC_URL)}[^"#]+)', html.decode())
    assets = sorted({*found, *(static(name) for name in INSIDE)})
    pages = {reverse(address): reverse(page) for address, page in PAGES.items()} | _guides()
    pages |= {page: page for page in pages.values()}
    return Shell(
        version=hashlib.sha256(html + repr(assets).encode()).hexdigest()[:16],
        files=[*sorted(set(pages.values())), *assets],
        pages=pages,
        forms={reverse(address): form for address, form in FORMS.items()},
        offline=reverse("offline"),
        lost=reverse("offline-lost"),
        leave=reverse("account_logout"),
        login=reverse("account_login"),
    )


@public
@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Asked for again by the browser itself; it differs when anything the phone keeps does."""
    told = json.dumps({**vars(shell()), "kept": reverse("kept"), "icon": reverse("icon", args=[192])})
    script = json.dumps(static("js/sw.js"))
    return HttpResponse(f"const SHELL = {told};\nimportScripts({script});\n", content_type="text/javascript")


@public
@require_safe
@cache_control(max_age=86_400)
def manifest(request: HttpRequest) -> HttpResponse:
    icons = [
        {"src": reverse("icon", args=[size]), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in SIZES[1:]
        for purpose in ("any", "maskable")
    ]
    app = {
        "id": "/",
        "name": "Evenpace",
        "short_name": "Evenpace",
        "description": "What your legs do and what your head carries, side by side.",
        "start_url": reverse("journal-today"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
        "shortcuts": [
            {"name": "Before a run", "url": reverse("journal-check-in")},
            {"name": "After a run", "url": reverse("journal-reflect")},
            {"name": "Daily check", "url": reverse("journal-daily-check")},
        ],
    }
    return JsonResponse(app, content_type="application/manifest+json")


@public
@require_safe
@cache_control(public=True, max_age=A_YEAR)
def icon(request: HttpRequest, size: int) -> HttpResponse:
    if size not in SIZES:
        raise Http404
    return HttpResponse(drawn(size), content_type="image/png")
