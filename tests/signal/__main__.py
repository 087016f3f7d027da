"""`make bench-signal`: each way of reading the answers, in each world, on seeds that nothing was chosen on."""

import argparse
from collections import defaultdict

import numpy as np

from tests.signal import latent
from tests.signal.judging import Judged, judge, spread
from tests.signal.scores import BASELINES, Score, fit_logistic, logistic
from tests.signal.worlds import WORLDS, World, simulate

HELD_OUT = (21, 22, 23, 24, 25, 26, 27, 28)
LEARNED_ON = 101
COLUMNS = ("AUROC", "false/month at 80 %", "lead d", "found at 0.20", "found at 0.10")


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


def _table(world: World, found: dict[str, list[Judged]]) -> None:
    print(f"{world.name}\n  {'':<26}" + "".join(f"{column:>21}" for column in COLUMNS))
    for name, rows in found.items():
        print(f"  {name:<26}" + "".join(f"{_cell(values):>21}" for values in _columns(rows)))
    print(f"  {_against(found, 'hidden level', 'plain mean')}\n  {_against(found, 'hidden level', 'the balance')}\n")


def _columns(rows: list[Judged]) -> list[list[float]]:
    return [
        [row.auroc for row in rows],
        [row.false_at_80 for row in rows],
        [row.lead_at_80 for row in rows],
        [row.found_at_20 for row in rows],
        [row.found_at_10 for row in rows],
    ]


def _cell(values: list[float]) -> str:
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
