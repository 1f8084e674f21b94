#!/usr/bin/env bash
# How much native memory a long training run takes more than a short one: live arrays and resident
# memory after 2 epochs of a small set, after 20, and after many. On Linux.
#
# Usage: memory.sh [epochs]
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh
build
for engine in PyTorch MXNet; do
  GOMP_SPINCOUNT=3000 "$java" -Xms1g -Xmx1g -XX:+AlwaysPreTouch --enable-native-access=ALL-UNNAMED \
    -Dai.djl.offline=true -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$(classpath)" \
    org.desisky.benchmarks.MemoryBenchmark "$engine" "${1:-200}"
done
