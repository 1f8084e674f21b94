"""Times training steps of the same model and loss in plain PyTorch. Prints one line of JSON.

Usage: python pytorch_step.py [steps [warm-up steps]]

On the first GPU, if this PyTorch can use one, else on the CPU. On a GPU the spectra lie there, too.
"""

import os
import sys
import time

import torch
from torch import nn

import timing

HIDDEN = (1000, 800, 600, 500, 300)
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def stack(*sizes):
    layers = []
    for i in range(len(sizes) - 1):
        if i > 0:
            layers.append(nn.ReLU())
        layers.append(nn.Linear(sizes[i], sizes[i + 1]))
    return nn.Sequential(*layers)


class SkyVae(nn.Module):
    def __init__(self, channels, latent):
        super().__init__()
        self.encoder = stack(channels, *HIDDEN, latent)
        self.mean = stack(latent, latent, latent)
        self.logvar = stack(latent, latent, latent)
        self.decoder = stack(latent, *reversed(HIDDEN), channels)

    def encode(self, x):
        h = self.encoder(x)
        return self.mean(h), self.logvar(h)

    def forward(self, x, epsilon):
        mean, logvar = self.encode(x)
        z = mean + epsilon * torch.exp(0.5 * logvar)
        return mean, logvar, z, self.decoder(z)


def kernel(a, b):
    distance = ((a[:, None, :] - b[None, :, :]) ** 2).sum(2)
    return torch.exp(distance * (-0.5 / timing.SIGMA**2)).mean()


def loss_terms(x, prior, mean, logvar, z, output):
    recon = ((output - x) ** 2).mean()
    logvar = logvar.clamp(-10, 10)
    kl = -0.5 * (1 + logvar - mean**2 - logvar.exp()).mean()
    z = z.clamp(-10, 10)
    mmd = kernel(z, z) + kernel(prior, prior) - 2 * kernel(z, prior)
    kl = timing.BETA * kl
    mmd = (timing.LAM - timing.BETA) * mmd
    return torch.stack((recon + kl + mmd, recon, kl, mmd))


def products(model):
    """Milliseconds of the matrix products of a step and nothing else: what no program on PyTorch can save.

    Three a layer, for output, weights' gradient and input's gradient, but two where the input is the batch.
    """
    total = 0.0
    for stack_ in (model.encoder, model.mean, model.logvar, model.decoder):
        for layer in stack_:
            if isinstance(layer, nn.Linear):
                weight = layer.weight.detach()
                x = torch.randn(timing.BATCH, layer.in_features, device=DEVICE)
                gradient = torch.randn(timing.BATCH, layer.out_features, device=DEVICE)
                total += timing.milliseconds(lambda: x @ weight.t(), 25)
                total += timing.milliseconds(lambda: gradient.t() @ x, 25)
                if layer.in_features != timing.CHANNELS:
                    total += timing.milliseconds(lambda: gradient @ weight, 25)
    return total


def main(steps=60, warm_up=60):
    torch.manual_seed(0)
    model = SkyVae(timing.CHANNELS, timing.LATENT).to(DEVICE)
    adam = torch.optim.Adam(model.parameters(), lr=timing.LEARNING_RATE, fused=True)
    flux = timing.spectra(0, timing.ROWS)
    resident = torch.from_numpy(flux).to(DEVICE)
    whole, forward, backward, gradients, optimizer = [], [], [], [], []
    batches = timing.batches()
    for i in range(warm_up + steps):
        rows = next(batches)
        start = time.perf_counter()
        x = torch.from_numpy(flux[rows]) if DEVICE == "cpu" else resident[torch.from_numpy(rows)]
        epsilon = torch.randn(len(rows), timing.LATENT, device=DEVICE)
        prior = torch.randn(len(rows), timing.LATENT, device=DEVICE)
        adam.zero_grad()
        terms = loss_terms(x, prior, *model(x, epsilon))
        after_forward = time.perf_counter()
        terms[0].backward()
        loss = terms.tolist()[0]
        after_backward = time.perf_counter()
        adam.step()
        end = time.perf_counter()
        if i >= warm_up:
            whole.append((end - start) * 1e3)
            forward.append((after_forward - start) * 1e3)
            backward.append((after_backward - after_forward) * 1e3)
            gradients.append((after_backward - start) * 1e3)
            optimizer.append((end - after_backward) * 1e3)

    spectra = timing.spectra(2, timing.SPECTRA)

    @torch.no_grad()
    def encode_decode():
        mean, _ = model.encode(torch.from_numpy(spectra).to(DEVICE))
        return model.decoder(mean).cpu().numpy()

    parts = {
        "gradients_ms": gradients,
        "forward_ms": forward,
        "backward_ms": backward,
        "optimizer_ms": optimizer,
        "products_ms": [products(model)] if DEVICE == "cpu" else [0],  # a GPU computes later
    }
    encode_decode_ms = timing.milliseconds(encode_decode)
    name = "PyTorch in Python"
    if "GOMP_SPINCOUNT" not in os.environ:  # the settings that the launcher of ours makes
        name += " as a user starts it"
    timing.report(name, torch.__version__, whole, parts, loss, encode_decode_ms)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
