import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.asking import WEIGHTS, Sign, chance, signs
from tests.capabilities.awkward import TEXTS

HELPLESS = "I tried to run my model and it doesn't work, I get an error. Any ideas? Thanks."
DIAGNOSED = """The loop in `queue.py` should stop at the last block instead of one after it, because
the bound is inclusive; see https://github.com/example/engine/blob/main/queue.py and #12.

```python
from engine import Queue
Queue(0).drain()
```
"""


def test_a_helpless_report_is_likelier_asked_than_a_diagnosed_one() -> None:
    helpless = chance(signs("not working", HELPLESS, is_newcomer=True))
    diagnosed = chance(signs("Queue drains one block too many", DIAGNOSED, is_newcomer=True))

    assert helpless > 2 * diagnosed


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        ("I ran it twice.", Sign.ATTEMPT),
        ("I’ve tried both.", Sign.ATTEMPT),
        ("I ran it twice.", Sign.ATTEMPT_WITHOUT_CODE),
        ("It is my own dataset.", Sign.OWN_THING),
        ("Any ideas", Sign.HELP),
        ("Where does it keep them?", Sign.QUESTION),
        ("它为什么停了？", Sign.QUESTION),
        ("It does not work.", Sign.VAGUE),
        ("It crashes.", Sign.FAILURE),
        ("It crashes.", Sign.FAILURE_WITHOUT_WAY),
        ("It crashes.", Sign.FAILURE_WITHOUT_VERSION),
        ("It is slow.", Sign.LOAD),
        ("RuntimeError: queue is full", Sign.OUTPUT),
        ("It should be zero.", Sign.DEMAND),
        ("Reproduced on two machines.", Sign.REPRODUCED),
        ("Since #12.", Sign.POINTER),
        ("I think the bound is off.", Sign.CAUSE),
    ],
)
def test_each_sign_is_seen_where_it_stands(body: str, sign: Sign) -> None:
    found = signs("On the queue", body, is_newcomer=False)

    assert sign in found


def test_what_a_form_or_a_program_says_is_not_the_reporters_word() -> None:
    form = (
        "### Expected behavior\n\n- [ ] I tried the latest version\n\n### Any help?\n\nNo response"
    )
    log = "```\nINFO my model should crash? thanks\nTraceback (most recent call last):\n```"

    assert signs("[Bug]: the queue", form, is_newcomer=False) == frozenset()
    assert signs("[Bug]: the queue", log, is_newcomer=False) == {Sign.OUTPUT}


def test_code_a_version_and_steps_take_signs_away() -> None:
    bare = signs("Crash", "I ran it and it crashes.", is_newcomer=False)
    told = signs("Crash", f"I ran 1.4.2 and it crashes.\n\n{DIAGNOSED[-60:]}", is_newcomer=False)

    assert {
        Sign.ATTEMPT_WITHOUT_CODE,
        Sign.FAILURE_WITHOUT_WAY,
        Sign.FAILURE_WITHOUT_VERSION,
    } <= bare
    assert (
        not {
            Sign.ATTEMPT_WITHOUT_CODE,
            Sign.FAILURE_WITHOUT_WAY,
            Sign.FAILURE_WITHOUT_VERSION,
        }
        & told
    )


def test_a_newcomer_is_told_by_the_caller_alone() -> None:
    before = signs("Crash", HELPLESS, is_newcomer=False)
    after = signs("Crash", HELPLESS, is_newcomer=True)

    assert after - before == {Sign.NEWCOMER}


def test_every_sign_has_a_weight() -> None:
    assert set(WEIGHTS) == set(Sign)
    assert all(math.isfinite(weight) and weight for weight in WEIGHTS.values())


@pytest.mark.parametrize("text", TEXTS)
def test_awkward_text_gets_a_chance_too(text: str) -> None:
    assert 0 < chance(signs(text, text, is_newcomer=True)) < 1


@given(st.frozensets(st.sampled_from(Sign)), st.sampled_from(Sign))
def test_a_sign_moves_the_chance_the_way_of_its_weight(found: frozenset[Sign], sign: Sign) -> None:
    without, with_it = chance(found - {sign}), chance(found | {sign})

    assert (with_it > without) == (WEIGHTS[sign] > 0)
