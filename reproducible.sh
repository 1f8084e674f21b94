#!/bin/sh
# Builds everything twice, from copies of this checkout at two places, and compares the checksums of what came out.
# Takes a few minutes. The copies are made under target/reproducible, which is removed when they agree.
set -eu
CDPATH= cd "$(dirname "$0")"
work=$PWD/target/reproducible
rm -rf "$work"
mkdir -p "$work"
git ls-files -z >"$work/files"
tar -cf "$work/sources.tar" --null -T "$work/files"
for copy in first "second place"; do
  mkdir -p "$work/$copy"
  tar -xf "$work/sources.tar" -C "$work/$copy"
  (cd "$work/$copy" && mvn -q -B -ntp -DskipTests -Dspotless.check.skip "$@" package)
  (cd "$work/$copy" && find . -path '*/target/*' \( -name 'desisky*.jar' -o -name 'desisky-*.zip' -o -name 'desisky-*.tar.gz' \) \
    ! -path '*/target/lib/*' -exec sha256sum {} + | sort -k 2) >"$work/$copy.sha256"
done
if ! diff "$work/first.sha256" "$work/second place.sha256"; then
  echo "two builds of the same sources differ" >&2
  exit 1
fi
echo "$(wc -l <"$work/first.sha256") files, the same in both builds"
rm -rf "$work"
