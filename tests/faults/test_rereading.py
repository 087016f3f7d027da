"""History is worked out again by a worker that is killed: what it left is taken up, and all ends as without a kill."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from runners import rereading, samples
from runners.models import Reread, Run, User
from tests import recording
from tests.faults.site import Site, end, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
PROFILES = [
    pytest.param(40, 1, id="short"),
    pytest.param(300, 10, id="long", marks=[pytest.mark.long, pytest.mark.timeout(1200)]),
]


def all_numbers() -> list[tuple[object, ...]]:
    return list(Run.objects.order_by("pk").values_list(*samples.WORKED_OUT))


@pytest.mark.parametrize(("runs", "kills"), PROFILES)
def test_a_killed_worker_leaves_nothing_half_done_it_goes_on(
    site: Site, runner: User, now: datetime, tell: Callable[[str], None], runs: int, kills: int
) -> None:
    for i in range(runs):
        recording.run(runner, at=now - timedelta(hours=i), minutes=13, wobble=0.02 + i / 10_000)
    fresh = all_numbers()
    Run.objects.update(cv_succ=9.0, window_speeds=[1.0], pacing_quality="")
    batch, rng = rereading.ask(now=now), random.Random(4)
    for _ in range(kills):
        left = Reread.objects.waiting().count()
        worker = site.start("manage.py", "dispatch", process="dispatch")
        enough = left - rng.randrange(1, max(2, left // (kills + 1)))
        assert wait_until(lambda enough=enough: Reread.objects.waiting().count() <= enough, 60), site.said("dispatch")
        end(worker)
        Reread.objects.update(leased_until=None)  # as a minute later
    site.dispatcher()
    assert wait_until(lambda: not Reread.objects.waiting().exists(), 60), site.said("dispatch")
    far = rereading.report(batch)
    tell(f"{runs} runs, worker killed {kills} times: {far.done} done, {far.moved} moved, {far.failed} failed")
    assert all_numbers() == fresh
    assert (far.done, far.moved, far.failed) == (runs, runs, 0)
