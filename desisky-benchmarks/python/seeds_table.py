"""Makes a table of what seeds.sh trained: the best test loss, ours beside the Python package's.
The last column is ours from the weights that the Python package began with.

Usage: python seeds_table.py FOLDER SEED ...
"""

import csv
import re
import sys

from results import table

BEST = re.compile(r"Best test loss: ([\d.]+|nan)")


def ours(path):
    with open(path, encoding="utf-8", newline="") as lines:
        return min(float(epoch["test_loss"]) for epoch in csv.DictReader(lines))


def theirs(path):
    with open(path, encoding="utf-8") as text:
        return float(BEST.search(text.read()).group(1))


def main(folder, *seeds):
    python = [theirs(f"{folder}/python-{seed}.txt") for seed in seeds]
    java = {
        "ours": [ours(f"{folder}/ours/{seed}.history.csv") for seed in seeds],
        "ours, from its weights": [ours(f"{folder}/same-start/{seed}.history.csv") for seed in seeds],
    }
    columns = [python, *java.values()]
    rows = [(f"seed {seed}", *(f"{loss:.3f}" for loss in losses)) for seed, *losses in zip(seeds, *columns)]
    rows.append(("mean", *(f"{sum(losses) / len(losses):.3f}" for losses in columns)))
    table(("best test loss, Python package", *java), rows)
    for name, losses in java.items():
        inside = sum(min(python) <= loss <= max(python) for loss in losses)
        print(f"\n{name}: {inside} of {len(losses)} lie in the range of the Python package's")


if __name__ == "__main__":
    main(*sys.argv[1:])
