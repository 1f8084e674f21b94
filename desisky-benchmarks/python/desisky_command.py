"""A command of the Python package as a user starts it, but for the two of the catalogue's added columns
that it would download data for, or for all of them: they are left out, as it does itself where it lacks
a library for them.

Usage: python desisky_command.py [--no-columns] infer_vae|train_vae ARGUMENT ...
"""

import importlib
import sys

from desisky.data import _enrich


def left_out(*arguments, **options):
    raise ImportError("left out in a benchmark")


_enrich.compute_eclipse_fraction = left_out
_enrich.attach_solar_flux = left_out
if sys.argv[1] == "--no-columns":
    del sys.argv[1]
    _enrich.compute_vband_magnitudes = left_out
    _enrich.add_galactic_coordinates = left_out
    _enrich.add_ecliptic_coordinates = left_out
command = importlib.import_module("desisky.scripts." + sys.argv.pop(1))
command.main()
