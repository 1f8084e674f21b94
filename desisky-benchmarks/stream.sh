#!/usr/bin/env bash
# Shows that the memory of a streaming run does not grow with the spectra: 2000 of them, and 50 000.
#
# Usage: stream.sh [extension ...]     of the output, npz unless given
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
python=${DESISKY_PYTHON:-${PYTHON:-python3}}
build
program
folder=$PWD/target/stream
mkdir -p "$folder"
ours() { "$java" -Xmx3g -cp "$(classpath)" org.desisky.benchmarks.RepeatCatalog "$@"; }
[ -f "$folder/2000.fits" ] || ours "$folder/2000.fits" 1
[ -f "$folder/50000.fits" ] || ours "$folder/50000.fits" 25
[ -f "$folder/m.eqx" ] || ../desisky train-vae --data-path "$folder/2000.fits" --epochs 1 \
  --run-name m --save-dir "$folder" --no-report >&2
results=target/stream.jsonl
: > "$results"
echo "load before: $(load)"
for extension in "${@:-npz}"; do
  for rows in 2000 50000; do
    "$python" python/usage.py "$rows spectra to .$extension" ../desisky infer-vae \
      --model-path "$folder/m.eqx" --data-path "$folder/$rows.fits" --no-quality-filter \
      --output "$folder/out.$extension" >> "$results"
    rm -f "$folder/out.$extension"
  done
done
"$python" python/usage_table.py "$results"
echo
echo "load after: $(load); every single result: $results"
