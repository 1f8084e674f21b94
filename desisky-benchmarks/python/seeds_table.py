"""Makes a table of what seeds.sh trained: the best test loss, ours beside the Python package's.

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
    java = [ours(f"{folder}/ours/{seed}.history.csv") for seed in seeds]
    python = [theirs(f"{folder}/python-{seed}.txt") for seed in seeds]
    rows = [(f"seed {seed}", f"{p:.3f}", f"{j:.3f}") for seed, p, j in zip(seeds, python, java)]
    rows.append(("mean", f"{sum(python) / len(python):.3f}", f"{sum(java) / len(java):.3f}"))
    table(("best test loss, Python package", "ours"), rows)
    inside = sum(min(python) <= loss <= max(python) for loss in java)
    print(f"\n{inside} of {len(java)} of ours lie in the range of the Python package's")


if __name__ == "__main__":
    main(*sys.argv[1:])
