"""Reports made up for tests of likeness."""

from datetime import UTC, datetime, timedelta

from bot.vocabulary.likeness import Report

START = datetime(2024, 1, 1, tzinfo=UTC)

TRACE = """```
Traceback (most recent call last):
  File "/home/{who}/env/lib/python3.11/site-packages/engine/{file}.py", line {line}, in {function}
    return self.forward(batch)
{error} (at 0x7f{line}a0)
```"""

SUBJECTS = (
    ("scheduler", "preempts", "sequences", "swapping", "blocks"),
    ("tokenizer", "drops", "whitespace", "decoding", "streams"),
    ("quantized", "linear", "kernel", "returns", "garbage"),
    ("download", "progress", "bar", "flickers", "terminal"),
    ("checkpoint", "sharding", "loses", "optimizer", "moments"),
    ("profiler", "timeline", "misses", "collective", "spans"),
    ("documentation", "sidebar", "hides", "search", "box"),
    ("attention", "mask", "broadcasts", "wrongly", "padding"),
)


def report(
    number: int, title: str, body: str = "", days: float | None = None, signature: str | None = None
) -> Report:
    """Made `days` after the start; as many as its number by default."""
    at = START + timedelta(days=number if days is None else days)
    return Report(number, at, title, body, signature)


def trace(who: str, line: int, error: str, file: str = "runner", function: str = "run") -> str:
    """What a crash prints on somebody's machine."""
    return TRACE.format(who=who, line=line, error=error, file=file, function=function)


def unlike(count: int, first: int = 1) -> list[Report]:
    """Reports about different things."""
    found = []
    for place in range(count):
        one, two = SUBJECTS[place % len(SUBJECTS)], SUBJECTS[(place // len(SUBJECTS)) % 8]
        title = f"{one[0]} {one[1]} {two[2]} {one[3]} case{place}"
        found.append(report(first + place, title, f"The {two[4]} of {one[2]} {two[0]} {two[1]}."))
    return found
