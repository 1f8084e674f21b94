"""Makes a table of medians and ratios, and of how far the two programs' numbers differ.

Usage: python photometry_table.py FOLDER
"""

import sys
from pathlib import Path

import numpy as np

from results import Results

MAGNITUDES = 4


def main(folder):
    results = Results(folder / "results.jsonl")
    base = results.starting_with("Python")
    ours = next(what for what in results.runs if what != base)
    rows = results.runs[ours][0]["rows"]
    print(f"| {rows} spectra | Python package | Java, first call | Java, warm | first call | warm |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for what, key in (("V, g, r, z", "magnitudes"), ("airglow", "airglow")):
        python = results.median(base, key + "_ms")
        first = results.median(ours, key + "_first_ms")
        warm = results.median(ours, key + "_ms")
        print(
            f"| {what} | {python:.0f} ms | {first:.1f} ms | {warm:.1f} ms "
            f"| {python / first:.0f} times as fast | {python / warm:.0f} times as fast |"
        )
    print()
    java = np.load(folder / "java.npy")
    python = np.load(folder / "python.npy")
    difference = np.abs(java - python)
    airglow = difference[MAGNITUDES:] / np.abs(python[MAGNITUDES:])
    print(
        f"largest difference: {difference[:MAGNITUDES].max():.1e} mag; "
        f"airglow {airglow.max():.1e} of its value; "
        f"{np.count_nonzero(np.isnan(java) != np.isnan(python))} numbers are NaN in one alone"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
