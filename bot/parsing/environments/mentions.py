"""One value found in one place, before it is weighed against others."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.vocabulary.environments import Found


class Field(StrEnum):
    """The fields of an environment, by their names there."""

    OS = "os"
    KERNEL = "kernel"
    ARCHITECTURE = "architecture"
    PYTHON = "python"
    TORCH_CUDA = "torch_cuda"
    CUDA_TOOLKIT = "cuda_toolkit"
    DRIVER_CUDA = "driver_cuda"
    CUDA = "cuda"
    TORCH_ROCM = "torch_rocm"
    ROCM = "rocm"
    DRIVER = "driver"
    CPU = "cpu"
    LIBC = "libc"
    GPU = "gpus"
    COMPILER = "compilers"
    PACKAGE = "packages"
    RUNS_IN = "runs_in"
    IMAGE = "images"


@dataclass(frozen=True, slots=True)
class Mention:
    """One value."""

    field: Field
    value: str
    found: Found
    name: str = ""
    """Of a package or compiler."""
    count: int | None = None
    """Of accelerators."""
    heading: str = ""
    is_quoted: bool = False


_SEPARATORS = re.compile(r"[-_.\s]+")
ALIASES = {
    "llama-cpp": "llama.cpp",
    "pytorch": "torch",
    "torchtriton": "triton",
    "openai-triton": "triton",
    "flash-attention": "flash-attn",
    "flash-attention-2": "flash-attn",
    "flashattention": "flash-attn",
    "hf-transformers": "transformers",
    "huggingface-transformers": "transformers",
    "tf": "tensorflow",
    "tgi": "text-generation-inference",
    "mxnet-cuda": "mxnet",
    "deep-speed": "deepspeed",
    "sgl": "sglang",
    "trtllm": "tensorrt-llm",
    "trt-llm": "tensorrt-llm",
}
"""Other names of packages, and what they are called here."""

KNOWN = frozenset(
    (
        "torch", "torchvision", "torchaudio", "torchtext", "torchao", "torchtune", "torch-xla",
        "torchdata", "triton", "pytorch-triton", "pytorch-triton-rocm", "triton-windows", "vllm",
        "vllm-flash-attn", "sglang", "sgl-kernel", "flashinfer", "flashinfer-python",
        "transformers", "accelerate", "deepspeed", "flash-attn", "xformers", "numpy", "scipy",
        "pandas", "ray", "jax", "jaxlib", "flax", "tensorflow", "tensorflow-gpu", "keras",
        "llama.cpp", "llama-cpp-python", "ollama", "onnx", "onnxruntime", "onnxruntime-gpu",
        "tensorrt", "tensorrt-llm", "openvino", "bitsandbytes", "peft", "trl", "datasets",
        "tokenizers", "safetensors", "huggingface-hub", "diffusers", "sentence-transformers",
        "sentencepiece", "auto-gptq", "autoawq", "optimum", "lightning", "pytorch-lightning",
        "lmdeploy", "text-generation-inference", "megatron-core", "transformer-engine", "nccl",
        "cudnn", "miopen", "cupy", "numba", "outlines", "xgrammar", "lm-format-enforcer",
        "compressed-tensors", "llmcompressor", "pydantic", "fastapi", "protobuf", "openai",
        "langchain", "litellm", "unsloth", "mlx", "mlx-lm", "exllamav2", "gguf", "timm",
        "intel-extension-for-pytorch", "opencv-python", "scikit-learn", "gradio", "mxnet",
        "einops", "tiktoken", "pytorch-cuda", "cudatoolkit", "nvidia-nccl-cu12",
        "nvidia-nccl-cu11", "mamba-ssm", "causal-conv1d", "torch-geometric", "dgl", "spacy",
        "hf-transfer", "lmcache", "mooncake", "aiter", "ninja", "liger-kernel", "axolotl",
    )
)  # fmt: skip
"""Packages that a sentence or a line is believed to name; a list may name any."""


def package_name(written: str) -> str:
    """A package's name in one spelling: `flash_attn`, `Flash-Attention` -> "flash-attn"."""
    name = _SEPARATORS.sub("-", written.strip().lower()).strip("-")
    return ALIASES.get(name, name)
