#!/usr/bin/env bash
# For how long training of a full-size model stands still at the end of an epoch, with checkpoint and
# state saved and without.
#
# Usage: saving.sh [epochs [steps]]
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh
build
echo "load $(load)"
for engine in PyTorch MXNet; do
  GOMP_SPINCOUNT=3000 "$java" -Xmx3g --enable-native-access=ALL-UNNAMED -Dai.djl.offline=true \
    -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$(classpath)" \
    org.desisky.benchmarks.SavingBenchmark "$engine" "${1:-11}" "${2:-40}"
done
