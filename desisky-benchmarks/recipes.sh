#!/usr/bin/env bash
# Trains recipes on simulated catalogues, each run in a process of its own, and prints a table of what
# they learned: the comparison of docs/training.md. A run of 10 epochs takes a minute on two cores,
# one of 100 some ten.
#
# Usage: recipes.sh [epochs [seeds [recipes]]]
#
#   recipes.sh 10 "41 42 43" "best document python"      the defaults
set -euo pipefail
CDPATH= cd "$(dirname "$0")"
. ./common.sh
epochs=${1:-10}
seeds=${2:-41 42 43}
recipes=${3:-best document python}
build
results=target/recipes-$epochs.jsonl
: > "$results"
for seed in $seeds; do
  for recipe in $recipes; do
    echo "recipe $recipe, seed $seed, $epochs epochs" >&2
    run_java -Xmx3g org.desisky.benchmarks.RecipeBenchmark "$recipe" "$epochs" "$seed" >> "$results"
  done
done
use_python recipes
"$python" python/recipe_table.py "$results"
