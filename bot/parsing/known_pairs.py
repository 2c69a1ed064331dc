"""Versions in one report that are not known to go together, as notes with their sources.

A note says what a page says and what the report shows. It is no verdict: a report may be of two
machines, a build from source may well work, and the page may have changed.
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.parsing.compute_capability import capability_of, is_amd, is_nvidia
from bot.parsing.pair_table import (
    INTEL_MAC_SOURCE,
    PAIRS,
    PYTHON_ENDS,
    PYTHON_ENDS_SOURCE,
    TENSORFLOW_SYSTEMS_SOURCE,
    VLLM_SYSTEMS_SOURCE,
    WITHOUT_GPU_SOURCE,
    Pair,
)
from bot.parsing.versions import is_within, may_be_within, version_of
from bot.vocabulary.environments import Clash, Environment, Fact, Found
from bot.vocabulary.versions import Version

_UNSURE = frozenset((Found.COMMAND, Found.PATH))
"""What is to be installed, and whose path stands in a trace, need not be what runs."""
_PUBLISHED = re.compile(r"(?:cu\d{2,3}|cpu|rocm[\d.]{1,8})?")
"""The local part of a published build: "2.4.0+cu121", not "2.4.0a0+git1234"."""
_FIELDS = frozenset(
    ("python", "torch_cuda", "cuda_toolkit", "driver_cuda", "driver", "rocm", "torch_rocm", "libc")
)
_LABELS = {
    "python": "Python",
    "torch_cuda": "torch built for CUDA",
    "cuda_toolkit": "CUDA toolkit",
    "driver_cuda": "a driver for CUDA",
    "driver": "driver",
    "rocm": "ROCm",
    "torch_rocm": "torch built for ROCm",
}
_OF_LINUX_ON_X86 = frozenset(("triton",))
"""Pinned by torch there alone."""

_Told = tuple[str, Version]
"""As the report shows it, and in comparable form."""


def clashes(environment: Environment, *, on: date | None = None) -> tuple[Clash, ...]:
    """What is known not to go together; nothing for an environment that may be somebody else's.

    `on` is the day of the report, for what ends on a day; None leaves such things out.
    """
    if environment.is_quoted:
        return ()
    found = (*_of_table(environment), *_of_builds(environment), *_of_systems(environment))
    ended = _of_ends(environment, on) if on is not None else ()
    return tuple({clash.about: clash for clash in (*found, *ended)}.values())


def _of_table(environment: Environment) -> Iterator[Clash]:
    for pair in PAIRS:
        if pair.other in _OF_LINUX_ON_X86 and not _is_linux_on_x86(environment):
            continue
        for one, version in _told(environment, pair.one):
            if is_within(version, pair.when):
                yield from _against(environment, pair, one)


def _against(environment: Environment, pair: Pair, one: str) -> Iterator[Clash]:
    for other, version in _told(environment, pair.other):
        if may_be_within(version, pair.needs):
            continue
        shown = other if pair.other == "capability" else f"{_label(pair.other)} {other}"
        says = pair.says.format(one=one)
        yield Clash((pair.one, pair.other), f"{says}; the report shows {shown}", pair.source)
        return


def _told(environment: Environment, name: str) -> Iterator[_Told]:
    if name == "capability":
        for gpu in environment.gpus:
            capability = capability_of(gpu.name)
            if capability is not None and gpu.found not in _UNSURE:
                number = ".".join(map(str, capability.release))
                yield f"{gpu.name} ({number})", capability
        return
    fact: Fact | None = (
        getattr(environment, name) if name in _FIELDS else environment.packages.get(name)
    )
    version = _sure(fact)
    if fact is None or fact.value is None or version is None:
        return
    if name in _FIELDS or _is_published(version):
        yield fact.value, version


def _sure(fact: Fact | None) -> Version | None:
    if fact is None or fact.value is None or fact.readings[0].found in _UNSURE:
        return None
    return fact.version


def _is_published(version: Version) -> bool:
    return version.stage[0] >= 0 and _PUBLISHED.fullmatch(version.local) is not None


def _is_linux_on_x86(environment: Environment) -> bool:
    system = environment.os.value if environment.os else None
    family = environment.architecture.value if environment.architecture else None
    is_other = system is not None and system.startswith(("Windows", "macOS", "FreeBSD"))
    return not is_other and family in (None, "x86_64")


def _label(name: str) -> str:
    return _LABELS.get(name, name)


def _of_builds(environment: Environment) -> Iterator[Clash]:
    """A build of torch that cannot use the accelerators the report names."""
    torch = environment.packages.get("torch")
    version = _sure(torch)
    named = [gpu.name for gpu in environment.gpus if gpu.found not in _UNSURE]
    if torch is None or version is None or not named:
        return
    nvidia = [name for name in named if is_nvidia(name)]
    amd = [name for name in named if is_amd(name)]
    if version.local == "cpu" and (nvidia or amd):
        says = f"torch {torch.value} is a build for the CPU alone"
    elif _sure(environment.torch_rocm) and nvidia and not amd:
        says = f"torch {torch.value} was built for ROCm, which is for AMD's GPUs"
    elif _sure(environment.torch_cuda) and amd and not nvidia:
        says = f"torch {torch.value} was built for CUDA, which is for NVIDIA's GPUs"
    else:
        return
    note = f"{says}; the report shows {(nvidia or amd)[0]}"
    yield Clash(("torch", "gpus"), note, WITHOUT_GPU_SOURCE)


def _of_systems(environment: Environment) -> Iterator[Clash]:
    system = environment.os.value if environment.os else None
    if system is None or environment.runs_in:
        return
    vllm = environment.packages.get("vllm")
    if system.startswith("Windows") and vllm is not None and _sure(vllm):
        says = "vllm does not support Windows natively, WSL aside"
        yield Clash(("vllm", "os"), f"{says}; the report shows {system}", VLLM_SYSTEMS_SOURCE)
    tensorflow = _sure(environment.packages.get("tensorflow"))
    has_nvidia = any(is_nvidia(gpu.name) for gpu in environment.gpus)
    if (
        system.startswith("Windows")
        and tensorflow
        and has_nvidia
        and is_within(tensorflow, ">=2.11")
    ):
        says = "TensorFlow 2.10 is the last that uses a GPU on Windows itself"
        shown = f"{environment.packages['tensorflow'].value} on {system}"
        yield Clash(
            ("tensorflow", "os"), f"{says}; the report shows {shown}", TENSORFLOW_SYSTEMS_SOURCE
        )
    torch = _sure(environment.packages.get("torch"))
    family = environment.architecture.value if environment.architecture else None
    is_intel_mac = system.startswith("macOS") and family == "x86_64"
    if torch and is_intel_mac and _is_published(torch) and is_within(torch, ">=2.3"):
        says = "torch is not published for Macs with Intel processors from 2.3 on"
        shown = f"torch {environment.packages['torch'].value}"
        yield Clash(("torch", "os"), f"{says}; the report shows {shown}", INTEL_MAC_SOURCE)


def _of_ends(environment: Environment, on: date) -> Iterator[Clash]:
    python = environment.python
    version = _sure(python)
    if python is None or version is None:
        return
    for series, last in PYTHON_ENDS:
        bound = version_of(series)
        if bound is not None and bound.begins(version) and on > last:
            note = (
                f"Python {series} has had no support since {last:%B %Y}; the report shows Python "
                f"{python.value}"
            )
            yield Clash(("python", "support"), note, PYTHON_ENDS_SOURCE)
