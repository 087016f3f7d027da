"""`make bench-signal`: each way of reading the answers, in each world, on seeds that nothing was chosen on."""

import argparse
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from tests.signal import latent
from tests.signal.judging import Judged, Point, judge, point, spread
from tests.signal.rules import RULES
from tests.signal.scores import BASELINES, Score, fit_logistic, logistic
from tests.signal.worlds import WORLDS, World, simulate

HELD_OUT = (21, 22, 23, 24, 25, 26, 27, 28)
LEARNED_ON = 101
COLUMNS = ("AUROC", "false at 80 %", "lead d", "found at 0.20", "lead d", "found at 0.10", "lead d")
FIXED = ("false/month", "found", "lead d")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-signal", description=__doc__)
    parser.add_argument("--runners", type=int, default=300, help="for each seed")
    parser.add_argument("--seeds", type=int, nargs="+", default=HELD_OUT)
    asked = parser.parse_args()
    print(f"{len(asked.seeds)} x {asked.runners} invented runners a world, mean +- SD over seeds {asked.seeds}")
    print("All synthetic: it compares readings with each other and says nothing about people.\n")
    # Learned once, without the truth, in one world: in life nobody knows which world it is.
    hidden = latent.level(latent.learn(simulate(WORLDS[0], runners=asked.runners, seed=LEARNED_ON)))
    for world in WORLDS:
        _table(world, _judged(world, {"hidden level": hidden, **BASELINES}, asked.runners, asked.seeds))
        _as_they_stand(_ruled(world, asked.runners, asked.seeds))


def _judged(world: World, blind: dict[str, Score], runners: int, seeds: list[int]) -> dict[str, list[Judged]]:
    """The logistic alone is told the truth, of another sample of the same world: what could be had at best."""
    told = logistic(fit_logistic(simulate(world, runners=runners, seed=LEARNED_ON)))
    readings = {"logistic, told the truth": told, **blind}
    found: dict[str, list[Judged]] = defaultdict(list)
    for seed in seeds:
        sample = simulate(world, runners=runners, seed=seed)
        for name, score in readings.items():
            found[name].append(judge(score(sample), sample))
    return found


def _ruled(world: World, runners: int, seeds: list[int]) -> dict[str, list[Point]]:
    samples = [simulate(world, runners=runners, seed=seed) for seed in seeds]
    return {name: [point(rule(sample), sample) for sample in samples] for name, rule in RULES.items()}


def _table(world: World, found: dict[str, list[Judged]]) -> None:
    _line(world.name, COLUMNS)
    for name, rows in found.items():
        _line(f"  {name}", [_cell(values) for values in zip(*map(_figures, rows), strict=True)])
    print(f"  {_against(found, 'hidden level', 'plain mean')}\n  {_against(found, 'hidden level', 'the balance')}")


def _as_they_stand(found: dict[str, list[Point]]) -> None:
    _line("  a line that is not moved", FIXED)
    for name, rows in found.items():
        _line(f"  {name}", [_cell(values) for values in zip(*((p.false, p.found, p.lead) for p in rows), strict=True)])
    print()


def _line(name: str, cells: Sequence[str]) -> None:
    print(f"{name:<27}" + "".join(f"{cell:>17}" for cell in cells))


def _figures(row: Judged) -> tuple[float, ...]:
    at_20, at_10 = row.at_20, row.at_10
    return row.auroc, row.at_80.false, row.at_80.lead, at_20.found, at_20.lead, at_10.found, at_10.lead


def _cell(values: Sequence[float]) -> str:
    if np.isnan(values).any():
        return "never"
    middle, apart = spread(values)
    return f"{middle:.3f} +- {apart:.3f}"


def _against(found: dict[str, list[Judged]], one: str, other: str) -> str:
    """Seed by seed: the samples are the same, so that chance they share cancels."""
    apart = [a.auroc - b.auroc for a, b in zip(found[one], found[other], strict=True)]
    middle, sd = spread(apart)
    return f"{one} against {other}: AUROC {middle:+.4f}, standard error {sd / len(apart) ** 0.5:.4f}"


if __name__ == "__main__":
    main()
