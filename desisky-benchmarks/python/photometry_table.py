"""Makes a table of medians and ratios, and of how far the two programs' numbers differ.

Usage: python photometry_table.py FOLDER
"""

import json
import statistics
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

MAGNITUDES = 4


def main(folder):
    runs = defaultdict(list)
    for line in (folder / "results.jsonl").read_text(encoding="utf-8").splitlines():
        run = json.loads(line)
        runs["python" if run["what"].startswith("Python") else "java"].append(run)

    def median(program, key):
        return statistics.median(run[key] for run in runs[program])

    rows = runs["java"][0]["rows"]
    print(f"| {rows} spectra | Python package | Java, first call | Java, warm | first call | warm |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for what, key in (("V, g, r, z", "magnitudes"), ("airglow", "airglow")):
        python = median("python", key + "_ms")
        first = median("java", key + "_first_ms")
        warm = median("java", key + "_ms")
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
