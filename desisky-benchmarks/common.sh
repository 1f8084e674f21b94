# What the scripts that compare with Python have in common; to be sourced in this folder. Sets java to
# the Java to run.
#
# DESISKY_PYTHON  a Python that has the packages; without it a virtual environment is made under
#                 target/, with the Python named by PYTHON (python3 unless set)
export PYTHONDONTWRITEBYTECODE=1
mkdir -p target

# Sets python to DESISKY_PYTHON, else to that of the virtual environment target/$1, made when missing
# and then given the packages that follow.
use_python() {
  python=${DESISKY_PYTHON:-}
  if [ -z "$python" ]; then
    python=target/$1/bin/python
    if [ ! -x "$python" ]; then
      "${PYTHON:-python3}" -m venv "target/$1"
      shift
      if [ $# -gt 0 ]; then
        "$python" -m pip install --quiet "$@"
      fi
    fi
  fi
}

# Sets sky to a file of 9176 simulated spectra in the folder $1, and lays them as a catalogue where the Python package
# looks for one: it takes the wavelengths from there.
simulated_sky() {
  mkdir -p "$1/dr1"
  sky=$1/sky.npz
  local vac=$1/dr1/sky_spectra_vac_v1.fits
  [ -f "$vac" ] || ../desisky data simulate --rows 9176 --seed 1 --output "$vac" >&2
  [ -f "$sky" ] || ../desisky data export "$vac" --output "$sky" >&2
}

# Builds the benchmarks if anything they are made of has changed.
build() {
  local sources=(../pom.xml pom.xml src/main ../desisky-{core,data,vae,training}/src/main)
  if [ ! -f target/classpath.txt ] || [ -n "$(find "${sources[@]}" -newer target/classpath.txt -type f)" ]; then
    (cd .. && mvn --quiet --batch-mode -DskipTests package dependency:build-classpath \
      -Dmdep.outputFile=target/classpath.txt --projects desisky-benchmarks --also-make) || return
    touch target/classpath.txt # which Maven leaves as it was if it would write the same
  fi
}

java=java
if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
fi

# Runs a class as the launcher would start it; options of Java may stand before its name.
run_java() {
  GOMP_SPINCOUNT=3000 MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=1073741824 \
    "$java" --enable-native-access=ALL-UNNAMED -Dai.djl.offline=true \
    -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$(classpath)" "$@"
}

classpath() { echo "target/classes:$(cat target/classpath.txt)"; }

load() { [ -r /proc/loadavg ] && cut -d ' ' -f 1-3 /proc/loadavg || uptime; }
