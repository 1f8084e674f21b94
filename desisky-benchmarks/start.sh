#!/usr/bin/env bash
# Compares how long a fresh process takes to a first result, and its memory, with the Python package's
# commands: the help, and one spectrum encoded and reconstructed. Python reads one of a whole catalogue,
# which is all it can; ours is given the same catalogue, and a file with that one spectrum.
#
# Usage: start.sh [rounds]
#
# DESISKY_PYTHON  a Python that has desisky[data] 0.9.0; without it a virtual environment is made
#                 under target/, with the Python named by PYTHON (python3 unless set)
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
rounds=${1:-3}
use_python python-start "desisky[data]==0.9.0" fitsio
folder=$PWD/target/start
sky=$folder/dr1/sky_spectra_vac_v1.fits
mkdir -p "$folder/dr1"
# The Python package takes what lies there for the catalogue.
[ -f "$sky" ] || ../desisky data simulate --rows 9176 --seed 1 --output "$sky" >&2
[ -f "$folder/one.fits" ] || ../desisky data export "$sky" --rows 0 --output "$folder/one.fits" >&2
if [ ! -f "$folder/m.eqx" ]; then
  ../desisky data simulate --rows 100 --seed 1 --output "$folder/some.fits" >&2
  ../desisky train-vae --data-path "$folder/some.fits" --epochs 1 --run-name m --save-dir "$folder" \
    --no-report >&2
fi
export DESISKY_DATA_DIR=$folder
# The launcher keeps Java's classes for the next start where it has built the program itself, as for a user.
rm -f ../desisky-cli/target/desisky-cli.jar
program
results=target/start.jsonl
: > "$results"
infer="python/desisky_command.py infer_vae"
usage() { "$python" python/usage.py "$@" >> "$results"; }
echo "load before: $(load)"
for round in $(seq "$rounds"); do
  echo "round $round of $rounds" >&2
  usage "desisky for Java, --help" ../desisky --help
  usage "Python package, --help" "$python" $infer --help
  usage "desisky for Java, one spectrum in a file" ../desisky infer-vae --model-path "$folder/m.eqx" \
    --data-path "$folder/one.fits" --output "$folder/ours.npz"
  usage "desisky for Java, one of 9176 spectra" ../desisky infer-vae --model-path "$folder/m.eqx" \
    --n-samples 1 --offline --output "$folder/ours.npz"
  usage "Python package, one of 9176 spectra" "$python" $infer --model-path "$folder/m.eqx" \
    --n-samples 1 --output "$folder/python.npz"
done
"$python" python/usage_table.py "$results"
echo
echo "load after: $(load); every single result: $results"
