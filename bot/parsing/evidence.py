"""What a text carries, wherever it stands: versions, an environment, output, a way to reproduce.

Every pattern is bounded, so that no text costs more than time linear in its length.
"""

import re

from bot.parsing.markdown import Block, fenced

MAX_READ = 200_000
"""Characters looked at; what matters in a longer report stands before that."""

_NOT_THE_PRODUCT = re.compile(
    r"\b(python|cuda|rocm|cudnn|nccl|driver|gcc|g\+\+|clang|cmake|node|ubuntu|debian|windows|macos"
    r"|rhel|centos|fedora|kernel|glibc|libc|linux|temperature|top_p)\W{0,3}(version\W{0,2})?v?\d+"
    r"(\.\d+){0,4}|\b\d{1,3}(\.\d{1,3}){3}\b",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"\bv\d+(\.\d+)?\b"
    r"|\b\d+\.\d+\.\d+"
    r"|\b\d+\.\d+\.?(dev|rc|post|a|b)\d"
    r"|==\s?\d"
    r"|\b(?=[0-9a-f]{0,39}\d)(?=[0-9a-f]{0,39}[a-f])[0-9a-f]{7,40}\b"
    r"|\bb\d{4,5}\b"
    r"|\b(version|release|build|commit|tag|branch)\W{1,3}(is )?\W{0,2}(v?\d|latest|main|master)"
    r"|\b(latest|current|newest|nightly|on|from|of) (version|release|build|nightly|main|master|head"
    r"|trunk|commit)\b"
    r"|\b(main|master) branch\b",
    re.IGNORECASE,
)

_ENVIRONMENT = (
    re.compile(r"collect_env|check_env|ds_report|collecting environment", re.I),
    re.compile(
        r"\b(ubuntu|debian|fedora|centos|rhel|arch linux|linux|windows|macos|mac os|wsl2?)\b", re.I
    ),
    re.compile(r"\bpython\b[^\n]{0,12}\d\.\d+", re.I),
    re.compile(
        r"\b(torch|pytorch|tensorflow|jax|transformers|triton|vllm|sglang|deepspeed)\b"
        r"[^\n]{0,14}\d+\.\d+",
        re.I,
    ),
    re.compile(r"\b(cuda|rocm|driver|cudnn|nccl)\b[^\n]{0,12}\d+(\.\d+)?", re.I),
    re.compile(
        r"\b(rtx|gtx|geforce|tesla|quadro|radeon|instinct|xeon|ryzen|epyc|threadripper|jetson"
        r"|core i[3579]|[ah]\d00|a\d{2}|a6000|h20|v100|t4|l4|l40s?|g?b[23]00|mi\d{2,3}x?"
        r"|m[1-5] (pro|max|ultra)|apple m[1-5]|[34567]0[5-9]0( ?ti)?)\b",
        re.I,
    ),
    re.compile(r"^[a-z0-9_.-]{1,60}==\d", re.I | re.M),
)

_OUTPUT = re.compile(
    r"traceback \(most recent call last\)"
    r"|\b\w*(error|exception|warning|fault|panic|fatal|assert\w*|failed)\b[ \t]{0,3}[:!(]"
    r"|: (fatal )?error\b"
    r"|\b(core dumped|segmentation fault|killed|exit code|exit status|stack trace)\b"
    r"|^[ \t]{0,20}(\[?\d{4}-\d\d-\d\d[t ]|\[?\d\d:\d\d:\d\d|\[?(info|error|warn\w*|debug)\]?\b)"
    r"|^[ \t]{0,20}at \w[\w.$<>]{0,200}\(",
    re.IGNORECASE | re.MULTILINE,
)

_FILE = re.compile(
    r"\]\([^)\s]{1,300}\.(log|txt|out|json|zip|gz)\)|https?://[^\s)]{1,300}\.(log|txt|out)\b", re.I
)
_ELSEWHERE = re.compile(
    r"https?://(gist\.|pastebin\.|colab\.|[^\s/)]{1,100}/[^\s)]{0,200}(blob|gist)/)", re.I
)
_IMAGE = re.compile(
    r"!\[[^\]\n]{0,300}\]\([^)\n]{0,600}\)|<img\b[^>]{0,600}>"
    r"|^https?://\S{1,300}\.(png|jpe?g|gif|webp)$"
    r"|https?://github\.com/user-attachments/assets/[0-9a-f-]{36}",
    re.IGNORECASE | re.MULTILINE,
)
_STEPS = re.compile(r"^[ \t]{0,8}(\d+[.)]|[-*](?! *\[))[ \t]{1,4}\S", re.MULTILINE)
_COMMAND = re.compile(r"`[^`\n]{1,200}[ (=][^`\n]{1,400}`|^[ \t]{0,8}\$[ \t]?\S+", re.MULTILINE)

_CODE_LANGUAGES = frozenset(
    (
        "python", "python3", "py", "bash", "sh", "zsh", "powershell", "cmd", "bat", "c", "cpp",
        "c++", "cuda", "rust", "go", "js", "ts", "yaml", "yml", "json", "toml", "dockerfile",
        "diff", "java",
    )
)  # fmt: skip
"""Languages a block names; not "shell", which forms put around whatever log is pasted."""
_CODE = re.compile(
    r"^[ \t]{0,20}(import |from \w[\w.]{0,80} import |def |class |#include|pip3? |python3? |docker "
    r"|curl |git |export |\./|\$ )",
    re.MULTILINE,
)


def without_images(text: str) -> str:
    """The text without pictures."""
    return _IMAGE.sub("", text)


def has_version(text: str) -> bool:
    """Whether anything reads like a version, a commit or a branch of the product itself.

    Versions of languages, drivers and systems do not count, nor do addresses.
    """
    return _VERSION.search(_NOT_THE_PRODUCT.sub(" ", text[:MAX_READ])) is not None


def has_environment(text: str) -> bool:
    """Whether at least two things are told of the machine and what runs on it."""
    return sum(bool(sign.search(text[:MAX_READ])) for sign in _ENVIRONMENT) >= 2


def has_output(text: str) -> bool:
    """Whether a program's own words stand there, or a file or link that holds them."""
    text = text[:MAX_READ]
    if _OUTPUT.search(without_images(text)) or _FILE.search(text) or _ELSEWHERE.search(text):
        return True
    return any(block.text.count("\n") >= 2 and not is_code(block) for block in fenced(text))


def has_reproduction(text: str) -> bool:
    """Whether there is code, a command, steps, or a link to them."""
    text = text[:MAX_READ]
    if _COMMAND.search(text) or _ELSEWHERE.search(text):
        return True
    return len(_STEPS.findall(text)) >= 2 or any(is_code(block) for block in fenced(text))


def is_code(block: Block) -> bool:
    """Whether somebody wrote the block to be run, rather than a program printed it."""
    if _OUTPUT.search(block.text[:MAX_READ]):
        return False
    return block.language in _CODE_LANGUAGES or _CODE.search(block.text) is not None
