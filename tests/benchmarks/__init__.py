"""Measurements, run by hand: `python -m tests.benchmarks.NAME`. They assert nothing about time."""

import os

# As in the child process: two threads of linear algebra wait for each other on busy cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
