"""Which lines describe a machine and what is installed on it, and are nobody's own words."""

import re
from functools import lru_cache

from bot.parsing.environments.labelled import label_in
from bot.parsing.environments.labels import asks_for_environment, label_of
from bot.parsing.environments.phrases import phrases
from bot.vocabulary.environments import Found

_PACKAGE = re.compile(
    r"^\s*(\[(pip3?|conda)\]\s+)?[A-Za-z][\w.+-]{1,60}\s*(==|\s{2,}|:\s)v?\d+(\.\w+){1,5}\S{0,40}"
    r"(\s{2,}\S{1,60}){0,3}\s*$"
)
_FACT = re.compile(
    r"^\s*(?:[-*+]\s+)?[`*_]{0,3}(?P<key>[A-Za-z][\w /.()+#`?-]{1,60}?)[`*_]{0,3}\s*[:=]"
    r"\s*(?P<value>\S.{0,600})?$"
)
_KEYS = re.compile(
    r"(?:is .{1,30} available|is debug build|cuda_module_loading set to|cpu\(s\)"
    r"|on-line cpu\(s\) list"
    r"|vendor id|cpu family|stepping|frequency boost|cpu (?:max |min )?mhz"
    r"|cpu\(s\) scaling mhz"
    r"|bogomips|virtualization(?: type)?|hypervisor vendor|l[123][di]? cache|numa node\d*.{0,12}"
    r"|vulnerability .{1,40}|flags|address sizes|byte order|thread\(s\) per core"
    r"|off-line cpu.{0,12}"
    r"|core\(s\) per (?:socket|cluster)|socket\(s\)|cpu op-mode\(s\)|(?:hip|miopen) runtime version"
    r"|cudnn version|neuron sdk version|(?:vllm )?build flags|cuda archs|(?:gpu|nvidia"
    r"|amd) topology"
    r"|(?:nic )?legend|nic\d+|gpu\d*|gpu [\d,]+(?: compute capability)?|using .{1,40} in script\?"
    r"|build"
    r"|(?:accelerate |`accelerate` )?(?:default )?config|`?accelerate`? bash location|ulimit soft"
    r"|environment|system info(?:rmation)?|versions?|commit|memory|(?:system )?ram|container|vram"
    r"|caching allocator.{0,20}|package|installed (?:with|from|using|via)|pytorch (?:xpu|npu"
    r"|mlu) available"
    r"|cuda available|cuda_home|rocm_home|nvcc|hipcc|rocm driver version|debug build|c\+\+ version"
    r"|flax .{0,30}|tensorflow .{0,30}|jax(?:lib)? .{0,10}|pytorch .{0,30}|hardware|dependencies"
    r"|libc"
    r"|versions of relevant libraries|vulnerabilit.{0,40}|processor|kernel|distro|docker version)",
    re.IGNORECASE,
)
_DUMP = re.compile(
    r"\s*(?:[=*-]{3,}.{0,60}(?:info|environment|versions|package)|\|\s*NVIDIA-SMI|[|+][-=+|]{6,}"
    r"|\|.{0,100}\|\s*$|(?:versions of relevant libraries|legend):|GPU\[\d{1,3}\]\s*:|GPU\d+\s"
    r"|(?:marketing|vendor) name:|[A-Za-z][\w /()-]{1,50} \.{3,80}\s|nvcc: nvidia|build cuda_"
    r"|copyright \(c\) .{4,20}nvidia|built on \w{3}_|cuda compilation tools, release|\*{7,}$"
    r"|\[(?:pip3?|conda)\] |Agent \d{1,3}$|(?:X|SYS|NODE|PHB|PXB|PIX|NV#)\s{1,4}= |NIC\d{1,2}\s"
    r"|Device \d{1,3}: |requirement already satisfied|successfully installed"
    r"|/\S{0,100}/libcudnn\S{0,30}\.so|copy-and-paste the text below)",
    re.IGNORECASE,
)
_SIGN = re.compile(
    r"collecting environment|collect_env|check_env|nvidia-smi|\bMiB\s*/"
    r"|built with .{2,100} for [\w-]"
    r"|\bLinux \S{1,80} \d\.\d{1,3}\.\d\S{0,60} #",
    re.IGNORECASE,
)
_SIGNS = ("collect", "check_env", "nvidia-smi", "mib", "built with", "linux ")
"""One of these is in what `_SIGN` finds: plain words are looked for several times as fast."""

_WORD = re.compile(r"\S+")
MOST_WORDS = 14
"""A longer value beside a label is a sentence; model names, flags and paths stay below it."""
MOST_WORDS_OF_ANSWER = 8


def describes_a_machine(line: str) -> bool:
    """Whether a line is one of a dump, a list of packages, or names a value: "- CUDA: 12.1"."""
    if _PACKAGE.match(line) or _DUMP.match(line) or _has_sign(line):
        return True
    fact = _FACT.match(line)
    if fact is not None and _KEYS.fullmatch(fact["key"].strip()):
        return True
    labelled = label_in(line)
    if labelled is None:
        return False
    return labelled[1][:1].isdigit() or _words(labelled[1]) <= MOST_WORDS


def answers_a_heading(heading: str, line: str) -> bool:
    """Whether a line only says what the heading above it asks of the machine."""
    asks_for_one, asks_for_all = _asked(heading)
    if not asks_for_one and not asks_for_all:
        return False
    count = _words(line)
    if asks_for_one:
        return count <= MOST_WORDS_OF_ANSWER
    return count <= MOST_WORDS and any(True for _ in phrases(line, Found.LINE))


@lru_cache(maxsize=64)  # of a report's lines many stand below one heading
def _asked(heading: str) -> tuple[bool, bool]:
    """Whether a heading asks for one value of the machine, and whether for all there is."""
    return label_of(heading) is not None, asks_for_environment(heading)


def _has_sign(line: str) -> bool:
    lowered = line.lower()
    return any(sign in lowered for sign in _SIGNS) and _SIGN.search(line) is not None


def _words(text: str) -> int:
    return len(_WORD.findall(text[:400]))
