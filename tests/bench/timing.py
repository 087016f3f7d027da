"""Times a thing: the median over rounds, wall clock and this process's CPU."""

import gzip
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

WARM_UP = 5


@dataclass(frozen=True)
class Timed:
    wall_ms: float
    cpu_ms: float


def timed(
    do: Callable[[], object], *, rounds: int, warm_up: int = WARM_UP, before: Callable[[], object] = lambda: None
) -> Timed:
    """`before` is done before each round, and not measured."""
    for _ in range(warm_up):
        before()
        do()
    walls, cpus = [], []
    for _ in range(rounds):
        before()
        wall, cpu = time.perf_counter(), time.process_time()
        do()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    # CPU clocks are coarse: the mean of many is finer than any one of them.
    return Timed(statistics.median(walls) * 1000, statistics.fmean(cpus) * 1000)


def queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return len(asked)


def gzipped(content: bytes) -> int:
    return len(gzip.compress(content, 6))
