"""Reads a catalogue with fitsio, as the Python package does, and turns the flux to the machine's byte order.

Usage: python read_fits.py FILE [TIMES]
"""

import json
import platform
import statistics
import sys
import time

import fitsio
import numpy as np


def read(path):
    with fitsio.FITS(path) as file:
        wavelength = file["WAVELENGTH"].read()
        flux = np.ascontiguousarray(file["FLUX"].read(), dtype="=f4")
        metadata = file["METADATA"].read()
    return wavelength, flux, metadata


def milliseconds(path):
    start = time.perf_counter()
    shape = read(path)[1].shape
    return (time.perf_counter() - start) * 1e3, shape


def main(path, times):
    processor = time.process_time()
    first, (rows, channels) = milliseconds(path)
    processor = time.process_time() - processor
    again = statistics.median(milliseconds(path)[0] for _ in range(times)) if times else float("nan")
    result = {
        "what": "Python, fitsio",
        "version": f"fitsio {fitsio.__version__}, {platform.python_version()}",
        "rows": rows,
        "channels": channels,
        "first_ms": round(first, 2),
        "first_cpu_ms": round(processor * 1e3, 2),
        "again_ms": round(again, 2),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7)
