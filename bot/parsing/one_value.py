"""Questions for one value of the machine, such as "Python version", and whether a text tells it.

A form that asks for each value in a field of its own wants that value: the version of something
else does not answer, wherever it stands.
"""

import re
from functools import lru_cache

from bot.parsing.environments import environment_of
from bot.parsing.environments.labels import Label, label_of
from bot.parsing.environments.mentions import ALIASES, KNOWN, Field, package_name
from bot.parsing.evidence import MAX_READ
from bot.vocabulary.environments import Environment

_ALL_OF_IT = re.compile(
    r"\b(?:environment|systems?(?! ?version)|setup|info\w*|specs?|specifications?|config\w*|output"
    r"|versions)\b",
    re.IGNORECASE,
)
_ONE_SYSTEM = re.compile(r"\boperating systems?\b", re.IGNORECASE)
_COMPILER = re.compile(r"\b(?:gcc|g\+\+|clang|msvc|icc)\b[^\n]{0,12}\d", re.IGNORECASE)
_CUDA = (Field.CUDA, Field.TORCH_CUDA, Field.CUDA_TOOLKIT, Field.DRIVER_CUDA)


@lru_cache(maxsize=512)
def value_asked(label: str) -> Label | None:
    """The one value that a question is after; None for all there is, or for anything else."""
    if _ALL_OF_IT.search(label) and not _ONE_SYSTEM.search(label):
        return None
    return label_of(label)


def is_of_product(asked: Label, product: str) -> bool:
    """Whether the value is the version of the product itself, by its repository's name."""
    field, name = asked
    return field is Field.PACKAGE and (not product or _is_related(name, product))


def tells(text: str, asked: Label) -> bool:
    """Whether the text tells the value."""
    if asked[0] is Field.COMPILER and _COMPILER.search(text):
        return True
    return _is_told(_environment(text), asked)


@lru_cache(maxsize=8)  # asked about each question of one report
def _environment(text: str) -> Environment:
    return environment_of(text)


def _is_told(environment: Environment, asked: Label) -> bool:
    field, name = asked
    match field:
        case Field.OS | Field.KERNEL:
            return bool(environment.os or environment.kernel)
        case Field.GPU | Field.CPU:
            return bool(environment.gpus or environment.cpu)
        case Field.PACKAGE:
            return name in environment.packages
        case Field.COMPILER:
            found = environment.compilers
            return bool(found) if name == "?" else name in found
        case Field.IMAGE | Field.RUNS_IN:
            return bool(environment.images or environment.runs_in)
        case Field.ROCM | Field.TORCH_ROCM:
            return bool(environment.rocm or environment.torch_rocm)
        case _ if field in _CUDA:
            return any(getattr(environment, one.value) for one in _CUDA)
        case _:
            return bool(getattr(environment, field.value))


def without_others_versions(text: str, product: str) -> str:
    """The text without versions of well-known packages that are not the product.

    Without a product's name nothing is taken away: any of them may be it.
    """
    return _others(product).sub(" ", text[:MAX_READ]) if product else text


@lru_cache(maxsize=64)
def _others(product: str) -> re.Pattern[str]:
    names = sorted({*KNOWN, *ALIASES} - {n for n in (*KNOWN, *ALIASES) if _is_related(n, product)})
    either = "|".join(re.escape(name).replace(r"\-", "[-_ ]") for name in names)
    return re.compile(
        rf"\b(?:{either})\b\W{{0,4}}(?:version\W{{0,3}})?v?\d{{1,4}}(?:\.\w{{1,12}}){{0,5}}"
        r"(?:\+\w{1,20})?",
        re.IGNORECASE,
    )


def _is_related(name: str, product: str) -> bool:
    """Whether a package belongs to the product: "torch" to "pytorch", "vllm" to "vllm-ascend"."""
    ours, theirs = package_name(product), package_name(name)
    return theirs in ours or ours in theirs
