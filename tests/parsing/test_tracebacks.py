from collections import Counter
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.tracebacks import MOST, signatures
from bot.parsing.tracebacks.normal import normalised
from bot.vocabulary.signatures import FailureKind
from tests.parsing.crashes import copies, templates

COPIES = 10
TEMPLATES = templates()
LINES = [line for text in TEMPLATES.values() for line in text.split("\n")]
SITE = "/usr/local/lib/python3.10/dist-packages"
TRACEBACK = f"""Traceback (most recent call last):
  File "/root/run.py", line 3, in <module>
    main()
  File "{SITE}/vllm/engine/llm_engine.py", line 12, in step
    self.run()
  File "{SITE}/torch/nn/functional.py", line 99, in linear
    return torch._C._nn.linear(input, weight, bias)
RuntimeError: mat1 and mat2 shapes cannot be multiplied (3x4 and 5x6)
"""


def first(body: str) -> str:
    found = signatures(body)
    return found[0].fingerprint if found else ""


def test_copies_of_a_crash_have_one_fingerprint_and_others_another() -> None:
    names, equal, total = dict[str, str](), 0, 0

    for name, template in TEMPLATES.items():
        plain, *others = (first(body) for body in copies(name, template, COPIES))
        names[name] = plain
        equal += sum(other == plain for other in others)
        total += len(others)
    alike = sum(count - 1 for count in Counter(names.values()).values())

    assert len(TEMPLATES) >= 60
    assert all(names.values())
    assert equal >= 0.95 * total
    assert alike <= 0.01 * len(names)


@pytest.mark.parametrize(
    ("name", "library"),
    [
        ("python torch out of memory in linear", "torch"),
        ("python vllm key error in weights", "vllm"),
        ("python own script", None),
        ("python json decode", None),
        ("native gdb llama segfault", "ggml"),
        ("native open mpi", "nccl"),
        ("rust tokenizers panic", "tokenizers"),
        ("java nd4j", "org.nd4j"),
        ("go nil map", "github.com/ollama/ollama"),
        ("javascript undefined", "@gradio/client"),
        ("kernel segfault", "triton"),
        ("notebook colab links", "diffusers"),
    ],
)
def test_the_innermost_library_is_found(name: str, library: str | None) -> None:
    found = signatures(next(iter(copies(name, TEMPLATES[name], 1))))[0]

    assert found.innermost_library == library
    assert (found.innermost_frame is None) == (library is None)


def test_a_signature_tells_what_where_and_how() -> None:
    found = signatures(f"It fails.\n\n{TRACEBACK}\nAny idea?")

    assert len(found) == 1
    assert found[0].kind is FailureKind.PYTHON
    assert found[0].exception == "RuntimeError"
    assert found[0].message == "mat1 and mat2 shapes cannot be multiplied (<shape> and <shape>)"
    assert [frame.library for frame in found[0].frames] == ["torch", "vllm", None]
    assert found[0].frames[1].path == "vllm/engine/llm_engine.py"


def test_a_quoted_failure_is_somebody_elses_and_comes_last() -> None:
    quoted = "\n".join(f"> {line}" for line in TRACEBACK.split("\n"))

    found = signatures(f"{quoted}\n\nMine is another:\n\n```\nValueError: no such model\n```")

    assert [(one.exception, one.is_quoted) for one in found] == [
        ("ValueError", False),
        ("RuntimeError", True),
    ]


def test_the_cause_comes_before_what_passes_it_on() -> None:
    outer = (
        "Traceback (most recent call last):\n"
        f'  File "{SITE}/vllm/v1/engine/core_client.py", line 9, in __init__\n'
        "    raise RuntimeError\n"
        "RuntimeError: Engine core initialization failed. See root cause above."
    )

    assert signatures(f"```\n{outer}\n{TRACEBACK}```")[0].message.startswith("mat1")
    assert signatures(f"```\n{TRACEBACK}\n{outer}\n```")[0].message.startswith("mat1")


def test_an_exception_raised_from_another_is_told_by_the_other() -> None:
    text = (
        f"{TRACEBACK}\nThe above exception was the direct cause of the following exception:\n\n"
        f'Traceback (most recent call last):\n  File "{SITE}/ray/worker.py", line 1, in get\n'
        "    raise value\nValueError: task failed"
    )

    assert [one.exception for one in signatures(text)] == ["RuntimeError", "ValueError"]


