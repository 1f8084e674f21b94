"""A command of the Python package, but that the catalogue is read without its added columns, two of
which would be downloaded. So it does less than it does for a user.

Usage: python desisky_command.py infer_vae|train_vae ARGUMENT ...
"""

import importlib
import sys

from desisky.data import skyspec


def load(self, as_dataframe=True):
    return skyspec.load_skyspec_vac(self.path, as_dataframe=as_dataframe)


skyspec.SkySpecVAC._load_and_enrich = load
command = importlib.import_module("desisky.scripts." + sys.argv.pop(1))
command.main()
