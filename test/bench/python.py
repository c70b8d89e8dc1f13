"""Saves and loads an array of doubles with json and NumPy, and measures itself.

python3 python.py numbers: reads lines `way path` and answers each with the seconds that the way took. `numbers` has the bytes of the array
that is saved. The line `keep path` writes the bytes of the array that was loaded last.
"""

import json
import os
import sys
from time import perf_counter

import numpy


def write(path, text):
    with open(path, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read(path):
    with open(path) as file:
        return file.read()


array = numpy.fromfile(sys.argv[1])
loaded = array

SAVING = {
    "dumps": lambda path: write(path, json.dumps(array.tolist())),
    "compact": lambda path: write(path, json.dumps(array.tolist(), separators=(",", ":"))),
}
LOADING = {
    "array": lambda path: numpy.array(json.loads(read(path))),
    "fromiter": lambda path: numpy.fromiter(json.loads(read(path)), numpy.float64),
}

for line in sys.stdin:
    way, path = line.split()
    start = perf_counter()
    if way == "keep":
        loaded.tofile(path)
    elif way in SAVING:
        SAVING[way](path)
    else:
        loaded = LOADING[way](path)
    print(perf_counter() - start, flush=True)
