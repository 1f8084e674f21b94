"""Prints the results of recipes.sh as a table."""

import json
import sys

print("| recipe | epochs | seed | test MSE | PCA | ratio | Fréchet | of real spectra | best epoch | seconds |")
print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        r = json.loads(line)
        print(
            "| {recipe} | {epochs} | {seed} | {test_mse:.4f} | {pca_mse:.4f} | {ratio:.2f} "
            "| {frechet:.3f} | {frechet_of_real:.3f} | {best_epoch} | {seconds:.0f} |".format(**r)
        )
