"""Work out the runs of files again, after a formula or a reader has changed, and say what moved.

Rows ask for it and the worker works them off; this command follows them and can be stopped and run again with
--follow. With --here it works them off itself. From the samples as they are kept, unless --files reads every file anew.
"""

import time
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from runners import rereading
from runners.clock import database_now
from runners.models import User
from runners.rereading import Report, Shift

PAUSE_S = 1.0
AT_ONCE = 50


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--runner", metavar="EMAIL", help="the runs of one runner alone")
        parser.add_argument("--files", action="store_true", help="read the files again, not only their samples")
        parser.add_argument("--here", action="store_true", help="work it off in this process, without a worker")
        parser.add_argument("--follow", action="store_true", help="ask for nothing new; follow what was asked for last")

    def handle(self, *args: Any, runner: str | None, files: bool, here: bool, follow: bool, **options: Any) -> None:
        batch = rereading.latest() if follow else self._ask(runner, files)
        if batch is None:
            raise CommandError("Nothing has been asked for yet.")
        self._follow(batch, here=here)
        self.stdout.write(lines(rereading.report(batch)))

    def _ask(self, email: str | None, files: bool) -> uuid.UUID:
        person = User.objects.filter(email=email).first() if email else None
        if email and person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        return rereading.ask(now=database_now(), runner=person, from_file=files)

    def _follow(self, batch: uuid.UUID, *, here: bool) -> None:
        """Until nothing of it waits any more; what waits goes on without us."""
        far = rereading.progress(batch)
        while far.waiting:
            self.stdout.write(line(far), ending="\r" if self.stdout.isatty() else "\n")
            self.stdout.flush()
            if here:
                rereading.work_off(now=database_now(), clock=database_now, limit=AT_ONCE)
            else:
                time.sleep(PAUSE_S)
            far = rereading.progress(batch)


def line(far: Report) -> str:
    return f"{far.done:,} of {far.asked:,} runs, {far.moved:,} moved, {far.failed:,} could not be read"


def lines(report: Report) -> str:
    return "\n".join([line(report), *map(_shift, report.shifts)])


def _shift(shift: Shift) -> str:
    runs = f"{shift.runs:,} run{'' if shift.runs == 1 else 's'}"
    return f"  {shift.column}: {runs}, most in run {shift.run_id}: {_figure(shift.before)} -> {_figure(shift.after)}"


def _figure(value: Any) -> str:
    return "none" if value in (None, "") else f"{value:.6g}" if isinstance(value, float) else str(value)