def test_the_same_words_raised_elsewhere_are_alike_without_being_the_same() -> None:
    bare = "```\nRuntimeError: mat1 and mat2 shapes cannot be multiplied (1x2 and 3x4)\n```"

    whole, alone = signatures(TRACEBACK)[0], signatures(bare)[0]

    assert whole.fingerprint != alone.fingerprint
    assert whole.words == alone.words != ""
    assert whole.is_telling
    assert alone.is_telling


@pytest.mark.parametrize(
    "line", ["Segmentation fault (core dumped)", "AssertionError", "KeyError: 'x'"]
)
def test_what_says_too_little_is_not_telling(line: str) -> None:
    traceback = f'Traceback (most recent call last):\n  File "x.py", line 3, in f\n    g()\n{line}'

    found = signatures(f"```\n{traceback}\n```")

    assert found
    assert not any(one.is_telling or one.words for one in found)


def test_the_title_counts_last() -> None:
    title = "[Bug]: ValueError: no such model"

    assert [one.exception for one in signatures("It fails.", title=title)] == ["ValueError"]
    assert [one.exception for one in signatures(TRACEBACK, title=title)] == [
        "RuntimeError",
        "ValueError",
    ]


def test_interleaved_workers_are_told_apart() -> None:
    lines = TRACEBACK.rstrip().split("\n")
    mixed = chain.from_iterable((f"(W pid=1) {x}", f"(W pid=2) {x}") for x in lines)

    assert first("```\n" + "\n".join(mixed) + "\n```") == first(TRACEBACK)


def test_a_traceback_cut_at_its_end_still_says_where() -> None:
    found = signatures("\n".join(TRACEBACK.split("\n")[:6]))

    assert [(one.exception, one.innermost_library) for one in found] == [("", "torch")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It crashes, see the attached log.",
        "I think a ValueError is raised when the list is empty.",
        "The docs mention RuntimeError: is that still so?",
        "```python\ntry:\n    run()\nexcept ValueError:\n    pass\n```",
        "*** SIGTERM received at time=1 on cpu 8 ***",
        "| GPU | Name |\n|---|---|\n| 0 | A100 |",
    ],
)
def test_where_nothing_failed_nothing_is_found(text: str) -> None:
    assert signatures(text) == ()


@pytest.mark.parametrize(
    ("message", "plain"),
    [
        ("No such file: '/home/user/a b/x.bin'", "No such file: '<path> b/x.bin'"),
        ("object at 0x7f3c12ab34cd is gone", "object at <address> is gone"),
        ("expected shape torch.Size([3, 4]), got [5, 6]", "expected shape <shape>, got <shape>"),
        ("Tried to allocate 20.00 MiB", "Tried to allocate <size>"),
        ("module “torch” has no attribute ‘float8’", "module 'torch' has no attribute 'float8'"),
        ("at 2024-05-01 12:00:00,123", "at <time>"),
        ("commit 4d5e6f7a8b9c of host 10.0.0.1:8000", "commit <hash> of host <host>"),
        ("'model.layers.17.mlp.weight'", "'model.layers.<n>.mlp.weight'"),
        ("got Half but expected float32", "got Half but expected float32"),
    ],
)
def test_what_differs_between_machines_is_replaced(message: str, plain: str) -> None:
    assert normalised(message) == plain


@pytest.mark.parametrize(
    "body",
    [
        TRACEBACK * 4_000,
        "```\n" + '  File "x.py", line 3, in f\n' * 40_000,
        "\x00\u200b\u202e" * 300_000,
        "> " * 500_000,
        "#0  0x00007ffff in f (" + "a" * 1_000_000,
        "at a.b.c(" * 120_000,
        "frame #0: " + "(" * 1_000_000,
        "/" * 1_000_000,
    ],
    ids=range(8),
)
def test_a_megabyte_is_read_without_harm(body: str) -> None:
    assert len(signatures(body)) <= MOST


@given(st.text(max_size=600))
def test_no_text_harms(body: str) -> None:
    assert len(signatures(body)) <= MOST


@given(st.lists(st.sampled_from(LINES), max_size=60), st.booleans())
def test_lines_of_crashes_in_any_order_do_no_harm(lines: list[str], fenced: bool) -> None:
    body = "\n".join(lines)

    found = signatures(f"```\n{body}\n```" if fenced else body)

    assert len({one.fingerprint for one in found}) == len(found)


@given(st.text(max_size=300))
def test_a_message_once_plain_stays_short_and_on_one_line(message: str) -> None:
    plain = normalised(message)

    assert len(plain) <= 300
    assert "\n" not in plain
