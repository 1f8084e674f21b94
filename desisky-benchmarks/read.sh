#!/usr/bin/env bash
# Compares reading a whole catalogue with reading it in Python with fitsio. The file is in the page
# cache; each program runs in a fresh process, in turn. Then the file is read once more by a Java that
# has 1.3 times the size of the data for heap and direct buffers together.
#
# Usage: read.sh [rounds [file]]
#
# Without a file, 9176 spectra are simulated to target/sky-9176.fits.
#
# DESISKY_PYTHON  a Python that has fitsio and numpy; without it a virtual environment is made under
#                 target/, with the Python named by PYTHON (python3 unless set)
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
rounds=${1:-5}
file=target/sky-9176.fits
if [ $# -gt 1 ]; then
  file=$(absolute "$2")
  if [ ! -f "$file" ]; then
    echo "there is no file $file" >&2
    exit 1
  fi
fi

use_python python-fits fitsio numpy

if [ ! -f "$file" ]; then
  ../desisky data simulate --rows 9176 --seed 1 --output "$file" >&2
fi

build

ours() {
  "$java" "${@:3}" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
    -cp "$(classpath)" org.desisky.benchmarks.ReadBenchmark "$1" "$2"
}

results=target/read.jsonl
: > "$results"
echo "load before: $(load)"
cat "$file" > /dev/null
for round in $(seq "$rounds"); do
  echo "round $round of $rounds" >&2
  ours "$file" 7 >> "$results"
  "$python" python/read_fits.py "$file" 7 >> "$results"
done
"$python" python/read_table.py "$results"
echo
mib=$(sed -n '1s/.*"data_mib":\([0-9]*\).*/\1/p' "$results")
small=$((mib * 13 / 10))
echo "with -Xmx$((small - 4))m -XX:MaxDirectMemorySize=4m, $small MiB for $mib MiB of data:"
ours "$file" 0 "-Xmx$((small - 4))m" -XX:MaxDirectMemorySize=4m
echo "load after: $(load); every single result: $results"
