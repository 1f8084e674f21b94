"""Times magnitudes and airglow of a catalogue with the Python package's own functions.

Usage: python desisky_photometry.py FOLDER

Reads FOLDER/catalog.fits, prints one line of JSON, and writes what it measured to FOLDER/python.npy.
"""

import json
import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
from astropy.io import fits
from desisky.data import compute_broadband_mags, measure_airglow_intensities


def timed(function, *arguments):
    start = time.perf_counter()
    result = function(*arguments)
    return result, (time.perf_counter() - start) * 1e3


def main(folder):
    with fits.open(folder / "catalog.fits", memmap=False) as hdus:
        wavelength = hdus["WAVELENGTH"].data.astype(np.float64)
        flux = hdus["FLUX"].data.astype(np.float32)
    # Filters are loaded, and libraries made ready, before the clock starts.
    compute_broadband_mags(wavelength, flux[:2])
    measure_airglow_intensities(wavelength, flux[:2])
    magnitudes, magnitudes_ms = timed(compute_broadband_mags, wavelength, flux)
    airglow, airglow_ms = timed(measure_airglow_intensities, wavelength, flux)
    np.save(folder / "python.npy", np.vstack([magnitudes.T, airglow.to_numpy().T]))
    print(
        json.dumps(
            {
                "what": "Python package desisky " + version("desisky"),
                "version": "Python " + platform.python_version(),
                "rows": len(flux),
                "threads": os.cpu_count(),
                "magnitudes_ms": round(magnitudes_ms, 2),
                "airglow_ms": round(airglow_ms, 2),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
