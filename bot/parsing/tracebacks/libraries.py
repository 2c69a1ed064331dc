"""Which library a path, a shared object, a crate or a package belongs to."""

import re
from dataclasses import dataclass

PYTHON = "python"
"""The language's own library, as a name."""
SYSTEM = "system"
"""The C library, the loader and the language's runtime, as a name."""
RUNTIMES = frozenset({PYTHON, SYSTEM, "std", "java", "go", "node"})
"""Names of what every program stands on: a frame there says little."""

FROM_SOURCE = frozenset(
    {
        "accelerate", "aphrodite", "apex", "bitsandbytes", "datasets", "deepspeed", "diffusers",
        "fairseq", "flash_attn", "flashinfer", "ggml", "jax", "keras", "lightning", "lmdeploy",
        "mxnet", "numba", "numpy", "onnxruntime", "optimum", "pandas", "peft",
        "pytorch_lightning", "ray", "safetensors", "scipy", "sglang", "sklearn", "tensorflow",
        "tensorrt_llm", "tokenizers", "torch", "torchao", "torchaudio", "torchvision",
        "transformers", "triton", "trl", "tvm", "verl", "vllm", "xformers", "xgrammar",
    }
)  # fmt: skip
"""Libraries known by their folder where they run from a checkout."""

_AROUND_SOURCE = frozenset({"src", "python", "lib", "source", "site", "workspace", "_internal"})
_NAMESPACES = frozenset({"nvidia", "google", "azure"})
_NOT_ITS_CODE = frozenset({"examples", "example", "tests", "test", "benchmarks", "scripts"})
_PACKAGES = re.compile(r"(?:site|dist)-packages$")
_STDLIB = re.compile(
    r"(?:^|/)(?:lib(?:64)?/python3?(?:\.\d{1,2})?t?|lib/python\d{2,3})/|python\d{0,3}/lib/", re.I
)
_SHARED = re.compile(r"^(?P<name>.{1,120}?)\.(?:so|dylib|pyd|dll)(?:\.\d{1,6}){0,4}$", re.I)
_ABI = re.compile(r"\.(?:cpython-|cp3|abi3|pypy).{0,60}$")

_SHARED_OBJECTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), library)
    for pattern, library in (
        (r"(?:lib)?(?:c|m|dl|rt|pthread|stdc\+\+|gcc_s|c\+\+|c\+\+abi|asan|tsan|ubsan"
            r"|util)(?:[-_.]\d.*)?$", SYSTEM),
        (r"ld-.*|libsystem_.*|ntdll|kernel32|kernelbase|ucrtbase|vcruntime.*|msvcp.*|dyld", SYSTEM),
        (r"(?:lib)?python3?.*", PYTHON),
        (r"libjvm", "java"),
        (r"(?:lib)?(?:torch(?:_cpu|_cuda|_hip|_python|_xpu|_global_deps)?|c10(?:_cuda|_hip"
            r"|_xpu)?|shm|aoti_custom_ops)", "torch"),
        (r"libggml.*", "ggml"),
        (r"libllama.*|libmtmd.*", "llama.cpp"),
        (r"libtriton.*|libproton.*", "triton"),
        (r"(?:lib)?(?:_pywrap_)?tensorflow.*", "tensorflow"),
        (r"(?:lib)?(?:jaxlib|xla_extension|_jax).*", "jaxlib"),
        (r"libcuda|nvcuda(?:64)?|libnvidia.*", "nvidia-driver"),
        (r"(?:lib)?(cudart|cublasLt|cublas|cudnn|cufft|cusparse|cusolver|curand|nvrtc"
            r"|nvJitLink|cupti|nccl)(?:[-_.\d].*)?", r"\1"),
        (r"libcudnn_.*", "cudnn"),
        (r"lib(?:amdhip64|hsa-runtime64|hipblas|hipblaslt|rocblas|MIOpen|rccl).*", "rocm"),
        (r"libmkl_.*|libiomp5.*|libdnnl.*", "mkl"),
        (r"lib(?:openblas|scipy_openblas).*", "openblas"),
    )
)  # fmt: skip

