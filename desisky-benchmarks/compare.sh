#!/usr/bin/env bash
# Compares a training step of desisky for Java with the same step in Python: with plain PyTorch, and
# with the Python package desisky. Each program runs in a fresh process, in turn, for three rounds,
# so that a change in the machine's speed meets all of them. PyTorch in Python is run in the environment that
# the launcher makes, and as a user starts it; the Python package, which that makes slower, as a user starts it.
#
# Usage: compare.sh [rounds [steps [warm-up steps]]]
#
#   compare.sh 3 60 200      the defaults: Java and JAX are both faster after 200 steps than after 60
#
# DESISKY_PYTHON  a Python that has the packages below; without it a virtual environment is made
#                 under target/, with the Python named by PYTHON (python3 unless set)
# TORCH_VERSION   the PyTorch to install there; unless set, the version whose native library the
#                 Java side uses
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
rounds=${1:-3}
steps=${2:-60}
warm_up=${3:-200}

use_python python desisky==0.9.0 "torch==${TORCH_VERSION:-$torch}" optax pandas tqdm
if ! "$python" - <<'CHECK' 2> target/python-check.txt
from importlib.metadata import version
import optax, pandas, torch, tqdm
assert version("desisky") == "0.9.0", version("desisky")
CHECK
then
  echo "$python lacks a package:" >&2
  cat target/python-check.txt >&2
  exit 1
fi

build

ours() { run_java org.desisky.benchmarks.TrainingStepBenchmark "$1" "$steps" "$warm_up"; }

results=target/compare.jsonl
: > "$results"
echo "load before: $(load)"
for round in $(seq "$rounds"); do
  echo "round $round of $rounds" >&2
  ours PyTorch >> "$results"
  as_launched "$python" python/pytorch_step.py "$steps" "$warm_up" >> "$results"
  "$python" python/pytorch_step.py "$steps" "$warm_up" >> "$results"
  "$python" python/desisky_step.py "$steps" "$warm_up" >> "$results"
  ours MXNet >> "$results"
done
"$python" python/table.py "$results"
echo
echo "load after: $(load); every single result: $results"
