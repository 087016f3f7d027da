"""Ten years of somebody's: taken in turns and brought back in turns, none longer than a worker may take."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

import pytest

from coaching.privacy import bringing, exporting
from journal.models import CheckIn, DailyCheck, Reflection
from runners import files, own_data, pieces
from runners.models import Export, Original, Run, Samples, User
from tests import making, recording
from tests.coaching.privacy.making import incoming, zip_of

LONGEST_TURN_S = 30.0  # of the 45 a worker may take


class Watch:
    """A clock that goes as fast as this process works."""

    def __init__(self, now: datetime) -> None:
        self.now, self.began = now, time.process_time()

    def __call__(self) -> datetime:
        return self.now + timedelta(seconds=time.process_time() - self.began)


def lived(runner: User, now: datetime, days: int) -> None:
    """A run from a file of 100 kB, a check-in, a reflection and a daily check each day."""
    run = recording.run(runner, at=now - timedelta(days=days + 1), minutes=45)
    samples, content = Samples.objects.get(run=run), bytes(range(256)) * 400
    made = [now - timedelta(days=day) for day in range(days)]
    runs = Run.objects.bulk_create([_again(run, at) for at in made])
    Samples.objects.bulk_create([Samples(run=one, count=samples.count, content=samples.content) for one in runs])
    originals = (
        Original(
            runner=runner, run=one, name="a.fit", sha256=files.digest_of(content), content=content, status="imported",
            time_zone="UTC", received_at=now,
        )
        for one in runs
    )  # fmt: skip
    for few in batched(originals):
        Original.objects.bulk_create(few)
    for model, values in ((CheckIn, {"note": "words " * 20}), (Reflection, {"effort": 4}), (DailyCheck, {"sleep": 7})):
        model.objects.bulk_create(
            model(
                runner=runner, made_at=at, time_zone="Europe/Dublin", local_day=at.date(), entered_at=at, **values
            )
            for at in made
        )  # fmt: skip


def batched(rows: Iterator[Original]) -> Iterator[list[Original]]:
    while few := list(islice(rows, 50)):
        yield few


def _again(run: Run, at: datetime) -> Run:
    values = {field.attname: getattr(run, field.attname) for field in Run._meta.concrete_fields}
    del values["id"], values["key"]
    return Run(**{**values, "started_at": at, "local_day": at.date(), "title": "Along the river"})


def turns_of(work: object, waiting: object, now: datetime) -> list[float]:
    spent = []
    while waiting.exists():  # type: ignore[attr-defined]
        before = time.process_time()
        work(clock=Watch(now + timedelta(days=len(spent))), seconds=12)  # type: ignore[operator]
        spent.append(time.process_time() - before)
    return spent


@pytest.mark.parametrize(
    "days", [pytest.param(60, id="two months"), pytest.param(3650, marks=pytest.mark.long, id="ten years")]
)
@pytest.mark.timeout(1800)
def test_no_turn_takes_longer_than_a_worker_may(
    runner: User, now: datetime, days: int, capsys: pytest.CaptureFixture[str]
) -> None:
    lived(runner, now, days)
    made = own_data.ask_for_copy(runner, now=now)
    out = turns_of(exporting.work, Export.objects.waiting(), now)
    made.refresh_from_db()
    newcomer = making.person("new@example.org")
    content = b"".join(pieces.all_of(made.token, owner_id=runner.pk))
    row = own_data.bring(newcomer, incoming=incoming(content), now=now)
    back = turns_of(bringing.work, type(row).objects.waiting(), now)
    row.refresh_from_db()
    with capsys.disabled():
        print(
            f"\n  {days} days, {made.size / 1e6:.0f} MB, {len(zip_of(made).namelist())} members: "
            f"out {sum(out):.1f} s in {len(out)} turns (longest {max(out):.1f} s), "
            f"back {sum(back):.1f} s in {len(back)} (longest {max(back):.1f} s)"
        )
    assert (made.state, row.state, row.lost) == ("ready", "done", 0)
    assert Original.objects.filter(runner=newcomer, content__isnull=False).count() == days
    assert max(out + back) < LONGEST_TURN_S
