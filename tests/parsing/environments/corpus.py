"""Reports written for these tests, in the shape of real tools' output, and what they tell.

A file holds many: `%%% name`, then `field: value; value` lines, `%%%`, and the report. The names of
the files say which were looked at while the parser was made, and which were held out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.vocabulary.environments import Environment, Fact

FOLDER = Path(__file__).parents[2] / "data" / "environments"
SINGLE = (
    "os", "kernel", "architecture", "python", "torch_cuda", "cuda_toolkit", "driver_cuda", "cuda",
    "torch_rocm", "rocm", "driver", "cpu", "libc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One report."""

    name: str
    file: str
    expected: Mapping[str, frozenset[str]]
    """Field -> values; a field without any is left out."""
    body: str


def cases() -> Iterator[Case]:
    """All of them, by file."""
    for path in sorted(FOLDER.glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("\n%%% "):
            name, _, rest = part.removeprefix("%%% ").partition("\n")
            head, _, body = f"\n{rest}".partition("\n%%%\n")
            yield Case(name, path.name, _expected(head), body)


def _expected(head: str) -> dict[str, frozenset[str]]:
    lines = [line.partition(": ") for line in head.strip().splitlines()]
    return {field: frozenset(value.split("; ")) for field, _, value in lines}


def found(environment: Environment) -> dict[str, frozenset[str]]:
    """What was found, in the corpus's words."""
    single = {field: _values({"": getattr(environment, field)}) for field in SINGLE}
    gpus = (f"{gpu.count} x {gpu.name}" if gpu.count else gpu.name for gpu in environment.gpus)
    collections = {
        "gpus": frozenset(gpus),
        "compilers": _values(environment.compilers),
        "packages": _values(environment.packages),
        "runs_in": environment.runs_in,
        "images": frozenset(environment.images),
    }
    return {field: values for field, values in {**single, **collections}.items() if values}


def _values(facts: Mapping[str, Fact | None]) -> frozenset[str]:
    return frozenset(
        f"{name} {fact.value}".strip()
        for name, fact in facts.items()
        if fact is not None and fact.value is not None
    )
