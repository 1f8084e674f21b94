"""Makes a table of what seeds.sh trained: losses after the last epoch, ours beside the Python package's.

Usage: python seeds_table.py FOLDER SEED ...
"""

import csv
import re
import sys

from results import table

NUMBER = r"(-?[\d.]+(?:e[+-]?\d+)?|nan)"
EPOCH = re.compile(
    rf"Epoch +\d+/\d+ \| Train: {NUMBER} \(R:{NUMBER} KL:{NUMBER} MMD:{NUMBER}\) \| Test: {NUMBER} \(R:{NUMBER}\)"
)
NAMES = ("train", "train recon", "train KL", "train MMD", "test", "test recon")
COLUMNS = ("train_loss", "train_recon", "train_kl", "train_mmd", "test_loss", "test_recon")


def ours(path):
    with open(path, encoding="utf-8", newline="") as lines:
        last = list(csv.DictReader(lines))[-1]
    return [float(last[column]) for column in COLUMNS]


def theirs(path):
    with open(path, encoding="utf-8") as text:
        return [float(number) for number in EPOCH.findall(text.read())[-1]]


def main(folder, *seeds):
    java = [ours(f"{folder}/ours/{seed}.history.csv") for seed in seeds]
    python = [theirs(f"{folder}/python-{seed}.txt") for seed in seeds]
    rows = []
    for i, name in enumerate(NAMES):
        expected = [run[i] for run in python]
        actual = [run[i] for run in java]
        inside = sum(min(expected) <= loss <= max(expected) for loss in actual)
        rows.append(
            (
                name,
                f"{min(expected):.4g} to {max(expected):.4g}",
                f"{min(actual):.4g} to {max(actual):.4g}",
                f"{sum(expected) / len(expected):.4g}",
                f"{sum(actual) / len(actual):.4g}",
                f"{inside} of {len(actual)}",
            )
        )
    table(("Python package", "ours", "mean", "mean of ours", "ours in its range"), rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
