import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.anatomy import Place, pieces, prose, text_in
from bot.parsing.titles import bare, prefix
from tests.parsing.environments.corpus import Case, cases

REPORT = """### Your current environment

```text
PyTorch version: 2.4.0+cu121
OS: Ubuntu 22.04
[pip3] numpy==1.26.4
```

### Describe the bug

The server stops when two prompts arrive.
> did you try 0.6?

```python
import vllm
```

Traceback (most recent call last):
  File "x.py", line 3, in <module>
    run()
RuntimeError: boom

It worked before.

- [x] I searched
_No response_
"""


def test_a_report_is_cut_into_what_it_is_made_of() -> None:
    found = pieces(REPORT)

    assert [piece.place for piece in found] == [
        Place.HEADING,
        Place.ENVIRONMENT,
        Place.HEADING,
        Place.PROSE,
        Place.QUOTE,
        Place.CODE,
        Place.OUTPUT,
        Place.PROSE,
        Place.BOX,
    ]
    assert prose(REPORT) == "The server stops when two prompts arrive.\nIt worked before."


def test_an_environment_is_known_without_a_fence() -> None:
    body = "It hangs.\n- torch: 2.3\n- CUDA version: 12.1\n- Python: 3.11\n\nAny idea?"

    assert text_in(pieces(body), Place.ENVIRONMENT).count("\n") == 2
    assert prose(body) == "It hangs.\nAny idea?"


def test_a_log_in_a_fence_is_output_and_a_call_is_code() -> None:
    log = "```\n2024-01-01 10:00:00 start\nERROR: no memory\n```"
    call = "```\n$ vllm serve m\n```"

    assert pieces(log)[0].place is Place.OUTPUT
    assert pieces(call)[0].place is Place.CODE


DUMPS = [case for case in cases() if "dumps" in case.file]


@pytest.mark.parametrize("case", DUMPS, ids=lambda case: case.name)
def test_no_number_of_a_dump_is_taken_for_prose(case: Case) -> None:
    told = {value for values in case.expected.values() for value in values}
    numbers = {number for value in told for number in re.findall(r"\d+\.\d+[\w.+-]*", value)}

    assert [number for number in numbers if number in prose(case.body)] == []


def test_answers_below_the_headings_of_a_form_are_no_prose() -> None:
    body = (
        "### Python version\n\n3.12\n\n### Hardware\n\nRyzen 9 7950X, RTX 4070\n\n"
        "### Operating systems\n\nLinux\n\n### What happened?\n\nThe loader hangs on Linux."
    )

    assert prose(body) == "The loader hangs on Linux."


@pytest.mark.parametrize(
    "line",
    [
        "Here is what the server of vllm printed:",
        "What I did in the container, step by step:",
        "The command that I use for the build is:",
        "The model has an unusual architecture:",
        "On another machine: torch is 2.4.0 there, and with the same driver nothing of it happens.",
        "Hardware support: it would be good if more accelerators were covered by the same kernels.",
        "Make sure that the GPU is idle before you start.",
        "I tried torch 2.4.0 on an A100 and it hangs.",
    ],
)
def test_a_sentence_that_names_programs_or_machines_is_prose(line: str) -> None:
    assert prose(line) == line


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("llm_load_print_meta: n_vocab = 32000", Place.OUTPUT),
        ("llama_model_loader: - kv   0: general.architecture str = llama", Place.OUTPUT),
        ("main: build = 3000 (abcdef01)", Place.OUTPUT),
        ("ds/engine.py:120: UserWarning: slow", Place.OUTPUT),
        ("cmake -B build -DGGML_CUDA=ON", Place.CODE),
        ("pip install vllm==0.6.3", Place.CODE),
        ("CUDA_VISIBLE_DEVICES=1 python -m server", Place.CODE),
        ("- `transformers` version: 4.45.2", Place.ENVIRONMENT),
        ("- PyTorch version (GPU?): 2.4.1+cu121 (True)", Place.ENVIRONMENT),
        ("Socket(s):                          2", Place.ENVIRONMENT),
        ("hf_transfer: 0.1.8", Place.ENVIRONMENT),
        ("[conda] Could not collect", Place.ENVIRONMENT),
        ("torch version .................... 2.1.2+cu118", Place.ENVIRONMENT),
    ],
)
def test_a_line_outside_a_fence_is_known_by_its_shape(line: str, place: Place) -> None:
    assert [piece.place for piece in pieces(line)] == [place]


def test_commands_beside_the_dump_they_printed_do_not_make_it_code() -> None:
    dump = "```\n$ nvidia-smi -L\nGPU 0: NVIDIA A30 (UUID: GPU-0000)\n$ nvcc -V\n" + (
        "Cuda compilation tools, release 11.8, V11.8.89\n```"
    )

    assert [piece.place for piece in pieces(dump)] == [Place.ENVIRONMENT]


def test_what_a_form_puts_in_front_of_a_title_is_taken_off() -> None:
    assert bare("[Bug]: it hangs") == "it hangs"
    assert bare("[Bug][ROCm] it hangs") == "it hangs"
    assert bare("Eval bug: it hangs") == "it hangs"
    assert bare("[Bug]: ") == "[Bug]:"
    assert bare("Debugging it hangs") == "Debugging it hangs"
    assert prefix("it hangs") == ""


def test_notices_of_tools_and_a_machines_last_words_are_output() -> None:
    body = (
        "[notice] A new release of pip is available: 23.2.1 -> 23.3.1\n"
        "21.78 ERROR: Package requires a different Python\n"
        "#  SIGSEGV (0xb) at pc=0x00007f, pid=1, tid=2\n"
        "# C  [libnd4jcpu.so+0x12]  f()+0x2"
    )

    assert [piece.place for piece in pieces(body)] == [Place.OUTPUT]


@given(st.text(max_size=400))
def test_any_text_can_be_cut(body: str) -> None:
    assert all(piece.text.strip() for piece in pieces(body))


@given(st.lists(st.sampled_from(REPORT.split("\n")), max_size=40))
def test_lines_of_reports_in_any_order_can_be_cut(some: list[str]) -> None:
    body = "\n".join(some)

    kept = "".join(piece.text for piece in pieces(body))

    assert len(kept) <= len(body)
