#!/usr/bin/env bash
# Compares what `--recipe python` learns with what the Python package learns: both train with the same
# seeds, so on the same splits of the same 9176 simulated spectra, from random weights of their own; and
# ours once more from the weights that the Python package began with. Order and noise are each one's own.
# Prints the best test loss of each, and how many of ours lie in the range of the Python package's.
#
# Usage: seeds.sh [epochs [seeds]]
#
#   seeds.sh 4 "1 2 3 4 5"      the defaults
#
# DESISKY_PYTHON  as for train.sh
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
epochs=${1:-4}
seeds=${2:-1 2 3 4 5}
use_python python-train "desisky[data]==0.9.0" fitsio "torch==$torch" optax pandas tqdm
export DESISKY_DATA_DIR=$PWD/target/train
simulated_sky "$DESISKY_DATA_DIR"
build
results=target/seeds
rm -rf "$results"
mkdir -p "$results"
for seed in $seeds; do
  echo "seed $seed" >&2
  ../desisky train-vae --data-path "$sky" --recipe python --epochs "$epochs" --seed "$seed" --save-dir "$results/ours" \
    --run-name "$seed" --no-report --no-state --quiet > /dev/null
  "$python" python/desisky_command.py train_vae --data-path "$sky" --epochs "$epochs" --seed "$seed" --no-save > "$results/python-$seed.txt" 2> /dev/null
  "$python" python/first_weights.py "$seed" "$results/first.eqx"
  run_java org.desisky.benchmarks.FirstWeightsBenchmark "$sky" "$results/first.eqx" "$epochs" "$seed" "$results/same-start"
  rm "$results/first.eqx" "$results"/*/*.eqx
done
"$python" python/seeds_table.py "$results" $seeds
