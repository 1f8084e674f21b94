"""The Python package's side of PythonInteropIT.

Usage: python interop.py CHECKPOINT SPECTRA FOLDER

Reads CHECKPOINT with the package, and leaves in FOLDER what it makes of the spectra of the file
SPECTRA (.npy): java.npz; the same model saved again: again.eqx; and a new model of the package's
own with what it makes of the spectra: python.eqx and python.npz.
"""

import sys
from datetime import datetime
from pathlib import Path

import jax.numpy as jnp
import jax.random as jr
import numpy as np
from desisky.io import load_model, save
from desisky.models.vae import make_SkyVAE


def write_outputs(path, model, spectra):
    mean, logvar = model.encode(jnp.asarray(spectra))
    np.savez(path, mean=mean, logvar=logvar, decoded=model.decode(mean))


def trainer_header(model):
    """The header that the package's VAETrainer writes."""
    return {
        "schema": 1,
        "arch": {"in_channels": model.in_channels, "latent_dim": model.latent_dim},
        "training": {
            "date": datetime.now().isoformat(),
            "epoch": 4,
            "test_loss": 0.1234567890123,
            "train_loss": float("nan"),
            "test_metrics": {"recon": 0.1, "kl_weighted": 1e-7, "mmd_weighted": 0.02},
            "config": {
                "epochs": 5,
                "learning_rate": 1e-4,
                "beta": 1e-3,
                "lam": 4.0,
                "kernel_sigma": "auto",
            },
        },
    }


def main(checkpoint, spectra, folder):
    folder = Path(folder)
    spectra = np.load(spectra)

    model, meta = load_model("vae", path=checkpoint)
    write_outputs(folder / "java.npz", model, spectra)
    save(folder / "again.eqx", model, meta)

    fresh = make_SkyVAE(in_channels=spectra.shape[1], latent_dim=8, key=jr.PRNGKey(3))
    write_outputs(folder / "python.npz", fresh, spectra)
    save(folder / "python.eqx", fresh, trainer_header(fresh))


if __name__ == "__main__":
    main(*sys.argv[1:])
