#!/usr/bin/env bash
# Times the searches for principal components that a run with its report makes, in Java alone and with
# an engine's products, in turn, on 9176 simulated spectra.
#
# Usage: components.sh [engine [rounds]]
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
simulated_sky "$PWD/target/train"
build
echo "load before: $(load)"
run_java -Xmx4g org.desisky.benchmarks.ComponentsBenchmark "$sky" "${1:-PyTorch}" "${2:-5}"
echo "load after: $(load)"
