#!/usr/bin/env bash
# Draws the figures of docs/simulation.md anew and prints its numbers. Takes a minute or two.
#
# Usage: simulation.sh [folder [rows [seed]]]
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
folder=$(absolute "${1:-$PWD/../docs/images}")
build
"$java" -Xmx3g -cp "$(classpath)" org.desisky.benchmarks.SimulationFigures "$folder" "${@:2}"
