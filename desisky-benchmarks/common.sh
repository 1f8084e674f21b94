# What the scripts that compare with Python have in common; to be sourced in this folder, right after the
# script went there. Sets java to the Java to run, and torch to the PyTorch whose native library it uses.
#
# DESISKY_PYTHON  a Python that has the packages; without it a virtual environment is made under
#                 target/, with the Python named by PYTHON (python3 unless set)
export PYTHONDONTWRITEBYTECODE=1
mkdir -p target
torch=$(sed -n 's:.*<pytorch.version>\(.*\)</pytorch.version>.*:\1:p' ../pom.xml)
users_folder=$OLDPWD

# A path as the user wrote it, for use in this folder.
absolute() {
  case $1 in
    /*) echo "$1" ;;
    *) echo "$users_folder/$1" ;;
  esac
}
case ${DESISKY_PYTHON:-} in # which may also be the name of a command
  */*) DESISKY_PYTHON=$(absolute "$DESISKY_PYTHON") ;;
esac

# Sets python to DESISKY_PYTHON, else to that of the virtual environment target/$1, which has the packages
# that follow; it is made anew where they are not those that it was made with.
use_python() {
  local folder=target/$1
  shift
  python=${DESISKY_PYTHON:-$folder/bin/python}
  if [ -z "${DESISKY_PYTHON:-}" ] && ! cmp -s "$folder/packages" - <<< "$*"; then
    "${PYTHON:-python3}" -m venv --clear "$folder"
    if [ $# -gt 0 ]; then
      "$python" -m pip install --quiet "$@"
    fi
    echo "$*" > "$folder/packages"
  fi
}

# Has the launcher build the program where needed, so that it does not in a run that is timed.
program() { ../desisky --version > /dev/null; }

# Sets sky to a file of 9176 simulated spectra in the folder $1, and lays them as a catalogue where the Python package
# looks for one: it takes the wavelengths from there.
simulated_sky() {
  mkdir -p "$1/dr1"
  sky=$1/sky.npz
  local vac=$1/dr1/sky_spectra_vac_v1.fits
  [ -f "$vac" ] || ../desisky data simulate --rows 9176 --seed 1 --output "$vac" >&2
  [ -f "$sky" ] || ../desisky data export "$vac" --output "$sky" >&2
}

# Builds the benchmarks if anything they are made of has changed; a folder has where a file of it was removed.
build() {
  local sources=(../pom.xml pom.xml src/main ../desisky-{core,data,engines,vae,training}/pom.xml
    ../desisky-{core,data,vae,training}/src/main)
  if [ ! -f target/classpath.txt ] || [ -n "$(find "${sources[@]}" -newer target/classpath.txt)" ]; then
    touch target/began
    (cd .. && mvn --quiet --batch-mode -DskipTests package dependency:build-classpath \
      -Dmdep.outputFile=target/classpath.txt --projects desisky-benchmarks --also-make) || return
    touch -r target/began target/classpath.txt # what was changed since is built the next time
  fi
}

java=java
if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
fi

# Runs a command in the environment in which the launcher runs Java.
as_launched() {
  GOMP_SPINCOUNT=3000 MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=1073741824 "$@"
}

# Runs a class as the launcher would start it; options of Java may stand before its name.
run_java() {
  as_launched "$java" --enable-native-access=ALL-UNNAMED -Dai.djl.offline=true \
    -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$(classpath)" "$@"
}

classpath() { echo "target/classes:$(cat target/classpath.txt)"; }

load() { [ -r /proc/loadavg ] && cut -d ' ' -f 1-3 /proc/loadavg || uptime; }
