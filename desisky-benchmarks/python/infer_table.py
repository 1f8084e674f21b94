"""Makes a table of inference times from lines of JSON, one for each process.

Usage: python infer_table.py FILE
"""

import sys

import timing
from results import Results, table


def main(path):
    results = Results(path)
    torch = results.starting_with("PyTorch")
    package = results.starting_with("Python package")
    columns = []
    for rows in timing.INFER_ROWS:
        columns += [f"{rows} (ms)", "range", "/ PyTorch", "/ Python package"]
    lines = []
    for what, group in results.runs.items():
        cells = [f"{what} ({group[0]['version']})"]
        for rows in timing.INFER_ROWS:
            key = f"encode_decode_{rows}_ms"
            times = [run[key] for run in group]
            cells += [
                f"{results.median(what, key):.1f}",
                f"{min(times):.1f} to {max(times):.1f}",
                results.ratio(what, torch, key),
                results.ratio(what, package, key),
            ]
        lines.append(cells)
    table(columns, lines)


if __name__ == "__main__":
    main(sys.argv[1])
