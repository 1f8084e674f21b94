#!/usr/bin/env bash
# Compares magnitudes and airglow of simulated spectra with the Python package's own functions. Each
# program runs in a fresh process, in turn, so that a change in the machine's speed meets both.
#
# Usage: photometry.sh [rounds [rows]]
#
# DESISKY_PYTHON  a Python that has desisky[data] 0.9.0 and astropy; without it a virtual
#                 environment is made under target/, with the Python named by PYTHON (python3 unless
#                 set)
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
rounds=${1:-3}
rows=${2:-1000}
folder=target/photometry
mkdir -p "$folder"

use_python python-photometry desisky==0.9.0 speclite==1.0.0 astropy pandas

build
ours() {
  "$java" -cp "$(classpath)" org.desisky.benchmarks.PhotometryBenchmark "$@"
}

ours simulate "$folder" "$rows"
results=$folder/results.jsonl
: > "$results"
echo "load before: $(load)"
for round in $(seq "$rounds"); do
  echo "round $round of $rounds" >&2
  ours measure "$folder" >> "$results"
  "$python" python/desisky_photometry.py "$folder" >> "$results"
done
"$python" python/photometry_table.py "$folder"
echo
echo "load after: $(load); every single result: $results"
