"""What a text carries, wherever it stands: versions, an environment, output, a way to reproduce."""

import re

from bot.parsing.markdown import fenced

MAX_READ = 200_000
"""Characters looked at; what matters in a longer report stands before that."""

_VERSION = re.compile(
    r"\bv?\d+\.\d+(\.\d+)*([.+-]?(dev|rc|post|a|b|git|cu)\w*)*\b"
    r"|\b[0-9a-f]{7,40}\b"
    r"|\bb\d{3,5}\b"
    r"|\bversion:?\s*\d+"
    r"|\b(nightly|main|master|head|trunk)\b",
    re.IGNORECASE,
)

_ENVIRONMENT = (
    re.compile(r"collect_env|ds_report|collecting environment|environment information", re.I),
    re.compile(r"\b(ubuntu|debian|fedora|centos|rhel|arch|linux|windows|macos|mac os|wsl)\b", re.I),
    re.compile(r"\bpython\b.{0,12}\d\.\d+", re.I),
    re.compile(r"\b(torch|pytorch|tensorflow|jax|transformers|triton|vllm)\b.{0,14}\d+\.\d+", re.I),
    re.compile(r"\b(cuda|rocm|driver|cudnn|nccl)\b.{0,12}\d+(\.\d+)?", re.I),
    re.compile(
        r"\b(rtx|gtx|geforce|tesla|quadro|radeon|instinct|[ahvlt]\d{1,3}[0g]?|mi\d{2,3}x?|m[1-4]"
        r"|gpus?|cpu|xeon|ryzen|epyc)\b",
        re.I,
    ),
    re.compile(r"^[a-z0-9_.-]+==\d", re.I | re.M),
    re.compile(r"\b\d+\s?gb\b", re.I),
)

_OUTPUT = re.compile(
    r"traceback \(most recent call last\)"
    r"|\b\w*(error|exception|warning|fault|panic|fatal|assert\w*|failed)\b\s*[:!(]"
    r"|\b(core dumped|segmentation fault|killed|exit code|exit status|stack trace)\b"
    r"|^\s*(\[?\d{4}-\d\d-\d\d[t ]|\d\d:\d\d:\d\d|\[?(info|error|warn\w*|debug)\]?\b)"
    r"|^\s*at \w[\w.$<>]+\(",
    re.IGNORECASE | re.MULTILINE,
)

_FILE = re.compile(r"\]\([^)\s]+\.(log|txt|out|json|zip|gz)\)|https?://\S+\.(log|txt|out)\b", re.I)
_GIST = re.compile(r"https?://(gist\.|pastebin\.|colab\.|\S*/(blob|gist)/)\S+", re.I)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)|<img\b[^>]*>", re.IGNORECASE)
_STEPS = re.compile(r"^\s*(\d+[.)]|[-*])\s+\S+", re.MULTILINE)
_COMMAND = re.compile(r"`[^`\n]{4,}`|^\s*[$>%]\s*\S+", re.MULTILINE)


def without_images(text: str) -> str:
    """The text without pictures."""
    return _IMAGE.sub("", text)


def has_image(text: str) -> bool:
    """Whether a picture stands in it."""
    return _IMAGE.search(text) is not None


def has_version(text: str) -> bool:
    """Whether anything reads like a version, a commit or a branch."""
    return _VERSION.search(text[:MAX_READ]) is not None


def has_environment(text: str) -> bool:
    """Whether at least two things are told of the machine and what runs on it."""
    return sum(bool(sign.search(text[:MAX_READ])) for sign in _ENVIRONMENT) >= 2


def has_output(text: str) -> bool:
    """Whether a program's own words stand there, or a file or link that holds them."""
    text = text[:MAX_READ]
    if _OUTPUT.search(without_images(text)) or _FILE.search(text) or _GIST.search(text):
        return True
    return any(block.count("\n") >= 2 for block in fenced(text))


def has_reproduction(text: str) -> bool:
    """Whether there is code, a command, steps, or a link to them."""
    text = text[:MAX_READ]
    if any(block.strip() for block in fenced(text)) or _COMMAND.search(text):
        return True
    return len(_STEPS.findall(text)) >= 2 or _GIST.search(text) is not None
