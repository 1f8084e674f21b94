"""Makes a table of medians from the lines of usage.py.

Usage: python usage_table.py FILE
"""

import sys

from results import Results, table


def main(path):
    results = Results(path)
    rows = []
    for what, group in results.runs.items():
        times = [run["seconds"] for run in group]
        rows.append(
            (
                what,
                f"{results.median(what, 'seconds'):.2f}",
                f"{min(times):.2f} to {max(times):.2f}",
                f"{results.median(what, 'cpu_seconds'):.2f}",
                f"{results.median(what, 'memory_mib'):.0f}",
            )
        )
    table(("seconds", "range", "processor seconds", "memory (MiB)"), rows)


if __name__ == "__main__":
    main(sys.argv[1])
