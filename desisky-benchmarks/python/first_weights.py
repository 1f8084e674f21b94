"""Writes the weights that the Python package's training begins with as a checkpoint.

Usage: python first_weights.py SEED CHECKPOINT
"""

import sys

import jax.random
from desisky.io import save
from desisky.models.vae import make_SkyVAE

seed, path = sys.argv[1:]
arch = {"in_channels": 7781, "latent_dim": 8}
save(path, make_SkyVAE(**arch, key=jax.random.PRNGKey(int(seed))), {"schema": 1, "arch": arch})
