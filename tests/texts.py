"""Reports written for the tests: files of them, and templates filled by a seed.

A file holds one report after the other: a line "=== title", then the body. «model» and the like
in a template are filled.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"
_BEGINS = re.compile(r"^=== ?", re.MULTILINE)
_SLOT = re.compile(r"«(\w+)»")

FILLS: dict[str, tuple[str, ...]] = {
    "model": (
        "Qwen3-8B", "Llama-3.1-70B", "Mixtral-8x7B", "gemma-3-27b", "DeepSeek-V3", "Phi-4",
        "Falcon-7B", "granite-3.1", "bge-m3", "whisper-large-v3", "SDXL", "Mamba-2.8b",
        "gpt2", "t5-small",
    ),
    "gpu": ("H100", "A100 80GB", "RTX 4090", "MI300X", "L40S", "T4", "B200", "RTX 3060", "V100"),
    "version": ("0.6.3", "2.4.1", "1.13", "4.46.0", "0.11.2rc1", "3.0.0", "nightly of last week"),
    "number": ("2", "7", "12", "48", "100", "512", "1000", "4096"),
    "library": ("engine", "torch", "transformers", "accelerate", "flash-attn", "triton"),
    "library2": ("numpy", "pyarrow", "tensorflow", "opencv", "tokenizers"),
    "kernel": (
        "paged_attention_v2", "fused_moe", "rms_norm", "rotary_embedding", "topk_softmax",
        "gptq_gemm", "flash_fwd_splitkv", "layer_norm_bwd", "scatter_add",
    ),
}  # fmt: skip

ASIDES = (
    "",
    "Seen on «gpu» with driver 550.54.15.",
    "I use «library2», too, if that matters.",
    "Reproduced on two machines, one of them remote.",
    "The same with «model», batch size «number».",
    "My colleague sees it as well. Anyone else?",
    "We run it in Docker, as root, with `--ipc=host` and port 8000 on 0.0.0.0.",
    "I searched the open issues and found nothing. No token is set.",
)

ENVIRONMENT = """```text
PyTorch version: 2.5.1+cu124
OS: Ubuntu 22.04.4 LTS (x86_64)
Python version: 3.11.9
CUDA runtime version: 12.4.131
Nvidia driver version: 550.54.15
Vulnerability Gather data sampling:   Not affected
Vulnerability Retbleed:               Mitigation; untrained return thunk; SMT enabled with STIBP protection
Vulnerability Spectre v2:             Mitigation; Retpolines; IBPB conditional; RSB filling
[pip3] numpy==1.26.4
[pip3] torch==2.5.1
```"""  # noqa: E501 # as the program prints it


class Written(NamedTuple):
    """A report."""

    title: str
    body: str


def written(*paths: str) -> tuple[Written, ...]:
    """The reports of some files, or folders of them, below tests/data, in order."""
    found = []
    files = [file for path in paths for file in _files(DATA / path)]
    for path in files:
        for text in _BEGINS.split(path.read_text(encoding="utf-8"))[1:]:
            title, _, body = text.partition("\n")
            found.append(Written(title, body.rstrip("\n")))
    return tuple(found)


def _files(path: Path) -> Sequence[Path]:
    return sorted(path.glob("*.txt")) if path.is_dir() else (path,)


def vulnerability_files(*, fresh: bool) -> tuple[str, ...]:
    """The files of vulnerability reports; the fresh ones were written last and tuned nothing."""
    folder = "vulnerability_reports"
    names = [f"{folder}/{file.name}" for file in _files(DATA / folder)]
    return tuple(name for name in names if fresh or "/fresh" not in name)


def filled(
    templates: Sequence[Written], count: int, seed: int, *, dressed: bool = True
) -> Iterator[Written]:
    """So many different reports, from each template in turn, in the dresses reports come in."""
    chance = random.Random(seed)
    seen: set[Written] = set()
    for template in islice(cycle(templates), 20 * count):
        if len(seen) == count:
            return
        values = {name: chance.choice(fills) for name, fills in FILLS.items()}
        title, body = (_fill(text, values) for text in template)
        aside, dress = _fill(chance.choice(ASIDES), values), chance.randrange(5)
        report = Written(*_dressed(title, body, aside, dress)) if dressed else Written(title, body)
        if report not in seen:
            seen.add(report)
            yield report


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: values[slot.group(1)], text)


def _dressed(title: str, body: str, aside: str, dress: int) -> tuple[str, str]:
    body = f"{body}\n\n{aside}".strip()
    match dress:
        case 1:
            about = (
                f"### Your current environment\n\n{ENVIRONMENT}\n\n### Describe the bug\n\n{body}"
            )
            boxes = "### Before submitting\n\n- [x] I searched the existing issues"
            return f"[Bug]: {title}", f"{about}\n\n{boxes}\n"
        case 2:
            return title, f"Hi all,\n\n{body}\n\nAny help is appreciated. Thanks!\n\n{ENVIRONMENT}"
        case 3:
            return title, f"**Describe the bug**\n{body}\n\n**Expected behavior**\nIt should work."
        case 4:
            return title.lower(), body.replace("\n", "\r\n")
        case _:
            return title, body
