#!/bin/sh
# Builds everything twice, from copies of this checkout at two places, and compares the checksums of what came out.
# Takes a few minutes. The copies are made under target/reproducible, which is removed when they agree.
set -eu
cd "$(dirname "$0")"
work=$PWD/target/reproducible
rm -rf "$work"
for copy in first "second place"; do
  mkdir -p "$work/$copy"
  git ls-files -z | xargs -0 tar -cf - | tar -xf - -C "$work/$copy"
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
