"""What both Python benchmarks have in common: the sizes, the data and the line of JSON."""

import json
import os
import platform
import statistics
import time

import numpy as np

CHANNELS = 7781
LATENT = 8
BATCH = 64
ROWS = 640
SPECTRA = 1000
REPEATS = 5
INFER_ROWS = (1, 1000, 9176)
LEARNING_RATE = 1e-4
BETA = 1e-3
LAM = 4.0
SIGMA = (2.0 / LATENT) ** 0.5


def spectra(seed, rows):
    return np.random.default_rng(seed).standard_normal((rows, CHANNELS), dtype=np.float32)


def batches():
    """The rows of one batch after the other, without end."""
    order = np.random.default_rng(1).permutation(ROWS)
    while True:
        for first in range(0, ROWS, BATCH):
            yield order[first : first + BATCH]


def milliseconds(function, repeats=REPEATS):
    """Median over a few calls, after one that is not counted."""
    function()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def report(what, version, steps, parts, loss, encode_decode):
    """Prints the result; ``steps`` are milliseconds, ``parts`` lists of them by name."""
    result = {
        "what": what,
        "version": version,
        "python": platform.python_version(),
        "threads": os.cpu_count(),
        "steps": len(steps),
        "step_ms": round(statistics.median(steps), 2),
        "step_min_ms": round(min(steps), 2),
        "step_max_ms": round(max(steps), 2),
        "step_mean_ms": round(statistics.fmean(steps), 2),
    }
    for name, times in parts.items():
        result[name] = round(statistics.median(times), 2)
    result["loss"] = loss
    result["encode_decode_1000_ms"] = round(encode_decode, 2)
    print(json.dumps(result))
