"""Runs a command and prints one line of JSON: its wall time, processor time and largest resident memory.

Usage: python usage.py NAME COMMAND [ARGUMENT ...]
"""

import json
import resource
import subprocess
import sys
import time


def main(name, *command):
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{name} failed: {done.stderr.decode()}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = {
        "what": name,
        "seconds": round(seconds, 3),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 3),
        "memory_mib": round(used.ru_maxrss / 1024, 1),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
