#!/usr/bin/env bash
# How much native memory a long training run takes more than a short one: live arrays and resident
# memory after 2 epochs of a small set, after 20, and after many. On Linux.
#
# Usage: memory.sh [epochs]
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
build
for engine in PyTorch MXNet; do
  run_java -Xms1g -Xmx1g -XX:+AlwaysPreTouch org.desisky.benchmarks.MemoryBenchmark "$engine" "${1:-200}"
done
