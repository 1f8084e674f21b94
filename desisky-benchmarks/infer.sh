#!/usr/bin/env bash
# Compares encoding and decoding 1, 1000 and 9176 full-size spectra with plain PyTorch and with the
# Python package desisky. Each program runs in a fresh process, in turn, as a user starts it: ours in the
# environment that the launcher makes.
#
# Usage: infer.sh [rounds]
#
# DESISKY_PYTHON  a Python that has desisky 0.9.0 and PyTorch; without it a virtual environment is
#                 made under target/, with the Python named by PYTHON (python3 unless set)
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
rounds=${1:-3}
use_python python-infer desisky==0.9.0 "torch==$torch" optax pandas tqdm
build

# As the launcher starts it.
ours() { run_java -Xmx3g org.desisky.benchmarks.InferenceBenchmark "$1"; }

results=target/infer.jsonl
: > "$results"
echo "load before: $(load)"
for round in $(seq "$rounds"); do
  echo "round $round of $rounds" >&2
  ours PyTorch >> "$results"
  "$python" python/pytorch_infer.py >> "$results"
  "$python" python/desisky_infer.py >> "$results"
  ours MXNet >> "$results"
done
"$python" python/infer_table.py "$results"
echo
echo "load after: $(load); every single result: $results"