_BY_FUNCTION = (
    ("ggml_", "ggml"), ("llama_", "llama.cpp"), ("at::", "torch"), ("c10::", "torch"),
    ("c10d::", "torch"), ("torch::", "torch"), ("nccl", "nccl"), ("tensorflow::", "tensorflow"),
    ("xla::", "jaxlib"), ("ray::", "ray"), ("mlir::triton::", "triton"),
    ("onnxruntime::", "onnxruntime"),
    ("cv::", "opencv"), ("Py", PYTHON), ("_Py", PYTHON), ("std::", SYSTEM), ("__GI_", SYSTEM),
)  # fmt: skip
_SYSTEM_FUNCTIONS = frozenset(
    {
        "raise", "abort", "gsignal", "clone", "clone3", "start_thread", "_start", "main", "free",
        "malloc", "memcpy", "pthread_kill", "__assert_fail", "__assert_fail_base",
        "__libc_start_main", "__libc_start_main_impl", "__libc_start_call_main", "__cxa_throw",
        "__pthread_kill_implementation", "__restore_rt", "<unknown function>", "??", "",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a piece of code comes from."""

    library: str | None
    path: str
    """From the library on; the file's name alone for the reporter's own."""


def of_path(whole: str) -> Origin:
    """The library whose file this is, told by where packages are kept and sources checked out."""
    path = whole.strip().replace("\\", "/")
    while "//" in path:
        path = path.replace("//", "/")
    if path.startswith(("<frozen ", "<__array_function__")):
        return Origin(PYTHON, path)
    if path.startswith("<") or "ipykernel_" in path or "torchinductor_" in path:
        return Origin(None, "")
    steps = path.split("/")
    for place in range(len(steps) - 2, -1, -1):
        if _PACKAGES.search(steps[place]):
            return _installed(steps[place + 1 :])
    shared = of_shared_object(steps[-1])
    if shared is not None and shared.library in RUNTIMES:
        return shared
    found = _of_sources(steps) or _checked_out(steps) or _of_crate(steps) or _of_node(steps)
    if found is not None:
        return found
    if shared is not None:
        return shared
    stdlib = _STDLIB.search(path)
    if stdlib:
        return Origin(PYTHON, path[stdlib.end() :])
    return Origin(None, steps[-1])


def of_shared_object(name: str) -> Origin | None:
    """The library behind "libtorch_cpu.so"; None where the name is no shared object's."""
    shared = _SHARED.match(name)
    if shared is None:
        return None
    stem = _ABI.sub("", shared["name"])
    for pattern, library in _SHARED_OBJECTS:
        known = pattern.fullmatch(stem)
        if known:
            return Origin(known.expand(library).lower(), stem)
    plain = stem.removeprefix("lib")
    return Origin(re.split(r"-\d|\.\d", plain)[0] or None, stem)


def of_function(name: str) -> str | None:
    """The library that a C++ function's namespace or prefix tells."""
    if name in _SYSTEM_FUNCTIONS:
        return SYSTEM
    return next((library for start, library in _BY_FUNCTION if name.startswith(start)), None)


def _installed(steps: list[str]) -> Origin:
    if steps[0].endswith(".egg") and len(steps) > 1:
        steps = steps[1:]
    first = steps[0]
    shared = of_shared_object(steps[-1])
    if first in _NAMESPACES and len(steps) > 1:
        if shared is not None and first == "nvidia":
            return shared
        return Origin(f"{first}.{steps[1].removesuffix('.py')}", "/".join(steps))
    if shared is not None and (shared.library in RUNTIMES or first.endswith(".libs")):
        return shared
    name = first if len(steps) > 1 else _ABI.sub("", re.sub(r"\.(pyx?|pyd|so|dylib)$", "", first))
    return Origin(name.lower() if name.isupper() else name, "/".join(steps))


def _checked_out(steps: list[str]) -> Origin | None:
    """A library run from its sources: "vllm/vllm/…", "src/transformers/…", "vllm/…"."""
    for place in range(len(steps) - 2, -1, -1):
        name = steps[place]
        before = steps[place - 1] if place else ""
        is_doubled = before != "" and before.lower().replace("-", "_") == name.lower()
        if steps[place + 1] in _NOT_ITS_CODE or not (is_doubled or name in FROM_SOURCE):
            continue
        if place == 0 or is_doubled or before in _AROUND_SOURCE or before.startswith("lib."):
            return Origin(name, "/".join(steps[place:]))
        if place == 1 and before in (".", ".."):
            return Origin(name, "/".join(steps[place:]))
    return None


def _of_sources(steps: list[str]) -> Origin | None:
    """C++ sources known by their folders: torch's, ggml's, triton's, LLVM's."""
    folders, name = steps[:-1], steps[-1]
    if any(step in ("aten", "ATen", "c10", "csrc") for step in folders) and (
        "vllm" not in folders and ("csrc" not in folders or "torch" in folders)
    ):
        return Origin("torch", name)
    if name.startswith("ggml") or ("ggml" in folders and "src" in folders):
        return Origin("ggml", name)
    if name.startswith("llama") and name.endswith(".cpp"):
        return Origin("llama.cpp", name)
    if any(step in ("triton", ".triton") or step.startswith("TritonGPU") for step in folders):
        is_llvm = any(step.startswith("llvm") for step in folders)
        return Origin("triton" if not is_llvm else "llvm", steps[-1])
    if any(step in ("llvm-project", "mlir", "llvm") for step in folders):
        return Origin("llvm", steps[-1])
    return None


_CRATE = re.compile(r"^(?P<name>[A-Za-z][\w-]{0,60}?)-\d+\.\d+\.\d+.{0,40}$")


def _of_crate(steps: list[str]) -> Origin | None:
    if "rustc" in steps[:3] or "rustlib" in steps:
        return Origin("std", "/".join(steps[-3:]))
    for place in range(len(steps) - 1):
        crate = _CRATE.match(steps[place])
        if crate and place and ("registry" in steps[:place] or "github.com" in steps[place - 1]):
            return Origin(crate["name"], "/".join((crate["name"], *steps[place + 1 :])))
    return None


def _of_node(steps: list[str]) -> Origin | None:
    if steps[0].startswith("node:"):
        return Origin("node", "/".join(steps))
    for place in range(len(steps) - 2, -1, -1):
        if steps[place] == "node_modules":
            rest = steps[place + 1 :]
            deep = rest[0].startswith("@") and len(rest) > 1
            return Origin("/".join(rest[:2]) if deep else rest[0], "/".join(rest))
    return None
