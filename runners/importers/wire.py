"""Runs and refusals as bytes and back, between the process that reads a file and the one that asked for it.

A head of JSON, and then the arrays as they lie in memory: whoever reads them back runs no code of the other
side's choosing, as unpickling would.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import numpy as np

from runners.importers.parsed import FloatArray, Lap, ParsedRun, Track
from runners.importers.refusals import RefusalKind, Refused

LENGTH = struct.Struct("<I")
ARRAYS = ("t_s", "distance_m", "elevation_m", "heart_rate", "cadence", "speed")
STRUCTURED = frozenset({"started_at", "laps", "pauses", "track", "warnings"})
PLAIN = tuple(one.name for one in fields(ParsedRun) if one.name not in STRUCTURED)


class Garbled(Exception):
    """These bytes are no answer."""


def packed(runs: Sequence[ParsedRun]) -> bytes:
    body = [column.astype("<f8").tobytes() for run in runs for column in columns(run).values()]
    return framed({"runs": [head_of(run) for run in runs]}, b"".join(body))


def packed_refusal(refusal: Refused) -> bytes:
    return framed({"refused": refusal.kind.value, "sentence": refusal.sentence})


def framed(head: dict[str, Any], body: bytes = b"") -> bytes:
    words = json.dumps(head).encode()
    return LENGTH.pack(len(words)) + words + body


def head_of(run: ParsedRun) -> dict[str, Any]:
    return {name: getattr(run, name) for name in PLAIN} | {
        "started_at": run.started_at.isoformat(),
        "laps": [[lap.start_s, lap.timer_s, lap.distance_m] for lap in run.laps],
        "pauses": run.pauses,
        "warnings": run.warnings,
        "arrays": {name: len(column) for name, column in columns(run).items()},
        "distance_from": run.track.distance_from if run.track else None,
    }


def columns(run: ParsedRun) -> dict[str, FloatArray]:
    if run.track is None:
        return {}
    found = {name: getattr(run.track, name) for name in ARRAYS}
    return {name: column for name, column in found.items() if column is not None}


def unpacked(answer: bytes) -> tuple[ParsedRun, ...]:
    """Raises Refused when that is the answer, and Garbled when this is none."""
    try:
        (size,) = LENGTH.unpack_from(answer)
        head, body = json.loads(answer[LENGTH.size : LENGTH.size + size]), memoryview(answer)[LENGTH.size + size :]
        refusal = Refused(RefusalKind(head["refused"]), str(head["sentence"])) if "refused" in head else None
        runs = [] if refusal else runs_of(head["runs"], body)
    except (struct.error, ValueError, KeyError, TypeError) as error:
        raise Garbled from error
    if refusal is not None:
        raise refusal
    return tuple(runs)


def runs_of(heads: list[dict[str, Any]], body: memoryview) -> list[ParsedRun]:
    runs = []
    for head in heads:
        arrays: dict[str, FloatArray] = {}
        for name, length in head["arrays"].items():
            arrays[name] = np.frombuffer(body, dtype="<f8", count=length)
            body = body[8 * length :]
        runs.append(run_of(head, arrays))
    return runs


def run_of(head: dict[str, Any], arrays: dict[str, FloatArray]) -> ParsedRun:
    track = None
    if arrays:
        track = Track(**arrays | {"speed": arrays.get("speed")}, distance_from=head["distance_from"])  # type: ignore[arg-type]
    return ParsedRun(
        **{name: head[name] for name in PLAIN},
        started_at=datetime.fromisoformat(head["started_at"]),
        laps=tuple(Lap(*lap) for lap in head["laps"]),
        pauses=tuple((begin, end) for begin, end in head["pauses"]),
        warnings=tuple(head["warnings"]),
        track=track,
    )
