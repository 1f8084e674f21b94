"""Reads the lines of JSON that benchmarks print, one for each process, and prints tables of them."""

import json
import statistics
from collections import defaultdict


class Results:
    """The runs of each program, by what it calls itself, in the order they first came in."""

    def __init__(self, path):
        self.runs = defaultdict(list)
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                run = json.loads(line)
                self.runs[run["what"]].append(run)

    def median(self, what, key):
        return statistics.median(run[key] for run in self.runs[what])

    def ratio(self, what, base, key):
        return f"{self.median(what, key) / self.median(base, key):.2f}"

    def starting_with(self, text):
        """The first program whose name starts so."""
        return next(what for what in self.runs if what.startswith(text))


def table(columns, rows):
    """Prints a table; each row is a name and its cells."""
    print("| | " + " | ".join(columns) + " |")
    print("| --- |" + " ---: |" * len(columns))
    for row in rows:
        print("| " + " | ".join(row) + " |")
