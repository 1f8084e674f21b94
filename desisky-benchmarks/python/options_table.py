"""Makes the table of options.sh.

Usage: python options_table.py FILE
"""

import json
import sys

from results import table


def main(path):
    rows = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            run = json.loads(line)
            measures = run["measured"]["measures"]
            mse = measures["mse"]
            noise = measures["mse_in_noise"]
            frechet = run["measured"]["generated"]["frechet"]
            rows.append(
                (
                    f"`{run['option']}`" if run["option"] else "as it is by default",
                    f"{mse['model']['mean']:.4f}",
                    f"{mse['model']['mean'] / mse['pca']['mean']:.2f}",
                    f"{noise['model']['mean']:.3f}" if noise else "–",
                    f"{frechet['prior']['mean']:.3f}",
                    f"{frechet['density']['mean']:.3f}",
                    str(run["trained"]["best_epoch"] + 1),
                )
            )
    table(
        ("test MSE", "over PCA", "in units of the noise", "Fréchet, prior", "Fréchet, density", "best epoch"),
        rows,
    )


if __name__ == "__main__":
    main(sys.argv[1])
