#!/usr/bin/env bash
# For how long training of a full-size model stands still at the end of an epoch, with checkpoint and
# state saved and without.
#
# Usage: saving.sh [epochs [steps]]
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
build
echo "load $(load)"
for engine in PyTorch MXNet; do
  run_java -Xmx3g org.desisky.benchmarks.SavingBenchmark "$engine" "${1:-11}" "${2:-40}"
done
