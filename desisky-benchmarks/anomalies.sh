#!/usr/bin/env bash
# Finds anomalies of known kinds in simulated spectra and prints areas under the ROC curve and recall
# beside those of plainer scores: the table of docs/performance.md. Simulates three catalogues (1.1 GB
# under target/), trains a model on the first, learns what is usual from it, calibrates on the second
# and looks for what is spoilt in the third. On two idle cores some five minutes; the heap is 4 GB.
#
# Usage: anomalies.sh [epochs]
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
epochs=${1:-10}
build
program
folder=target/anomalies
mkdir -p "$folder"

simulate() {
  if [ ! -f "$folder/$1.fits" ]; then
    ../desisky data simulate --rows "$2" --seed "$3" --anomalies "$4" --output "$folder/$1.fits" >&2
  fi
}
simulate train 9176 1 0
simulate usual 3920 1234 0
simulate test 22000 77 200

../desisky train-vae --data-path "$folder/train.fits" --epochs "$epochs" --save-dir "$folder" \
  --run-name model --no-state --no-report >&2
echo "load: $(load)"
run_java -Xmx4g org.desisky.benchmarks.AnomalyBenchmark "$folder/model.eqx" \
  "$folder/train.fits" "$folder/usual.fits" "$folder/test.fits" "$folder/test.truth.json"
