from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.anatomy import Place, pieces, prose, text_in
from bot.parsing.titles import bare, prefix

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


def test_what_a_form_puts_in_front_of_a_title_is_taken_off() -> None:
    assert bare("[Bug]: it hangs") == "it hangs"
    assert bare("[Bug][ROCm] it hangs") == "it hangs"
    assert bare("Eval bug: it hangs") == "it hangs"
    assert bare("[Bug]: ") == "[Bug]:"
    assert bare("Debugging it hangs") == "Debugging it hangs"
    assert prefix("it hangs") == ""


@given(st.text(max_size=400))
def test_any_text_can_be_cut(body: str) -> None:
    assert all(piece.text.strip() for piece in pieces(body))


@given(st.lists(st.sampled_from(REPORT.split("\n")), max_size=40))
def test_lines_of_reports_in_any_order_can_be_cut(some: list[str]) -> None:
    body = "\n".join(some)

    kept = "".join(piece.text for piece in pieces(body))

    assert len(kept) <= len(body)
