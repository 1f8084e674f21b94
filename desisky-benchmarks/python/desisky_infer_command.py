"""The Python package's infer command, but that the catalogue is read without its added columns, two of
which would be downloaded. So it does less than it does for a user.

Usage: python desisky_infer_command.py ARGUMENT ...
"""

from desisky.data import skyspec
from desisky.scripts.infer_vae import main


def load(self, as_dataframe=True):
    return skyspec.load_skyspec_vac(self.path, as_dataframe=as_dataframe)


skyspec.SkySpecVAC._load_and_enrich = load
main()
