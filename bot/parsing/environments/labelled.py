"""Lines that say what they tell: "OS: Ubuntu 22.04", "- **GPU**: A100", "| CUDA | 12.1 |"."""

import re
from collections.abc import Iterator

from bot.parsing.environments import gpus, values
from bot.parsing.environments.labels import Label, label_of
from bot.parsing.environments.mentions import Field, Mention
from bot.parsing.versions import version_of
from bot.vocabulary.environments import Found

_LINE = re.compile(
    r"^[\s\-*+•·>►|#]{0,16}(?:\d{1,2}[.)] )?[`*_\"'\[]{0,4}"
    r"(?P<label>[A-Za-z][^:=：\n]{0,90}?)[`*_\"'\]]{0,4}"
    r"\s{0,60}(?:[:：]=?|=(?!=))\s{0,80}[`*_\"']{0,4}(?P<value>\S.{0,600})?$"
)
_DOTS = re.compile(r"^\s?(?P<label>[A-Za-z][\w /()-]{1,60}?) \.{3,80}\s(?P<value>\S.{0,300})$")
_NEXT = re.compile(
    r"(?:,|;|\|| / | - |\s{3,})\s?[`*_]{0,3}(?=[A-Za-z][\w .+()-]{1,40}?[`*_]{0,3}\s?[:=：]\s?\S)"
)
_CELLS = re.compile(r"(?<!\\)\|")
_PAREN_ARCHITECTURE = re.compile(r"\(([\w-]{3,8})\)\s*$|\b(x86_64|aarch64|arm64|amd64)\b")
_COMPILER = re.compile(
    r"(?P<name>apple clang|clang|gcc|g\+\+|gnu|msvc|cl\.exe|cc)\b[^\d\n]{0,40}?"
    r"(?P<version>\d{1,2}\.\d[\w.]{0,20})",
    re.IGNORECASE,
)
_LAST_VERSION = re.compile(r"(?<![\w.~+-])(\d{1,3}(?:\.\d{1,6}){1,4})(?![\w.~+-])")
_VERSION = re.compile(
    r"^[`*_\"'(=\s]{0,6}(?:v|version:? ?|release:? ?|==\s?|=\s?)?"
    r"(?P<version>\d{1,4}(?:\.\d{1,6}){1,4}(?:[.-]?(?:a|b|rc|post|dev|alpha|beta)\.?\d{0,14}){0,3}"
    r"(?:\+[A-Za-z0-9](?:[\w.]{0,60}\w)?)?)(?![\w]*\d*\s?(?:[GMK]i?B|%|x\b|ms|s\b))",
    re.IGNORECASE,
)
_CUDNN_PATH = re.compile(r"libcudnn\.so\.(\d{1,2}\.\d{1,3}\.\d{1,3})")
_SECOND = re.compile(
    r"\s*[vV]?1\d\.\d{1,2}(?:\.\d{1,3})?\s?(?:/|,|&|and)\s?(?:cudnn:? ?)?[vV]?"
    r"(?P<cudnn>[7-9]\.\d{1,2}(?:\.\d{1,3})?)",
    re.I,
)
_SYSTEMS = re.compile(r"\s?[,/;]\s?| and | & ")
_BUILD = re.compile(
    r"(?:b|build:? |version:? |release |tag )*(\d{3,5})(?= ?\(|\s*$)", re.IGNORECASE
)
_IMAGE = re.compile(r"(?<![\w./-])(?:[a-z0-9.-]{1,60}/){1,4}[a-z0-9._-]{1,80}:[\w.-]{1,100}")


def labelled(line: str, found: Found) -> Iterator[Mention]:
    """What one line names and tells, or several such pieces on one line."""
    if "NVIDIA-SMI" in line:
        return
    if line.count("|") >= 2 and (cells := _row(line)) is not None:
        yield from told_of(cells[0], cells[1], found)
        return
    for piece in _pieces(line):
        match = _DOTS.match(piece) or _LINE.match(piece)
        if match is not None and match["value"]:
            yield from told_of(match["label"], match["value"], found)


def _pieces(line: str) -> list[str]:
    whole = line[:1200]
    return _NEXT.split(whole) if whole.count(":") + whole.count("=") > 1 else [whole]


def _row(line: str) -> tuple[str, str] | None:
    cells = [cell.strip(" `*_") for cell in _CELLS.split(line.strip()[:1200])]
    told = [cell for cell in cells if cell]
    return (told[0], told[1]) if len(told) == 2 else None


def label_in(line: str) -> tuple[Label, str] | None:
    """The label that a line begins with, and what follows it; "" for a bare one."""
    match = _LINE.match(line)
    label = label_of(match["label"]) if match else None
    return (label, match["value"] or "") if match and label else None


def told_of(written: str, value: str, found: Found) -> Iterator[Mention]:
    """What a label and the value beside it tell."""
    label = label_of(written)
    value = value.strip().strip("`*_\"',;")
    if label is not None and value and not values.is_nothing(value):
        yield from mentions(label, value, found)


def mentions(label: Label, value: str, found: Found) -> Iterator[Mention]:
    """What a value tells where a label asks for it; a value of another kind tells nothing."""
    field, name = label
    if field is Field.PACKAGE:
        yield from _package(name, value, found)
    elif field is Field.COMPILER:
        yield from _compiler(name, value, found)
    elif field is Field.GPU:
        yield from accelerators(value, found)
    elif field is Field.OS:
        yield from system(value, found)
    elif field is Field.IMAGE:
        yield from (Mention(Field.IMAGE, image, found) for image in _IMAGE.findall(value))
    else:
        yield from _single(field, value, found)


