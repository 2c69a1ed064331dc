"""Versions that are known to belong together, each with the page that says so.

Looked up in November 2026. A row without a page is not merged; a version that no page names has no
row, even where its neighbours let one guess.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Pair:
    """If `one` lies in `when`, then `other` has to lie in `needs`."""

    one: str
    """A package's name, or one of: python, torch_cuda, cuda_toolkit, driver_cuda, driver,
    capability, rocm, torch_rocm, libc."""
    when: str
    other: str
    needs: str
    says: str
    """What is known; {one} stands for the version the report shows."""
    source: str


_RELEASES = "https://github.com/pytorch/pytorch/blob/main/RELEASE.md"
_VISION = "https://github.com/pytorch/vision/blob/main/README.md"
_XFORMERS = "https://github.com/facebookresearch/xformers/blob/main/CHANGELOG.md"
_DRIVERS = "https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html"
_BLACKWELL = "https://docs.nvidia.com/cuda/blackwell-compatibility-guide"
_CMAKE = "https://gitlab.kitware.com/cmake/cmake/-/merge_requests/8031"

_TORCH_PYTHON = (
    ("1.12", "3.7", "3.10"), ("1.13", "3.7", "3.10"), ("2.0", "3.8", "3.11"),
    ("2.1", "3.8", "3.11"), ("2.2", "3.8", "3.12"), ("2.3", "3.8", "3.12"),
    ("2.4", "3.8", "3.12"), ("2.5", "3.9", "3.13"), ("2.6", "3.9", "3.13"),
    ("2.7", "3.9", "3.13"), ("2.8", "3.9", "3.13"), ("2.9", "3.10", "3.14"),
    ("2.10", "3.10", "3.14"), ("2.11", "3.10", "3.14"), ("2.12", "3.10", "3.14"),
    ("2.13", "3.10", "3.15"), ("2.14", "3.10", "3.15"),
)  # fmt: skip
"""Experimental ones count as supported."""
_TORCH_VISION = (
    ("1.7", "0.8"), ("1.8", "0.9"), ("1.9", "0.10"), ("1.10", "0.11"), ("1.11", "0.12"),
    ("1.12", "0.13"), ("1.13", "0.14"), ("2.0", "0.15"), ("2.1", "0.16"), ("2.2", "0.17"),
    ("2.3", "0.18"), ("2.4", "0.19"), ("2.5", "0.20"), ("2.6", "0.21"), ("2.7", "0.22"),
    ("2.8", "0.23"), ("2.9", "0.24"), ("2.10", "0.25"), ("2.11", "0.26"), ("2.12", "0.27"),
    ("2.13", "0.28"),
)  # fmt: skip
_TORCH_AUDIO = frozenset(("2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "2.9"))
"""Those whose torchaudio has the same number (pytorch.org/get-started/previous-versions)."""
_TORCH_TRITON = (
    ("2.0.1", "2.0.0", "https://github.com/S-LoRA/S-LoRA/issues/8"),
    ("2.1.2", "2.1.0", "https://github.com/vllm-project/vllm/issues/3426"),
    ("2.2.1", "2.2.0", "https://github.com/triton-lang/triton/issues/3359"),
    ("2.4.0", "3.0.0", "https://github.com/triton-lang/triton/issues/4460"),
    ("2.5.1", "3.1.0", "https://github.com/triton-lang/triton/issues/5058"),
    ("2.6.0", "3.2.0", "https://github.com/QwenLM/Qwen3-VL/issues/1090"),
    ("2.9.0", "3.5.0", "https://github.com/marin-community/marin/pull/2375"),
    ("2.11.0", "3.6.0", "https://github.com/Tavris1/ComfyUI-Easy-Install/issues/192"),
)
_VLLM_TORCH = (
    ("==0.2.1", "2.0.1", "https://github.com/allenai/open-instruct/issues/172"),
    ("==0.6.3", "2.4.0", "https://github.com/PRIME-RL/SimpleVLA-RL/issues/53"),
    ("==0.7.3", "2.5.1", "https://github.com/hiyouga/EasyR1/issues/27"),
    ("==0.8.5", "2.6.0", "https://github.com/LMCache/LMCache/pull/583"),
    ("==0.9.0", "2.7.0", "https://github.com/kserve/kserve/issues/4500"),
    ("==0.9.1", "2.7.0", "https://github.com/mostly-ai/mostlyai-engine/pull/146"),
    ("==0.10.0", "2.7.1", "https://github.com/nvidia-cosmos/cosmos-rl/pull/183"),
    ("==0.10.1", "2.7.1", "https://github.com/NovaSky-AI/SkyRL/pull/218"),
    ("==0.11.0", "2.8.0", "https://github.com/vllm-project/vllm-ascend/issues/4917"),
    ("==0.16.0", "2.9.1", "https://github.com/vllm-project/vllm/issues/35462"),
    (
        "==0.21.0",
        "2.11.0",
        "https://github.com/vllm-project/vllm/blob/v0.21.0/requirements/cuda.txt",
    ),
)
_XFORMERS_TORCH = (
    ("==0.0.24", "2.2.0"), ("==0.0.25", "2.2"), ("==0.0.26", "2.3.0"),
    (">=0.0.27, <0.0.27.post1", "2.3.1"), (">=0.0.27.post1, <0.0.28.dev0", "2.4.0"),
    (">=0.0.28, <0.0.28.post2", "2.4.1"), (">=0.0.28.post2, <0.0.28.post3", "2.5.0"),
    (">=0.0.28.post3, <0.0.29.post2", "2.5.1"), (">=0.0.29.post2, <0.0.30.dev0", "2.6.0"),
    (">=0.0.30, <0.0.31.dev0", "2.7.0"), (">=0.0.31, <0.0.31.post1", "2.7.1"),
    (">=0.0.32, <0.0.32.post1", "2.8.0"), (">=0.0.33, <0.0.33.post1", "2.9.0"),
)  # fmt: skip
_VLLM_PYTHON = (
    (">=0.3.3, <=0.5.0", "3.8", "3.11",
    "https://docs.vllm.ai/en/v0.3.3/getting_started/installation.html"),
    (">=0.8.4, <=0.11.0", "3.9", "3.12",
    "https://docs.vllm.ai/en/v0.11.0/getting_started/installation/gpu.html"),
    ("==0.14.0", "3.10", "3.13",
    "https://docs.vllm.ai/en/v0.14.0/getting_started/installation/gpu/"),
)  # fmt: skip
PYTHON_ENDS: tuple[tuple[str, date], ...] = (
    ("2.7", date(2020, 1, 1)), ("3.6", date(2021, 12, 23)), ("3.7", date(2023, 6, 27)),
    ("3.8", date(2024, 10, 7)), ("3.9", date(2025, 10, 31)), ("3.10", date(2026, 10, 31)),
)  # fmt: skip
"""The last day of support. For 3.10 the page names the month alone, so its last day stands here."""
PYTHON_ENDS_SOURCE = "https://devguide.python.org/versions/"
WITHOUT_GPU_SOURCE = "https://pytorch.org/get-started/previous-versions"
VLLM_SYSTEMS_SOURCE = "https://docs.vllm.ai/en/v0.14.0/getting_started/installation/gpu/"
TENSORFLOW_SYSTEMS_SOURCE = "https://www.tensorflow.org/install/pip"
INTEL_MAC_SOURCE = "https://github.com/pytorch/serve/issues/3005"


def _rows() -> Iterator[Pair]:
    for torch, low, high in _TORCH_PYTHON:
        yield Pair(
            "torch", f"=={torch}", "python", f">={low}, <={high}",
            f"torch {torch} is published for Python {low} to {high}", _RELEASES,
        )  # fmt: skip
    for torch, vision in _TORCH_VISION:
        says = f"torch {torch} belongs with torchvision {vision}"
        yield Pair("torch", f"=={torch}", "torchvision", f"=={vision}", says, _VISION)
        if torch in _TORCH_AUDIO:
            says = "torch and torchaudio have to be of one version, and this is torch {one}"
            source = "https://github.com/pytorch/audio/issues/3335"
            yield Pair("torch", f"=={torch}", "torchaudio", f"=={torch}", says, source)
    for torch, triton, source in _TORCH_TRITON:
        says = f"torch {torch} is published with triton {triton}"
        yield Pair("torch", f"=={torch}", "triton", f"=={triton}", says, source)
    for vllm, torch, source in _VLLM_TORCH:
        says = f"vllm {{one}} is published for torch {torch}"
        yield Pair("vllm", vllm, "torch", f"=={torch}", says, source)
    for xformers, torch in _XFORMERS_TORCH:
        says = f"xformers {{one}} is published for torch {torch}"
        yield Pair("xformers", xformers, "torch", f"=={torch}", says, _XFORMERS)
    for vllm, low, high, source in _VLLM_PYTHON:
        says = f"vllm {{one}} names Python {low} to {high} as its requirement"
        yield Pair("vllm", vllm, "python", f">={low}, <={high}", says, source)
    yield from _others()


def _others() -> Iterable[Pair]:
    toolkit = "CUDA {one} needs NVIDIA driver %s or newer, short of a compatibility package"
    built = toolkit.replace("CUDA {one}", "torch was built for CUDA {one}, which")
    for cuda, driver in (("11", "450"), ("12", "525"), ("13", "580")):
        yield Pair("torch_cuda", f"=={cuda}", "driver", f">={driver}", built % driver, _DRIVERS)
        yield Pair("cuda_toolkit", f"=={cuda}", "driver", f">={driver}", toolkit % driver, _DRIVERS)
        yield Pair(
            "torch_cuda", f"=={cuda}", "driver_cuda", f">={cuda}",
            f"torch was built for CUDA {{one}}, which needs a driver that runs CUDA {cuda}",
            _DRIVERS,
        )  # fmt: skip
    yield Pair(
        "torch", "<2.3.0.dev0", "numpy", "<2",
        "torch 2.3.0 is the first that supports NumPy 2, and this is torch {one}",
        "https://github.com/pytorch/pytorch/issues/132179",
    )  # fmt: skip
    for capability, cuda, name, source in (
        (">=10.0", "12.8", "Blackwell", _BLACKWELL),
        (">=9.0, <10.0", "11.8", "Hopper", _CMAKE),
    ):
        says = f"{{one}} is of the {name} generation, which needs CUDA {cuda} or newer"
        yield Pair("capability", capability, "torch_cuda", f">={cuda}", says, source)
        yield Pair("capability", capability, "cuda_toolkit", f">={cuda}", says, source)
    yield Pair(
        "capability", ">=12.0", "torch", ">=2.7",
        "{one} is of the Blackwell generation, which needs torch 2.7 or newer",
        "https://github.com/woct0rdho/triton-windows",
    )  # fmt: skip
    yield Pair(
        "torch_cuda", ">=13", "capability", ">=7.5",
        "torch's builds for CUDA 13 run on GPUs of compute capability 7.5 or newer", _RELEASES,
    )  # fmt: skip
    yield Pair(
        "flash-attn", ">=2", "capability", ">=8.0",
        "flash-attn {one} runs on Ampere, Ada, Hopper and newer GPUs (compute capability 8.0)",
        "https://github.com/Dao-AILab/flash-attention",
    )  # fmt: skip
    yield Pair(
        "vllm", ">=0.3.3", "capability", ">=7.0", "vllm needs compute capability 7.0 or newer",
        "https://docs.vllm.ai/en/v0.14.0/getting_started/installation/gpu/",
    )  # fmt: skip
    yield Pair(
        "xformers", ">=0.0.31", "capability", ">=7.5",
        "xformers {one} no longer supports V100 or older GPUs", _XFORMERS,
    )  # fmt: skip
    yield Pair(
        "flashinfer-python", ">=0.7", "capability", ">=7.5",
        "flashinfer {one} supports compute capability 7.5 and newer",
        "https://pypi.org/project/flashinfer-python/0.7.5rc3/",
    )  # fmt: skip
    yield Pair(
        "vllm", ">=0.9.0, <0.10.0.dev0", "transformers", "<4.54.0",
        "vllm 0.9 needs transformers older than 4.54.0", "https://vllm.ai/releases",
    )  # fmt: skip
    yield Pair(
        "vllm", "==0.6.3", "transformers", ">=4.45.0",
        "vllm {one} needs transformers 4.45.0 or newer",
        "https://github.com/PRIME-RL/SimpleVLA-RL/issues/53",
    )  # fmt: skip
    yield Pair(
        "vllm", ">=0.11.0, <=0.14.0", "rocm", ">=6.3", "vllm {one} supports ROCm 6.3 or newer",
        "https://docs.vllm.ai/en/v0.11.0/getting_started/installation/gpu.html",
    )  # fmt: skip
    yield Pair(
        "torch_rocm", "==5", "rocm", "==5",
        "torch was built for ROCm {one}, and ROCm 6 is not compatible with the ROCm 5 series",
        "https://github.com/RadeonOpenCompute/ROCm/releases/tag/rocm-5.7.0",
    )  # fmt: skip


PAIRS: tuple[Pair, ...] = tuple(_rows())
