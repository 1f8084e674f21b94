#!/usr/bin/env bash
# Draws the figures of docs/simulation.md anew and prints its numbers. Takes a minute or two.
#
# Usage: simulation.sh [folder [rows [seed]]]
set -euo pipefail
cd "$(dirname "$0")"
folder=$(realpath -m "${1:-../docs/images}")
sources=(../pom.xml pom.xml src/main ../desisky-{core,data,vae,training}/src/main)
if [ ! -f target/classpath.txt ] || [ -n "$(find "${sources[@]}" -newer target/classpath.txt -type f)" ]; then
  (cd .. && mvn --quiet --batch-mode -DskipTests package dependency:build-classpath \
    -Dmdep.outputFile=target/classpath.txt --projects desisky-benchmarks --also-make)
  touch target/classpath.txt # which is not written anew where nothing changed in it
fi
java=java
if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
fi
"$java" -Xmx3g -cp "target/classes:$(cat target/classpath.txt)" \
  org.desisky.benchmarks.SimulationFigures "$folder" "${@:2}"
