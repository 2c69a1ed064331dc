"""NVIDIA's compute capability of an accelerator, by its name.

From developer.nvidia.com/cuda-gpus and developer.nvidia.com/cuda-legacy-gpus, read in November
2026. A name that stands there under no or several capabilities is left out.
"""

import re

from bot.vocabulary.versions import Version

_MODELS: tuple[tuple[str, tuple[int, int]], ...] = (
    (r"GB10\b|DGX Spark", (12, 1)),
    (r"RTX PRO \d000|RTX (?:5090|5080|5070|5060|5050)\b", (12, 0)),
    (r"GB300|B300", (10, 3)),
    (r"GB200|B200", (10, 0)),
    (r"GH200|H200|H100", (9, 0)),
    (r"L40S?\b|L4\b|RTX (?:4090|4080|4070|4060|4050)\b|RTX [2456]\d?000 Ada", (8, 9)),
    (r"A40\b|A10\b|A16\b|A2\b|RTX A[23456]000|RTX (?:3090|3080|3070|3060|3050)\b", (8, 6)),
    (r"A100|A30\b", (8, 0)),
    (r"T4\b|Quadro RTX [34568]000|RTX (?:2080|2070|2060)\b|GTX 16[56]0|TITAN RTX", (7, 5)),
    (r"V100|TITAN V\b|Quadro GV100", (7, 0)),
    (r"P40\b|P4\b|GTX 10[5678]0|TITAN Xp|Quadro P\d{3,4}", (6, 1)),
    (r"P100|Quadro GP100", (6, 0)),
    (r"M40\b|M60\b|GTX 9[5678]0\b|GTX TITAN X|Quadro M[2456]000\b", (5, 2)),
)
_PATTERNS = tuple((re.compile(rf"(?<![A-Za-z0-9])(?:{names})"), value) for names, value in _MODELS)
_OTHER_MAKERS = re.compile(
    r"\bAMD\b|Radeon|Instinct|\bMI\d{2,3}|\bRX \d{4}|Intel|\bArc\b|Gaudi|Apple|TPU|Ascend"
)
_NVIDIA = re.compile(r"NVIDIA|GeForce|Tesla|Quadro|\bRTX\b|\bGTX\b|TITAN|Jetson")
_AMD = re.compile(r"\bAMD\b|Radeon|Instinct|\bMI\d{2,3}[XA]?\b|\bRX \d{4}")


def capability_of(name: str) -> Version | None:
    """The capability, (8, 9) as version 8.9; None where the name does not tell it."""
    if _OTHER_MAKERS.search(name):
        return None
    for pattern, value in _PATTERNS:
        if pattern.search(name):
            return Version(value)
    return None


def is_nvidia(name: str) -> bool:
    """Whether NVIDIA makes it."""
    return capability_of(name) is not None or (
        _NVIDIA.search(name) is not None and not _OTHER_MAKERS.search(name)
    )


def is_amd(name: str) -> bool:
    """Whether AMD makes it."""
    return _AMD.search(name) is not None
