"""Times encoding and decoding of full-size spectra in plain PyTorch, without gradients, with the batch
size that is fastest. Prints one line of JSON.

Usage: python pytorch_infer.py
"""

import json
import platform

import numpy as np
import torch

import timing
from pytorch_step import SkyVae

BATCHES = (256, 512, 1024, 9176)


def main():
    torch.manual_seed(0)
    model = SkyVae(timing.CHANNELS, timing.LATENT).eval()
    result = {
        "what": "PyTorch in Python",
        "version": torch.__version__,
        "python": platform.python_version(),
        "threads": torch.get_num_threads(),
    }
    for rows in timing.INFER_ROWS:
        spectra = timing.spectra(2, rows)

        def encode_decode(size):
            if size >= rows:
                return model.decoder(model.encode(torch.from_numpy(spectra))[0]).numpy()
            out = np.empty_like(spectra)
            for first in range(0, rows, size):
                x = torch.from_numpy(spectra[first : first + size])
                out[first : first + size] = model.decoder(model.encode(x)[0]).numpy()
            return out

        with torch.no_grad():
            times = {
                size: timing.milliseconds(lambda size=size: encode_decode(size))
                for size in BATCHES
                if size == BATCHES[0] or size < 2 * rows
            }
        best = min(times, key=times.get)
        result[f"encode_decode_{rows}_ms"] = round(times[best], 2)
        result[f"batch_{rows}"] = best
    print(json.dumps(result))


if __name__ == "__main__":
    main()
