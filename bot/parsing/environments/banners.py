"""What programs say of themselves and where they run: nvcc, uname, vLLM, images, paths."""

import re
from collections.abc import Iterator

from bot.parsing.environments import values
from bot.parsing.environments.containers import contained
from bot.parsing.environments.labelled import mentions, package
from bot.parsing.environments.mentions import Field, Mention
from bot.vocabulary.environments import Found

_NVCC = re.compile(
    r"Cuda compilation tools, release (?P<short>\d{1,2}\.\d)(?:, V(?P<long>\d{1,2}\.\d\.\d{1,4}))?"
)
_UNAME = re.compile(
    r"(?:^|[\s:$#])Linux \S{1,80} (?P<kernel>\d\.\d{1,3}\.\d\S{0,60}) #\S.{0,120}?(?P<arch>x86_64"
    r"|aarch64|ppc64le)?(?: \S{1,20}){0,3}\s*$"
)
_DARWIN = re.compile(
    r"(?:^|\s)Darwin \S{1,80} (?P<kernel>\d\d\.\d\.\d) .{0,200}?(?P<arch>arm64|x86_64)\s*$"
)
_LLAMA = re.compile(
    r"(?:^|[\s:>])(?:version: (?P<version>\d{2,6}) \([0-9a-f]{6,12}\)|build(?: =|:) "
    r"(?P<build>\d{2,6}) \([0-9a-f]{6,12}\)"
    r"|llama\.cpp (?:build |version |release |tag )?(?P<tag>b\d{3,5})\b|^build "
    r"(?P<alone>b\d{3,5})\b)"
)
_BUILT = re.compile(
    r"(?:built )?with (?P<compiler>[^\n]{2,120}?) for (?P<target>[\w-]{2,60}(?:\.[\d.]{1,12})?)"
)
_TARGET = re.compile(r"^\s{0,4}Target: (?P<target>\w{3,12}-\w{2,20}-[\w-]{2,30})\s*$")
_TARGETS = (
    ("linux", "Linux"),
    ("windows", "Windows"),
    ("mingw", "Windows"),
    ("apple-darwin", "macOS"),
    ("android", "Android"),
)
_VLLM = re.compile(
    r"(?:vLLM API server version|Initializing an? (?:V[01] )?LLM engine \(v?"
    r"|vLLM is using .{0,20} version|vLLM version)\s?v?"
    r"(?P<version>\d\.\d{1,2}\.\d{1,2}(?:\.?(?:post|rc|dev)\d{1,5}){0,2}"
    r"(?:\+\w(?:[\w.]{0,40}\w)?)?)"
)
_PYTHON_PATH = re.compile(
    r"[/\\]python(?P<version>3\.\d{1,2})[/\\](?:site|dist)-packages|[/\\]lib[/\\]python"
    r"(?P<lib>3\.\d{1,2})[/\\]"
)
_PYTHON_SAYS = re.compile(
    r"^\s*(?:>>> )?Python (?P<version>[23]\.\d{1,2}\.\d{1,2})\b(?:\s*\||\s*\(|\s*$)"
)
_CUDA_HOME = re.compile(
    r"^\s*(?:export |ENV )?(?:CUDA_HOME|CUDA_PATH|CUDA_VERSION)\s?[:=]\s?\S{0,60}?"
    r"(?P<version>1\d\.\d(?:\.\d{1,3})?)\b"
)
_PRETTY = re.compile(r"^\s*(?:PRETTY_NAME=|Description:\s|ProductName:\s)(?P<value>.{1,80})$")
_PRODUCT_VERSION = re.compile(r"^\s*ProductVersion:\s+(?P<version>\d\d\.\d{1,2}(?:\.\d)?)\s*$")
_COMPILER = re.compile(
    r"^\s*(?P<name>gcc|g\+\+|cc|Apple clang|clang|cmake)(?:-\d{1,2})? (?:version "
    r"|\([^()\n]{1,60}\) )(?P<version>\d{1,2}\.\d{1,2}(?:\.\d{1,3})?)"
)
_WINDOWS_CPU = re.compile(r"^Name=(?P<cpu>\S.{3,80})$")
_HINTS = (
    (
        "colab",
        re.compile(r"\b(?:google colab|colab(?:\.research)?\.google|in colab|on colab)\b", re.I),
    ),
    ("kaggle", re.compile(r"\bkaggle (?:notebook|kernel)|on kaggle\b|/kaggle/working", re.I)),
    (
        "kubernetes",
        re.compile(
            r"\bkubectl\b|\b(?:on|in) (?:kubernetes|k8s)\b|\bkind: (?:Deployment|Pod"
            r"|StatefulSet)\b",
            re.I,
        ),
    ),
    ("wsl2", re.compile(r"microsoft-standard|\bwsl ?2\b", re.I)),
    ("wsl", re.compile(r"\bwsl\b(?! ?2)", re.I)),
)


