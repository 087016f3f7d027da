"""What is measured, against what, and how it is said."""

import gc
import os
import re
import resource
import subprocess
import sys
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.utils import timezone

from coaching.alerts import raising
from journal import loads
from journal.models import CheckIn
from runners.models import Stale, User
from runners.side_by_side import processes
from tests.bench import archives, bare, calls, deliveries, files, people, samples
from tests.bench.timing import Timed, gzipped, queries, timed

SQUADS = (5, 50, 200, 1000)


def row(what: str, said: str, goal: str = "") -> None:
    print(f"{what:<34} {said:<66} {goal}", flush=True)


def ms(measured: Timed) -> str:
    return f"{measured.wall_ms:6.1f} ms, CPU {measured.cpu_ms:5.1f} ms"


def of(measured: Timed, reference: Timed) -> str:
    return f"{ms(measured)}, {reference.wall_ms / measured.wall_ms:.2f} of the bare speed"


def visitor() -> Client:
    """Not the name that Django's test environment uses: that would also record every template."""
    return Client(SERVER_NAME="127.0.0.1")


def browser(person: User) -> Client:
    client = visitor()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def run(*, runners: int, rounds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(bare.TABLE)
    now = timezone.now()
    made = people.cast(now)
    gc.collect()
    gc.freeze()  # as a web process does at its start
    row("what", f"in this process, median of {rounds}", "goal")
    runner = browser(made.runners[0])
    insert = timed(lambda: runner.post("/bare/insert/"), rounds=rounds)
    who = timed(lambda: runner.get("/bare/who/"), rounds=rounds)
    anybody = visitor()
    select = timed(lambda: anybody.get("/bare/select/"), rounds=rounds)
    row("bare INSERT with session", ms(insert))
    row("bare session and user", ms(who))
    row("bare indexed SELECT", ms(select))
    _runner_pages(runner, made.runners[0], insert, who, select, rounds=rounds)
    calls.run(row, anybody, select, rounds=rounds)
    _squads(made, now, select, rounds=rounds)
    _athlete_pages(made, now, rounds=rounds)
    _one_refresh(made.runners[0], now, rounds=rounds)
    _weights(runner)
    samples.run(row, runner, made.runners[0], now, rounds=rounds)
    files.run(row, runner, made.runners[0], rounds=rounds)
    archives.run(row)
    _start()
    deliveries.run(row, now)
    _assessment(runners, now)


def run_deliveries(alerts: int) -> None:
    """These alone, and then with what a server goes through."""
    deliveries.run(row, timezone.now(), alerts=alerts)
    deliveries.run_with_faults(row, timezone.now(), alerts=alerts)


def _runner_pages(client: Client, runner: User, insert: Timed, who: Timed, select: Timed, *, rounds: int) -> None:
    posted = timed(lambda: _check_in(client), rounds=rounds)
    row("check-in POST", of(posted, insert), ">= 0.60")
    first = timed(lambda: client.get("/today/"), rounds=rounds, before=lambda: _check_in(client))
    row("today, right after a check-in", of(first, who))
    CheckIn.objects.filter(runner=runner, made_at__gt=timezone.now() - timedelta(minutes=10)).delete()
    loads.refresh_stale(now=timezone.now())
    today = timed(lambda: client.get("/today/"), rounds=rounds)
    row("today", f"{of(today, who)}, {queries(client, '/today/')} queries", ">= 0.35, <= 6 queries")
    anybody = visitor()
    row("home, signed out", of(timed(lambda: anybody.get("/"), rounds=rounds), select), ">= 0.70")


def _check_in(client: Client) -> None:
    """As a browser sends it."""
    answers = {"valence": "1", "activation": "0", "needs": ["clear_my_head"], "planned_effort": "4"}
    sent = urlencode({**answers, "key": uuid.uuid4()}, doseq=True)
    assert client.post("/check-in/", sent, content_type="application/x-www-form-urlencoded").status_code == 302


def _squads(made: people.squad.Squad, now: datetime, select: Timed, *, rounds: int) -> None:
    for size in SQUADS:
        coach = browser(people.squad_of(size, made, now))
        measured = timed(lambda coach=coach: coach.get("/coach/"), rounds=max(5, rounds // 3), warm_up=2)
        page = coach.get("/coach/")
        said = f"{ms(measured)}, {measured.wall_ms / select.wall_ms:.0f} x the bare SELECT, "
        said += f"{queries(coach, '/coach/')} queries, {gzipped(page.content) / 1000:.0f} kB gzip"
        row(f"squad of {size}", said, "<= 3 x, <= 6 queries, <= 90 kB" if size == 200 else "")


def _athlete_pages(made: people.squad.Squad, now: datetime, *, rounds: int) -> None:
    coach = browser(made.coach)
    long = people.three_years(made, now)
    for what, pk, goal in (
        ("12 weeks", made.runners[0].pk, "CPU <= 15 ms, <= 45 kB"),
        ("3 years", long.pk, "CPU <= 40 ms"),
    ):
        address = f"/coach/runners/{pk}/" + ("?range=all" if what == "3 years" else "")
        measured = timed(lambda address=address: coach.get(address), rounds=max(5, rounds // 2))
        page = coach.get(address)
        said = f"{ms(measured)}, {queries(coach, address)} queries, {gzipped(page.content) / 1000:.0f} kB gzip"
        row(f"athlete page, {what}", said, goal)


def _one_refresh(runner: User, now: datetime, *, rounds: int) -> None:
    def refresh() -> None:
        Stale.objects.mark(runner.pk, now.date())
        loads.refresh_now(runner, now=now)

    row("one runner refreshed", ms(timed(refresh, rounds=rounds)), "CPU < 5 ms")


def _weights(client: Client) -> None:
    page = client.get("/check-in/").content.decode()
    files = set(re.findall(r'(?:src|href)="/static/([^"]+\.(?:js|css))"', page))
    contents = [(Path(settings.STATIC_ROOT) / name).read_bytes() for name in files]
    row("JS + CSS on check-in", f"{sum(map(gzipped, contents)) / 1000:.1f} kB gzip in {len(files)} files", "<= 40 kB")
    pages = [("home", visitor(), "/")] + [(name, client, f"/{name}/") for name in ("check-in", "today", "balance")]
    for name, who, address in pages:
        row(f"page weight, {name}", f"{gzipped(who.get(address).content) / 1000:.1f} kB gzip")


START = """
import resource
from wsgiref.util import setup_testing_defaults
from coaching.wsgi import application
asked = {"PATH_INFO": "/terms/"}
setup_testing_defaults(asked)
b"".join(application(asked, lambda status, headers, fault=None: None))
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize())
"""


def _start() -> None:
    """Up to the first page, from compiled modules, as the image holds them: the first of two starts compiles."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(settings.VAR / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", START],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    cpu, rss = done.stdout.split()[-2:]
    row("web process start", f"{float(cpu):.2f} s CPU, {int(rss) / 1e6:.0f} MB", "<= 1.0 s, <= 110 MB")


def _assessment(count: int, now: datetime) -> None:
    row(f"making {count} runners x {people.DAYS} days", "(not measured)")
    people.crowd(count, now)
    raising.assess_due(now=now)  # whoever the pages above left due
    reference, workers = _reference(count), os.cpu_count() or 1
    began, cpu = time.perf_counter(), _cpu()
    with processes(workers) as spread:
        refreshed = loads.refresh_stale(now=now, spread=spread)
        assessed = raising.assess_due(now=now, spread=spread)
    wall, cpu = time.perf_counter() - began, _cpu() - cpu
    said = f"{wall:.1f} s, CPU {cpu:.1f} s, {wall / reference:.1f} x COPY and UPDATE ({reference:.2f} s)"
    row(f"assessed {assessed.assessed} of {refreshed.runners}, {workers} workers", said, "<= 2.5 x")
    # The largest worker is as large as all of them: they do the same.
    most = [resource.getrusage(who).ru_maxrss / 1e6 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    row("memory at its highest", f"{most[0]:.2f} GB, and {workers} x {most[1]:.2f} GB", "< 1 GB")


def _cpu() -> float:
    """Of this process and of those that have ended under it."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _reference(count: int) -> float:
    """Reading the same arrays with COPY, and one UPDATE of as many rows as wide as a standing. The best of three, for
    the first one also pays for the rows being new."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_state (LIKE journal_runnerstate INCLUDING ALL)")
        cursor.execute("INSERT INTO bench_state SELECT * FROM journal_runnerstate LIMIT %s", [count])
        best = min(_copied_and_updated(cursor) for _ in range(3))
        cursor.execute("DROP TABLE bench_state")
    return best


def _copied_and_updated(cursor: CursorWrapper) -> float:
    began = time.perf_counter()
    with cursor.copy("COPY journal_fourweeks TO STDOUT (FORMAT BINARY)") as copy:
        for _ in copy:
            pass
    cursor.execute("UPDATE bench_state SET score = score + 1")
    return time.perf_counter() - began
