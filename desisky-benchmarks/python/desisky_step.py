"""Times training steps of the Python package desisky, as its VAETrainer makes them: its model, its
loss and optax's Adam in one compiled function. Prints one line of JSON.

Usage: python desisky_step.py [steps [warm-up steps]]
"""

import sys
import time
from importlib.metadata import version

import equinox as eqx
import jax.numpy as jnp
import jax.random as jr
import numpy as np
import optax
from desisky.models.vae import make_SkyVAE
from desisky.training.vae_losses import vae_loss_infovae

import timing


def main(steps=60, warm_up=60):
    model = make_SkyVAE(
        in_channels=timing.CHANNELS, latent_dim=timing.LATENT, key=jr.PRNGKey(0)
    )
    adam = optax.adam(timing.LEARNING_RATE)
    state = adam.init(eqx.filter(model, eqx.is_array))

    @eqx.filter_jit
    def make_step(model, state, x, key):
        (loss, aux), gradients = eqx.filter_value_and_grad(vae_loss_infovae, has_aux=True)(
            model, x=x, key=key, beta=timing.BETA, lam=timing.LAM, kernel_sigma=timing.SIGMA
        )
        updates, state = adam.update(gradients, state, model)
        model = eqx.apply_updates(model, updates)
        return model, state, loss, aux

    key = jr.PRNGKey(42)
    flux = timing.spectra(0, timing.ROWS)
    whole = []
    batches = timing.batches()
    for i in range(warm_up + steps):
        rows = next(batches)
        start = time.perf_counter()
        x = jnp.asarray(flux[rows])
        key, subkey = jr.split(key)
        model, state, loss, aux = make_step(model, state, x, subkey)
        loss = float(loss)
        for name in ("recon", "kl_weighted", "mmd_weighted"):
            float(aux[name])
        end = time.perf_counter()
        if i >= warm_up:
            whole.append((end - start) * 1e3)

    spectra = timing.spectra(2, timing.SPECTRA)

    def encode_decode():
        mean, _ = model.encode(jnp.asarray(spectra))
        return np.asarray(model.decode(mean))

    encode_decode_ms = timing.milliseconds(encode_decode)
    name = f"{version('desisky')}, JAX {version('jax')}"
    timing.report("Python package desisky", name, whole, {}, loss, encode_decode_ms)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