_HINT_WORDS = ("colab", "kaggle", "kube", "k8s", "kind:", "microsoft-standard", "wsl")


def banners(line: str) -> Iterator[Mention]:
    """What one line of a program's output, or of a command, gives away."""
    if "release" in line and (nvcc := _NVCC.search(line)) is not None:
        yield Mention(Field.CUDA_TOOLKIT, nvcc["long"] or nvcc["short"], Found.DUMP)
    if "microsoft-standard" in line:
        yield Mention(Field.RUNS_IN, "wsl2", Found.DUMP)
    if (named := _WINDOWS_CPU.match(line)) is not None and (
        cpu := values.processor_of(named["cpu"])
    ):
        yield Mention(Field.CPU, cpu, Found.DUMP)
    yield from _kernels(line)
    yield from _llama(line)
    if "LLM" in line and (vllm := _VLLM.search(line)) is not None:
        yield from package("vllm", vllm["version"], Found.LOG)
    if "python3." in line and (path := _PYTHON_PATH.search(line)) is not None:
        yield Mention(Field.PYTHON, path["version"] or path["lib"], Found.PATH)
    if (says := _PYTHON_SAYS.match(line)) is not None:
        yield Mention(Field.PYTHON, says["version"], Found.LINE)
    if (home := _CUDA_HOME.match(line)) is not None:
        yield Mention(Field.CUDA_TOOLKIT, home["version"], Found.LINE)
    if (pretty := _PRETTY.match(line)) is not None and (
        system := values.system_of(pretty["value"])
    ):
        yield Mention(Field.OS, system, Found.DUMP)
    if (product := _PRODUCT_VERSION.match(line)) is not None:
        yield Mention(Field.OS, f"macOS {product['version']}", Found.DUMP)
    if (compiler := _COMPILER.match(line)) is not None:
        name = {"g++": "gcc", "cc": "gcc", "Apple clang": "clang"}.get(
            compiler["name"], compiler["name"]
        )
        yield Mention(Field.COMPILER, compiler["version"], Found.LINE, name)
    yield from contained(line)


def hints(line: str) -> Iterator[Mention]:
    """Where things run, if a line gives it away."""
    lower = line.lower()
    if not any(word in lower for word in _HINT_WORDS):
        return
    for name, pattern in _HINTS:
        if pattern.search(line):
            yield Mention(Field.RUNS_IN, name, Found.WORDS)


def _kernels(line: str) -> Iterator[Mention]:
    if "Linux " in line and (uname := _UNAME.search(line)) is not None:
        yield Mention(Field.OS, "Linux", Found.DUMP)
        yield Mention(Field.KERNEL, uname["kernel"], Found.DUMP)
        family = re.search(r"\b(x86_64|aarch64|ppc64le)\b", uname[0])
        if family is not None:
            yield Mention(Field.ARCHITECTURE, family[1], Found.DUMP)
    if "Darwin " in line and (darwin := _DARWIN.search(line)) is not None:
        yield Mention(Field.OS, "macOS", Found.DUMP)
        yield Mention(Field.KERNEL, darwin["kernel"], Found.DUMP)
        yield Mention(Field.ARCHITECTURE, values.architecture_of(darwin["arch"]) or "", Found.DUMP)


def _llama(line: str) -> Iterator[Mention]:
    found = _LLAMA.search(line)
    if found is not None:
        number = found["version"] or found["build"] or (found["tag"] or found["alone"])[1:]
        is_said = bool(found["version"] or found["build"])
        yield Mention(
            Field.PACKAGE, f"b{number}", Found.LOG if is_said else Found.WORDS, "llama.cpp"
        )
    if (target := _TARGET.match(line)) is not None:
        yield from _of_target(target["target"].lower())
    if (
        " for " in line
        and (built := _BUILT.search(line)) is not None
        and ("built with" in line or found)
    ):
        yield from mentions((Field.COMPILER, "?"), built["compiler"], Found.LOG)
        yield from _of_target(built["target"].lower())


def _of_target(target: str) -> Iterator[Mention]:
    for part, system in _TARGETS:
        if part in target:
            yield Mention(Field.OS, system, Found.PATH)
    if (family := values.architecture_of(target.split("-")[0])) is not None:
        yield Mention(Field.ARCHITECTURE, family, Found.LOG)
