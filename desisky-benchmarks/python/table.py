"""Makes a table of medians and ratios from lines of JSON, one for each process.

Usage: python table.py FILE
"""

import sys

from results import Results, table


def main(path):
    results = Results(path)

    def cell(what, key):
        return f"{results.median(what, key):.1f}" if key in results.runs[what][0] else ""

    base = results.starting_with("Python package")
    columns = (
        "median step (ms)",
        "its range over processes",
        "mean step (ms)",
        "gradients (ms)",
        "optimizer (ms)",
        "matrix products alone (ms)",
        "step / Python package",
        "mean / Python package",
        "encode + decode 1000 (ms)",
    )
    rows = []
    for what, group in results.runs.items():
        medians = [run["step_ms"] for run in group]
        rows.append(
            (
                f"{what} ({group[0]['version']})",
                cell(what, "step_ms"),
                f"{min(medians):.1f} to {max(medians):.1f}",
                cell(what, "step_mean_ms"),
                cell(what, "gradients_ms"),
                cell(what, "optimizer_ms"),
                cell(what, "products_ms"),
                results.ratio(what, base, "step_ms"),
                results.ratio(what, base, "step_mean_ms"),
                cell(what, "encode_decode_1000_ms"),
            )
        )
    table(columns, rows)


if __name__ == "__main__":
    main(sys.argv[1])
