"""What a label asks for: "CUDA used to build PyTorch", "### Operating system", "GPU type"."""

import re

from bot.parsing.environments.mentions import KNOWN, Field, package_name

Label = tuple[Field, str]
"""The field, and the name of the package or compiler."""

_ASIDE = re.compile(r"[(（\[][^)）\]]{0,60}[)）\]]")
_NOISE = re.compile(
    r"\b(?:your|the|my|current|version|versions|ver|vers|number|used|installed|installation|info"
    r"|information|model|models|name|type|types|and configuration|count|in use|running|are you"
    r"|which|what|is|release|exact|library|package|please complete|optional)\b"
)
_SIGNS = re.compile(r"[^a-z0-9.+#]+")

_FIELDS: dict[str, Label] = {}


def _add(field: Field, *labels: str, name: str = "") -> None:
    for label in labels:
        _FIELDS[label] = (field, name)


_add(Field.OS, "os", "operating system", "operating systems", "os platform and distribution",
     "os platform", "platform", "distro", "distribution", "linux distribution", "host os", "system",
     "operating system seeing problem on", "operating system you seeing problem on",
     "os distribution", "os and", "pretty", "description", "productname", "os image", "os arch",
     "machine os",
     "what os", "python platform", "osversion", "os hardware", "client os", "server os",
     "desktop os", "system os")  # fmt: skip
_add(Field.KERNEL, "kernel", "linux kernel", "os kernel", "uname r")
_add(Field.ARCHITECTURE, "architecture", "arch", "cpu architecture", "cpu arch", "machine",
     "system architecture", "processor architecture", "uname m")  # fmt: skip
_add(Field.PYTHON, "python", "python3", "python of", "cpython", "py", "python interpreter")
_add(Field.TORCH_CUDA, "cuda to build pytorch", "torch cuda", "pytorch cuda", "torch.version.cuda",
     "cuda of pytorch", "cuda pytorch", "cuda torch", "cuda build", "built with cuda",
     "pytorch built with cuda")  # fmt: skip
_add(Field.TORCH_ROCM, "rocm to build pytorch", "torch hip", "torch rocm", "torch.version.hip",
     "pytorch rocm", "pytorch hip")  # fmt: skip
_add(Field.CUDA_TOOLKIT, "cuda runtime", "cuda toolkit", "nvcc", "cuda home", "nvcc cuda",
     "cudatoolkit", "cuda compiler", "cuda sdk", "cuda nvcc", "system cuda")  # fmt: skip
_add(Field.DRIVER_CUDA, "cuda driver", "driver cuda", "max cuda", "cuda nvidia smi",
     "nvidia smi cuda")  # fmt: skip
_add(Field.CUDA, "cuda", "cuda cudnn", "cuda and cudnn", "nvidia cuda", "cuda rocm")
_add(Field.ROCM, "hipcc", "rocm", "hip runtime", "hip", "rocm hip", "amd rocm")
_add(Field.DRIVER, "driver", "nvidia driver", "gpu driver", "nvidia gpu driver", "drivers",
     "nvidia drivers", "graphics driver", "nvidia kernel driver", "gpu drivers", "nvidia",
     "nvidia smi",
     "nvidia smi driver", "kernel driver", "display driver")  # fmt: skip
_add(Field.GPU, "gpu", "gpus", "graphics card", "graphics cards", "gpu accelerator",
     "accelerator", "accelerators",
     "nvidia gpu", "nvidia gpus", "amd gpu", "gpu hardware", "hardware gpu", "video card",
     "gpu device", "device",
     "devices", "card", "card series", "market", "marketing", "graphics", "hardware",
     "gpu and memory",
     "gpu and", "gpus and", "gpu s", "gpu memory", "graphic card", "gpu card",
     "hardware accelerator", "gpu cpu",
     "cpu gpu", "cuda devices", "cuda device", "gpu used", "gpu 0", "inference gpu",
     "hardware and", "machine hardware",
     "hardware used")  # fmt: skip
_add(Field.CPU, "cpu", "processor", "cpus", "chip", "processors", "cpu and", "model cpu",
     "cpu brand",
     "processor cpu", "host cpu", "system cpu")  # fmt: skip
_add(Field.LIBC, "libc", "glibc", "c library", "ldd")
_add(Field.COMPILER, "gcc", "g++", "gcc compiler", "gnu", "gnu compiler", name="gcc")
_add(Field.COMPILER, "clang", "llvm clang", "apple clang", name="clang")
_add(Field.COMPILER, "msvc", "visual studio", "visual c++", name="msvc")
_add(Field.COMPILER, "cmake", name="cmake")
_add(Field.COMPILER, "compiler", "gcc compiler if compiling from source", "c++ compiler",
     "cxx compiler",
     "c compiler", "cc", "cxx", "compiler if compiling from source", name="?")  # fmt: skip
_add(Field.IMAGE, "docker image", "container image", "image", "docker", "container", "docker tag")
_add(Field.PACKAGE, "tf", "tensorflow", name="tensorflow")
_WHOLE = {"model name": (Field.CPU, ""), "gpu name": (Field.GPU, ""), "nvidia driver model": None}


def label_of(text: str) -> Label | None:
    """What a label asks for; None for one that asks for nothing of an environment."""
    if len(text) > 90:
        return None
    plain = text.strip().lower()
    if "_version" in plain and plain.replace("_", "").isalnum():
        return None  # a model's configuration: the library that once wrote it
    plain = " ".join(_SIGNS.sub(" ", _ASIDE.sub(" ", plain)).split())
    if plain in _WHOLE:
        return _WHOLE[plain]
    short = " ".join(_NOISE.sub(" ", plain).split())
    if short in _FIELDS:
        return _FIELDS[short]
    name = package_name(short)
    return (Field.PACKAGE, name) if name in KNOWN else None


_GENERAL = re.compile(
    r"\b(?:environment|system|hardware|versions?|setup|specs?|configuration|platform|software"
    r"|machine|desktop|device|sys ?info|information|dependencies)\b",
    re.IGNORECASE,
)
_NOT_GENERAL = re.compile(
    r"\b(?:expected|steps?|reproduc\w*|proposal|feature|describe|alternatives?|first bad)\b",
    re.IGNORECASE,
)


def asks_for_environment(heading: str) -> bool:
    """Whether a heading asks for a description of the machine, rather than for one value of it."""
    return bool(_GENERAL.search(heading)) and not _NOT_GENERAL.search(heading)
