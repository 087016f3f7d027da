"""The same work in several processes of this machine, each with its own connection to the database."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from django.db import connections

Spread = Callable[..., Iterator[Any]]  # `map`, or the `map` of several processes


@contextmanager
def processes(number: int) -> Iterator[Spread]:
    """`map` over that many processes; with one, in this one. What a killed process leaves undone raises
    `BrokenProcessPool`."""
    if number == 1:
        yield map
        return
    connections.close_all()  # a fork must not inherit a connection
    with ProcessPoolExecutor(number, mp_context=get_context("fork")) as pool:
        pool.submit(os.getpid).result()  # all are there now, before this process connects again
        yield pool.map
