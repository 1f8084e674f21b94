"""Makes a table of medians and ratios from lines of JSON, one for each process.

Usage: python table.py FILE
"""

import json
import statistics
import sys
from collections import defaultdict


def main(path):
    runs = defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            run = json.loads(line)
            runs[run["what"]].append(run)

    def median(what, key):
        return statistics.median(run[key] for run in runs[what])

    def cell(what, key):
        return f"{median(what, key):.1f}" if key in runs[what][0] else ""

    base = next(what for what in runs if what.startswith("Python package"))
    columns = (
        "median step (ms)",
        "its range over processes",
        "mean step (ms)",
        "gradients (ms)",
        "optimizer (ms)",
        "step / Python package",
        "mean / Python package",
        "encode + decode 1000 (ms)",
    )
    print("| | " + " | ".join(columns) + " |")
    print("| --- |" + " ---: |" * len(columns))
    for what in runs:
        medians = [run["step_ms"] for run in runs[what]]
        cells = (
            f"{what} ({runs[what][0]['version']})",
            cell(what, "step_ms"),
            f"{min(medians):.1f} to {max(medians):.1f}",
            cell(what, "step_mean_ms"),
            cell(what, "gradients_ms"),
            cell(what, "optimizer_ms"),
            f"{median(what, 'step_ms') / median(base, 'step_ms'):.2f}",
            f"{median(what, 'step_mean_ms') / median(base, 'step_mean_ms'):.2f}",
            cell(what, "encode_decode_1000_ms"),
        )
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(sys.argv[1])
