"""What libraries removed, and failures whose cause upstream is known: each with its source."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Removed:
    """A name that a library no longer has."""

    library: str
    name: re.Pattern[str]
    """Of the module or attribute, dotted, from the library on."""
    since: str
    """The first release without it."""
    source: str


@dataclass(frozen=True, slots=True)
class KnownFailure:
    """A failure that an upstream thread explains."""

    project: str
    failed: re.Pattern[str]
    """Found in the exception, the normalised message and the innermost functions."""
    library: str
    """That a frame of the report must belong to; "" where the words are enough."""
    thread: str
    """The upstream thread: "owner/name#number"."""
    of: str = ""
    """The package whose version counts; "" for any."""
    within: str = ""
    """The versions it is known of: ">=3.7, <3.8"."""


def _removed(library: str, name: str, since: str, source: str) -> Removed:
    return Removed(library, re.compile(rf"(?:{name})(?:\.|$)"), since, source)


REMOVED = (
    _removed("torch", r"torch\._six", "2.0", "github.com/pytorch/pytorch/pull/94709"),
    _removed("triton", r"triton\.ops", "3.2", "github.com/triton-lang/triton/issues/5471"),
    _removed(
        "torchvision",
        r"torchvision\.transforms\.functional_(?:tensor|pil)",
        "0.17",
        "github.com/pytorch/vision/releases/tag/v0.17.0",
    ),
    _removed(
        "huggingface_hub",
        r"huggingface_hub\.cached_download",
        "0.26",
        "github.com/huggingface/huggingface_hub/releases/tag/v0.26.0",
    ),
    _removed(
        "numpy",
        r"numpy\.(?:float|int|object|complex|str|bool)",
        "1.24",
        "numpy.org/doc/stable/release/1.24.0-notes.html",
    ),
    _removed(
        "numpy",
        r"numpy\.(?:float_|complex_|unicode_|string_|Inf|Infinity|NaN|PINF|NINF|cast"
        r"|product|sometrue|alltrue|in1d|trapz|obj2sctype)",
        "2.0",
        "numpy.org/doc/stable/numpy_2_0_migration_guide.html",
    ),
    _removed("jax", r"jax\.linear_util", "0.4.24", "docs.jax.dev/en/latest/changelog.html"),
    _removed(
        "transformers",
        r"transformers\.modeling_utils\.shard_checkpoint",
        "4.47",
        "github.com/intel/auto-round/issues/357",
    ),
    _removed(
        "transformers",
        r"transformers\.models\.llama\.modeling_llama\.(?:LlamaFlashAttention2"
        r"|LLAMA_ATTENTION_CLASSES)",
        "4.48",
        "github.com/axolotl-ai-cloud/axolotl/issues/2266",
    ),
)
"""Public removals that have broken libraries built on them."""

KNOWN = (
    KnownFailure(
        "triton-lang/triton",
        re.compile(
            r"Value 'sm<n>' is not defined for option 'gpu-name'|Value 'sm_?\w{2,4}' is not defined"
        ),
        "triton",
        "triton-lang/triton#8539",
    ),
    KnownFailure(
        "triton-lang/triton",
        re.compile(r"Cannot select: intrinsic %llvm\.nvvm\.redux\.sync\.fmax"),
        "",
        "triton-lang/triton#7517",
    ),
    KnownFailure(
        "triton-lang/triton",
        re.compile(r"Cannot select: intrinsic %llvm\.nvvm\.tcgen05"),
        "",
        "triton-lang/triton#8481",
    ),
    KnownFailure(
        "huggingface/tokenizers",
        re.compile(r"AddedVocabulary bad split"),
        "",
        "huggingface/tokenizers#1452",
    ),
    KnownFailure(
        "huggingface/tokenizers",
        re.compile(r"NormalizedString bad split"),
        "",
        "huggingface/tokenizers#1014",
    ),
    KnownFailure(
        "deepspeedai/DeepSpeed",
        re.compile(r"No module named 'torch\._six'"),
        "deepspeed",
        "deepspeedai/DeepSpeed#2845",
        of="torch",
        within=">=2.0",
    ),
    KnownFailure(
        "bitsandbytes-foundation/bitsandbytes",
        re.compile(r"No module named 'triton\.ops"),
        "bitsandbytes",
        "bitsandbytes-foundation/bitsandbytes#1492",
    ),
    KnownFailure(
        "XPixelGroup/BasicSR",
        re.compile(r"No module named 'torchvision\.transforms\.functional_tensor'"),
        "basicsr",
        "XPixelGroup/BasicSR#649",
    ),
    KnownFailure(
        "Dao-AILab/flash-attention",
        re.compile(r"flash_attn_2_cuda\.so: undefined symbol: _ZN3c104cuda9SetDeviceE"),
        "",
        "Dao-AILab/flash-attention#931",
    ),
    KnownFailure(
        "pytorch/pytorch",
        re.compile(r"PassManager::run failed.{0,300}\bapply_penalties\b"),
        "triton",
        "pytorch/pytorch#180908",
        of="triton",
        within=">=3.7",
    ),
)
"""Threads that explain a failure; read in 2026-09."""
