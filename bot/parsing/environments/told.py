"""An environment in short strings, for a checklist or a briefing."""

from collections.abc import Iterator

from bot.parsing.comment_text import inert
from bot.vocabulary.environments import Environment, Fact

LONGEST = 60
"""Characters of one string; longer ones are cut."""
MOST = 16
"""Strings given; the ones that tell most come first."""
_FIRST = (
    "vllm", "sglang", "llama.cpp", "torch", "transformers", "triton", "ray", "deepspeed",
    "accelerate", "flash-attn", "xformers", "jax", "tensorflow", "numpy",
)  # fmt: skip
"""Packages worth a word, in order; others are counted nowhere."""


def told(environment: Environment) -> tuple[str, ...]:
    """What is known, one thing each ("torch 2.4.0+cu121", "driver 535.104.05", "2 × A100").

    Plain text that links, mentions and formats nothing; what is contradicted is left out. May be
    empty; at most 16.
    """
    return tuple(inert(text, LONGEST) for text in _all(environment))[:MOST]


def _all(environment: Environment) -> Iterator[str]:
    packages = environment.packages
    for name in _FIRST:
        yield from _one(name, packages.get(name))
    for gpu in environment.gpus[:3]:
        yield f"{gpu.count} × {gpu.name}" if gpu.count else gpu.name
    yield from _cuda(environment)
    yield from _one("ROCm", environment.rocm or environment.torch_rocm)
    yield from _one("driver", environment.driver)
    yield from _one("Python", environment.python)
    yield from _one("", environment.os)
    yield from _one("", environment.cpu)
    yield from sorted(environment.runs_in)


def _cuda(environment: Environment) -> Iterator[str]:
    plain = environment.cuda
    if plain is not None and plain.value is not None:
        yield f"CUDA {plain.value}"
    yield from _one("torch for CUDA", environment.torch_cuda)
    yield from _one("CUDA toolkit", environment.cuda_toolkit)
    yield from _one("driver for CUDA", environment.driver_cuda)


def _one(name: str, fact: Fact | None) -> Iterator[str]:
    if fact is not None and fact.value is not None:
        yield f"{name} {fact.value}".strip()
