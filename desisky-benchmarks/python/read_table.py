"""Makes a table of medians and ratios from lines of JSON, one for each process that read a catalogue.

Usage: python read_table.py FILE
"""

import sys

from results import Results, table


def main(path):
    results = Results(path)
    base = results.starting_with("Python")
    columns = ("first read (ms)", "its range", "its processor time", "again (ms)", "first / Python", "again / Python", "memory / data")
    rows = []
    for what, group in results.runs.items():
        first = [run["first_ms"] for run in group]
        memory = f"{max(run['memory_of_data'] for run in group):.2f}" if "memory_of_data" in group[0] else ""
        rows.append(
            (
                f"{what} ({group[0]['version']})",
                f"{results.median(what, 'first_ms'):.0f}",
                f"{min(first):.0f} to {max(first):.0f}",
                f"{results.median(what, 'first_cpu_ms'):.0f}",
                f"{results.median(what, 'again_ms'):.0f}",
                results.ratio(what, base, "first_ms"),
                results.ratio(what, base, "again_ms"),
                memory,
            )
        )
    table(columns, rows)


if __name__ == "__main__":
    main(sys.argv[1])
