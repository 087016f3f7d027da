"""`python -m tests.fuzz --cases 20000`: broken files through the readers, and what became of them.

Every case is read in a process under the limits of the worker's own children. A process that dies over a case is
counted as a fault, with the number to look at it again: `--only NUMBER`.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator

from tests.fuzz.cases import case, corpus_files, own_files
from tests.fuzz.verdicts import Verdict, verdict

BATCH = 250
CPU_S, WALL_S, MEMORY = 20, 30.0, 500_000_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="one case, with its traceback")
    parser.add_argument("--own", action="store_true", help="without the corpus")
    asked = parser.parse_args()
    files = own_files() + ([] if asked.own else corpus_files())
    if asked.only is not None:
        print(verdict(case(asked.only, seed=asked.seed, files=files)))
        return 0
    print(f"{asked.cases} cases of seed {asked.seed} from {len(files)} files", flush=True)
    began = time.perf_counter()
    verdicts = list(judged(asked.cases, asked.seed, files))
    return told(verdicts, time.perf_counter() - began)


def judged(cases: int, seed: int, files: list[tuple[str, bytes]]) -> Iterator[Verdict]:
    """A process a batch; one that dies leaves its case as a fault, and the next goes on behind it."""
    number = 0
    while number < cases:
        last = min(number + BATCH, cases)
        for found in batch(number, last, seed, files):
            yield found
            number = found.number + 1
        if number < last:
            yield Verdict(number, "FAULT: the process died or took too long", float(CPU_S))
            number += 1


def batch(first: int, last: int, seed: int, files: list[tuple[str, bytes]]) -> Iterator[Verdict]:
    back, out = os.pipe()
    if (pid := os.fork()) == 0:
        os.close(back)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        with os.fdopen(out, "w") as lines:
            for number in range(first, last):
                signal.setitimer(signal.ITIMER_REAL, WALL_S)
                found = verdict(case(number, seed=seed, files=files))
                lines.write(f"{found.number}\t{found.cpu_s}\t{' '.join(found.outcome.split())}\n")
                lines.flush()
        os._exit(0)
    os.close(out)
    with os.fdopen(back) as lines:
        for line in lines:
            number, cpu_s, outcome = line.rstrip("\n").split("\t", 2)
            yield Verdict(int(number), outcome if float(cpu_s) <= CPU_S else "FAULT: too slow", float(cpu_s))
    os.waitpid(pid, 0)


def told(verdicts: list[Verdict], seconds: float) -> int:
    counts = Counter(found.outcome for found in verdicts if not found.outcome.startswith("FAULT"))
    faults = [found for found in verdicts if found.outcome.startswith("FAULT")]
    for outcome, count in counts.most_common():
        print(f"{count:7} {outcome}")
    for found in faults[:40]:
        print(f"case {found.number}: {found.outcome}")
    slowest = max(verdicts, key=lambda found: found.cpu_s)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    print(f"slowest: case {slowest.number}, {slowest.cpu_s:.2f} s of processor time; at most {peak:.0f} MB")
    print(f"{len(verdicts)} cases in {seconds:.0f} s, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
