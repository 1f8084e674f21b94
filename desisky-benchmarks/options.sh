#!/usr/bin/env bash
# Trains once for each option of train-vae that changes what is learnt, measures each model as
# `desisky report` does, and makes a table. Each run differs from the first in what its line says.
#
# Usage: options.sh [rows [epochs]]      3000 rows and 10 epochs unless said; some 20 minutes on two cores
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
rows=${1:-3000}
epochs=${2:-10}
folder=target/options
rm -rf "$folder"
mkdir -p "$folder"
sky=$folder/sky.fits
../desisky data simulate --rows "$rows" --seed 7 --output "$sky" >&2
results=$folder/results.jsonl
options=(
  ""
  "--learning-rate 1e-4" "--learning-rate 1e-3" "--schedule constant" "--warmup-epochs 0" "--layer-rates equal"
  "--optimizer adamw --weight-decay 0.01" "--optimizer sgd --learning-rate 0.1" "--optimizer nesterov --learning-rate 0.1"
  "--clip-norm off" "--ema off" "--ema 0.999" "--batch-size 32" "--batch-size 128"
  "--scaling channel" "--scaling none --init uniform" "--init uniform" "--mix 0" "--mix 0.9" "--mix 1"
  "--beta 1e-2" "--beta 0" "--lam 1" "--lam 4" "--preset quality" "--preset balanced" "--preset strong"
  "--kernel-sigma auto" "--kernel-sigma multi" "--kernel-sigma 2" "--kernel imq" "--mmd unbiased"
  "--recon half-mse" "--recon-units noise" "--latent-dim 4" "--latent-dim 16"
  "--recipe document" "--recipe python"
)
for option in "${options[@]}"; do
  echo "${option:-as it is by default}" >&2
  # An option's words are words here, too.
  # shellcheck disable=SC2086
  if ! trained=$(../desisky train-vae --data-path "$sky" --epochs "$epochs" --save-dir "$folder" --run-name run --no-report \
    --no-state --quiet --json $option | tail -n 1); then
    echo "failed: $option" >&2
    continue
  fi
  measured=$(../desisky report --model-path "$folder/run.eqx" --data-path "$sky" --output "$folder/run.html" --quiet --json |
    tail -n 1)
  printf '{"option": "%s", "trained": %s, "measured": %s}\n' "$option" "$trained" "$measured" >> "$results"
done
use_python options
"$python" python/options_table.py "$results"
