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
cd "$(dirname "$0")"
rounds=${1:-3}
rows=${2:-1000}
export PYTHONDONTWRITEBYTECODE=1
folder=target/photometry
mkdir -p "$folder"

python=${DESISKY_PYTHON:-}
if [ -z "$python" ]; then
  python=target/python-photometry/bin/python
  if [ ! -x "$python" ]; then
    "${PYTHON:-python3}" -m venv target/python-photometry
    "$python" -m pip install --quiet desisky==0.9.0 speclite==1.0.0 astropy pandas
  fi
fi

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
ours() {
  "$java" -cp "target/classes:$(cat target/classpath.txt)" org.desisky.benchmarks.PhotometryBenchmark "$@"
}

load() { [ -r /proc/loadavg ] && cut -d ' ' -f 1-3 /proc/loadavg || uptime; }
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
