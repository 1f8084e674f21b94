"""Times the products of large layers in PyTorch, as matrix products and as convolutions of single pixels.

Usage: python products.py

Prints medians in milliseconds, for a batch of 64. Weights lie in the cache where they fit. Where the last two differ
from those of docs/performance.md, so does the processor.
"""

import torch
import torch.nn.functional as F

import timing

LAYERS = ((7781, 1000), (1000, 800), (800, 600), (600, 500), (1000, 7781))
REPEATS = 25


def main():
    batch = timing.BATCH
    print("| layer | forward | as convolution | gradient of weight | as convolution | gradient of input | as convolution |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with torch.no_grad():
        for inputs, outputs in LAYERS:
            weight = torch.randn(outputs, inputs)
            x = torch.randn(batch, inputs)
            columns = torch.randn(inputs, batch).t()
            g = torch.randn(batch, outputs)
            by_columns = torch.randn(outputs, batch).t()
            as_image = weight.view(1, outputs, 1, inputs)
            ways = (
                lambda: x @ weight.t(),
                lambda: F.conv2d(as_image.permute(0, 3, 1, 2), x.view(batch, inputs, 1, 1)),
                lambda: g.t() @ x,
                lambda: F.conv2d(
                    by_columns.t().reshape(1, outputs, 1, batch).permute(0, 3, 1, 2),
                    columns.t().reshape(inputs, batch, 1, 1),
                ),
                lambda: g @ weight,
                lambda: F.conv2d(as_image, g.view(batch, outputs, 1, 1)),
            )
            times = " | ".join(f"{timing.milliseconds(way, REPEATS):.2f} ms" for way in ways)
            print(f"| {inputs} → {outputs} | {times} |")


if __name__ == "__main__":
    main()
