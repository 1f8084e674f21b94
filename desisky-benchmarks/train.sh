#!/usr/bin/env bash
# Compares training with the Python package's program, each in a fresh process, in turn: one epoch and
# four of 9176 simulated spectra from the same file, with the defaults of each. An epoch more takes a
# third of the difference; that is the epoch with data loading, validation and saving. The Python program
# adds columns to its catalogue, which ours does not with recipe python; it is also run without them.
#
# Usage: train.sh [rounds]
#
# DESISKY_PYTHON  a Python that has desisky[data] 0.9.0, fitsio, torch, optax, pandas and tqdm; without it a virtual
#                 environment is made under target/, with the Python named by PYTHON (python3 unless set)
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
rounds=${1:-3}
use_python python-train "desisky[data]==0.9.0" fitsio "torch==$torch" optax pandas tqdm
folder=$PWD/target/train
simulated_sky "$folder"
export DESISKY_DATA_DIR=$folder
program
results=target/train.jsonl
: > "$results"
usage() { "$python" python/usage.py "$@" >> "$results"; }
echo "load before: $(load)"
for round in $(seq "$rounds"); do
  echo "round $round of $rounds" >&2
  for epochs in 1 4; do
    usage "desisky for Java, $epochs" ../desisky train-vae --data-path "$sky" --epochs "$epochs" \
      --save-dir "$folder/ours"
    usage "desisky for Java, recipe python, $epochs" ../desisky train-vae --data-path "$sky" \
      --epochs "$epochs" --save-dir "$folder/like" --recipe python --no-report --no-state
    usage "Python package, $epochs" "$python" python/desisky_command.py train_vae --data-path "$sky" \
      --epochs "$epochs" --save-dir "$folder/python"
    usage "Python package without added columns, $epochs" "$python" python/desisky_command.py --no-columns train_vae \
      --data-path "$sky" --epochs "$epochs" --save-dir "$folder/python"
  done
done
"$python" python/usage_table.py "$results"
echo
echo "load after: $(load); every single result: $results"
