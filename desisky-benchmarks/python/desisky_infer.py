"""Times encoding and decoding of full-size spectra with the Python package desisky, as its infer command
does it: the model mapped over batches of 1024. Prints one line of JSON.

Usage: python desisky_infer.py
"""

import json
import os
import platform
from importlib.metadata import version

import jax
import jax.numpy as jnp
import jax.random as jr
import numpy as np
from desisky.models.vae import make_SkyVAE

import timing


def main():
    model = make_SkyVAE(
        in_channels=timing.CHANNELS, latent_dim=timing.LATENT, key=jr.PRNGKey(0)
    )
    result = {
        "what": "Python package desisky",
        "version": f"{version('desisky')}, JAX {version('jax')}",
        "python": platform.python_version(),
        "threads": os.cpu_count(),
    }
    for rows in timing.INFER_ROWS:
        spectra = timing.spectra(2, rows)

        def encode_decode():
            flux = jnp.array(spectra)
            key = jr.PRNGKey(42)
            parts = []
            for first in range(0, rows, 1024):
                key, subkey = jr.split(key)
                batch = flux[first : first + 1024]
                parts.append(np.array(jax.vmap(lambda x: model(x, subkey))(batch)["output"]))
            return np.concatenate(parts)

        result[f"encode_decode_{rows}_ms"] = round(timing.milliseconds(encode_decode), 2)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
