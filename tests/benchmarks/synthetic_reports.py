"""Made-up reports in the sizes and with the words of real ones, to measure time and memory.

Words are drawn by Zipf's law with Mandelbrot's shift up to the 5,000th and by a steeper one beyond
(Gerlach and Altmann, Phys. Rev. X 3, 021006, 2013; the tail here, exponent 1.5, is heavier than
theirs, because names from code go on longer), so that new words go on coming. Lengths are
log-normal around 70 words, cut at 3,000; a third of the reports have a log with identifiers and an
error line, and all follow one of five forms. Every tenth report repeats a third of another's words.
That comes to 126 different terms a report; Denchmark's have 73, GitBugs' Hadoop 45.
"""

import gc
import io
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import psutil

from bot.learning import similar
from bot.learning.similar import Reports
from bot.vocabulary.likeness import Report

START = datetime(2015, 1, 1, tzinfo=UTC)
BEND, TAIL, SHIFT = 5_000, 1.5, 2.7
QUERIES = 2_000
ADDED = 100_000

FORMS = tuple(
    tuple(f"### Question {form}{n} of the form that asks for something" for n in range(4))
    for form in "abcde"
)
ERRORS = ("RuntimeError", "ValueError", "KeyError", "AssertionError", "OutOfMemoryError")


def words_of(ranks: Any) -> list[str]:
    """A word for each rank: rarer ones longer, every eighth an identifier."""
    return [word_of(int(rank)) for rank in ranks]


def word_of(rank: int) -> str:
    letters = ""
    left = rank + 30
    while left:
        left, place = divmod(left, 60)
        letters += "bcdfghklmnprstvwz"[place % 15] + "aeiou"[place // 15]
    return letters if rank % 8 or rank < 300 else f"{letters}_{letters[::-1]}"


def made_up(count: int, seed: int, first: int = 1) -> Iterator[Report]:
    """Reports, an hour apart, numbered from `first`."""
    chance = np.random.default_rng(seed)
    lengths = np.minimum(np.exp(chance.normal(np.log(70), 1.1, count)), 3_000).astype(int) + 8
    recent: list[list[str]] = []
    for number, length in enumerate(lengths, first):
        words = words_of(drawn(chance, length))
        if recent and number % 10 == 0:
            other = recent[int(chance.integers(len(recent)))]
            words[: len(other) // 3] = other[: len(other) // 3]
        recent = [*recent[-200:], words]
        yield report_of(number, words, chance)


def drawn(chance: np.random.Generator, count: int) -> Any:
    """Ranks, by inverting both laws' distribution functions."""
    head = np.log((BEND + SHIFT) / (1 + SHIFT))
    place = chance.random(count) * (head + 1 / (TAIL - 1))
    near = np.exp(np.minimum(place, head)) * (1 + SHIFT) - SHIFT
    left = np.maximum(1 - (place - head) * (TAIL - 1), 1e-9)
    far = BEND * left ** (-1 / (TAIL - 1))
    return np.where(place < head, near, np.minimum(far, 1e12)).astype(np.int64)


def report_of(number: int, words: list[str], chance: np.random.Generator) -> Report:
    form = FORMS[int(chance.integers(len(FORMS)))]
    title, told = words[:8], words[8:]
    logged = told[len(told) // 2 :] if number % 3 == 0 else []
    prose = told[: len(told) - len(logged)]
    lines = [" ".join(prose[n : n + 15]) for n in range(0, len(prose), 15)]
    log = [f'  File "/x/{word}.py", line {n}, in {word}' for n, word in enumerate(logged)]
    error = f"{ERRORS[number % len(ERRORS)]}: {' '.join(title[:5])}"
    code = ["```", "Traceback (most recent call last):", *log, error, "```"] if logged else []
    body = [form[0], *lines[: len(lines) // 2], form[1], *lines[len(lines) // 2 :], form[2], *code]
    return Report(number, START + timedelta(hours=number), " ".join(title), "\n".join(body))


def multiplied(index: Reports, times: int) -> Reports:
    """An index so many times as large.

    Copies hold the same words; those of one report alone become others, so that new words go on
    coming (faster than they would).
    """
    with np.load(io.BytesIO(index.dumps())) as file:
        one = {name: file[name] for name in file}
    for name in ("keys", "lines"):
        _, which, counts = np.unique(one[name], return_inverse=True, return_counts=True)
        rare = (counts == 1)[which]
        salts = np.random.default_rng(3).integers(0, 2**32, times, np.uint32)
        salts[0] = 0
        one[name] = np.concatenate([np.where(rare, one[name] ^ salt, one[name]) for salt in salts])
    size = len(one["numbers"])
    for name in ("seconds", "lengths", "places", "line_counts"):
        one[name] = np.tile(one[name], times)
    one["numbers"] = np.arange(1, size * times + 1)
    out = io.BytesIO()
    np.savez(out, **one)
    return similar.loads(out.getvalue())


class Times:
    """What calls took, by the clock and by the processor."""

    def __init__(self) -> None:
        self._clock: list[float] = []
        self._cpu: list[float] = []

    def of(self, call: Callable[[Report], object], report: Report) -> None:
        """Make a call."""
        start, start_cpu = time.perf_counter(), time.thread_time()
        call(report)
        self._cpu.append(time.thread_time() - start_cpu)
        self._clock.append(time.perf_counter() - start)

    def figures(self, name: str) -> dict[str, float]:
        """Milliseconds: middle, 99 %, most."""
        return {
            f"{name}_p50_ms": 1e3 * float(np.percentile(self._clock, 50)),
            f"{name}_p99_ms": 1e3 * float(np.percentile(self._clock, 99)),
            f"{name}_cpu_p99_ms": 1e3 * float(np.percentile(self._cpu, 99)),
            f"{name}_max_ms": 1e3 * max(self._clock),
        }


def at_scale(count: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Time and memory of an index of so many; queries and additions of reports after them.

    100,000 are added one by one at most; more are copies of those (`multiplied`).
    """
    gc.collect()
    before = psutil.Process().memory_info().rss
    index = Reports()
    adds = Times()
    for report in made_up(min(count, ADDED), seed=1):
        adds.of(index.add, report)
        if report.number % 20_000 == 0:
            say(f"{report.number} made-up reports")
    if count > ADDED:
        index = multiplied(index, count // ADDED)
        gc.collect()
        say(f"{len(index)} made-up reports")
    memory = psutil.Process().memory_info().rss - before
    queries, late_adds = Times(), Times()
    for report in made_up(QUERIES, seed=2, first=count + 1):
        queries.of(index.query, report)
        late_adds.of(index.add, report)
    start = time.perf_counter()
    stored = index.dumps()
    dumped = time.perf_counter()
    similar.loads(stored)
    loaded = time.perf_counter()
    found = {
        "reports": count,
        **adds.figures("add"),
        **late_adds.figures("late_add"),
        **queries.figures("query"),
        "memory_mb": memory / 2**20,
        "stored_mb": len(stored) / 2**20,
        "dump_seconds": dumped - start,
        "load_seconds": loaded - dumped,
    }
    return {f"scale_{key}": round(float(value), 3) for key, value in found.items()}
