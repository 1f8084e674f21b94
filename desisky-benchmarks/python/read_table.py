"""Makes a table of medians and ratios from lines of JSON, one for each process that read a catalogue.

Usage: python read_table.py FILE
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

    base = next(what for what in runs if what.startswith("Python"))
    columns = ("first read (ms)", "its range", "its processor time", "again (ms)", "first / Python", "again / Python", "memory / data")
    print("| | " + " | ".join(columns) + " |")
    print("| --- |" + " ---: |" * len(columns))
    for what, group in runs.items():
        first = [run["first_ms"] for run in group]
        memory = f"{max(run['memory_of_data'] for run in group):.2f}" if "memory_of_data" in group[0] else ""
        cells = (
            f"{what} ({group[0]['version']})",
            f"{median(what, 'first_ms'):.0f}",
            f"{min(first):.0f} to {max(first):.0f}",
            f"{median(what, 'first_cpu_ms'):.0f}",
            f"{median(what, 'again_ms'):.0f}",
            f"{median(what, 'first_ms') / median(base, 'first_ms'):.2f}",
            f"{median(what, 'again_ms') / median(base, 'again_ms'):.2f}",
            memory,
        )
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(sys.argv[1])