def _single(field: Field, value: str, found: Found) -> Iterator[Mention]:
    if field in (Field.DRIVER, Field.DRIVER_CUDA) and (driver := values.driver_of(value)):
        yield Mention(Field.DRIVER, driver, found)
        return
    if field is Field.CPU and (chosen := next(gpus.accelerators_in(value), None)) is not None:
        value = value[: chosen[2]]
    reads = {
        Field.KERNEL: values.kernel_of,
        Field.ARCHITECTURE: values.architecture_of,
        Field.PYTHON: values.python_of,
        Field.TORCH_CUDA: values.cuda_of,
        Field.CUDA_TOOLKIT: _toolkit_of,
        Field.DRIVER_CUDA: values.cuda_of,
        Field.CUDA: values.cuda_of,
        Field.TORCH_ROCM: values.rocm_of,
        Field.ROCM: values.rocm_of,
        Field.CPU: values.processor_of,
        Field.LIBC: values.libc_of,
    }
    if field is Field.CUDA and (second := _SECOND.match(value)) is not None:
        yield Mention(Field.PACKAGE, second["cudnn"], found, "cudnn")
    read = reads.get(field)
    told = read(value) if read else None
    if told is not None:
        yield Mention(field, told, found)


def _toolkit_of(value: str) -> str | None:
    inside = re.search(
        r"\bV(\d{1,2}\.\d{1,2}\.\d{1,4})\b|release (\d{1,2}\.\d)|cuda-(\d{1,2}\.\d)", value
    )
    return values.cuda_of(next(filter(None, inside.groups())) if inside else value)


def _package(name: str, value: str, found: Found) -> Iterator[Mention]:
    if name == "llama.cpp":
        build = _BUILD.match(value)
        if build is not None:
            yield Mention(Field.PACKAGE, f"b{build[1]}", found, name)
        return
    if name == "cudnn" and (path := _CUDNN_PATH.search(value)) is not None:
        yield Mention(Field.PACKAGE, path[1], found, name)
        return
    version = _VERSION.match(value)
    if version is not None:
        yield from package(name, version["version"], found)


def package(name: str, version: str, found: Found) -> Iterator[Mention]:
    """A package, and what its name or version tells beside: "+cu121" is torch's CUDA."""
    yield Mention(Field.PACKAGE, version, found, name)
    known = version_of(version)
    local = known.local if known else ""
    if name == "torch" and (cuda := re.match(r"cu(\d{2})(\d)(?!\d)", local)) is not None:
        yield Mention(Field.TORCH_CUDA, f"{cuda[1]}.{cuda[2]}", found)
    if (
        name == "torch"
        and (rocm := re.match(r"rocm(\d\.\d{1,2}(?:\.\d{1,2})?)", local)) is not None
    ):
        yield Mention(Field.TORCH_ROCM, rocm[1], found)
    if name in ("pytorch-cuda", "cudatoolkit") and (cuda_of := values.cuda_of(version)):
        yield Mention(Field.TORCH_CUDA, cuda_of, found)


def _compiler(name: str, value: str, found: Found) -> Iterator[Mention]:
    named = _COMPILER.search(value)
    if name == "?" or (named is not None and named["name"].lower() == "apple clang"):
        if named is not None:
            spelled = named["name"].lower()
            by_name = {
                "g++": "gcc",
                "gnu": "gcc",
                "cc": "gcc",
                "cl.exe": "msvc",
                "apple clang": "clang",
            }
            name = by_name.get(spelled, spelled)
        else:
            return
    version = _LAST_VERSION.search(re.sub(r"\([^()]{0,80}\)", " ", value)) or _LAST_VERSION.search(
        value
    )
    loose = re.match(r"\s*(?:version )?(\d{1,2}\.\d{1,2}(?:\.\d{1,6}){0,2})", value)
    if version is not None or loose is not None:
        yield Mention(Field.COMPILER, (loose or version)[1], found, name)  # type: ignore[index]


def accelerators(value: str, found: Found) -> Iterator[Mention]:
    """Accelerators named in a value that is asked to name them."""
    named = list(gpus.accelerators_in(value))
    for name, count, _start, _end in named:
        yield Mention(Field.GPU, name, found, count=count)


def system(value: str, found: Found) -> Iterator[Mention]:
    """An operating system, and what its description tells beside."""
    is_platform = re.match(r"(?:Linux|Windows|macOS|Darwin)-\d", value) is not None
    parts = [values.system_of(part) for part in _SYSTEMS.split(value[:200])]
    several = [name for name in parts if name]
    for name in several if len(several) == len(parts) else several[:1]:
        yield Mention(Field.OS, name, Found.LOG if is_platform and name != "Linux" else found)
    if is_platform and (kernel := values.kernel_of(value)):
        kernel = re.sub(r"-(?:x86_64|aarch64|ppc64le|arm64)-.*$|-(?:x86_64|aarch64)$", "", kernel)
        yield Mention(Field.KERNEL, kernel, found)
    if (libc := values.libc_of(value)) is not None:
        yield Mention(Field.LIBC, libc, found)
    inside = _PAREN_ARCHITECTURE.search(value)
    if inside is not None and (family := values.architecture_of(inside[1] or inside[2])):
        yield Mention(Field.ARCHITECTURE, family, found)
    if re.search(r"\bWSL ?2\b|microsoft-standard|WSL2", value, re.IGNORECASE):
        yield Mention(Field.RUNS_IN, "wsl2", found)
    elif re.search(r"\bWSL\b", value):
        yield Mention(Field.RUNS_IN, "wsl", found)
