import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.markers import marker
from bot.parsing.ticks import box, boxes, changed, unticked
from tests.capabilities.awkward import TEXTS

ids = st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True)
texts = st.text(st.characters(exclude_characters="<>`~\0", exclude_categories=["C"]), max_size=60)
ticks = st.dictionaries(ids, st.booleans(), max_size=6)
BODY = f"""Done here:

{box("undo-bug", "Take the label `bug` off")}
{box("wrong-kind", "This was **wrong**", ticked=True)}

{marker(["kind"])}
"""


def rendered(state: dict[str, bool]) -> str:
    return "\n".join(box(tick_id, "words", ticked=ticked) for tick_id, ticked in state.items())


def test_boxes_are_read_as_they_were_written() -> None:
    assert boxes(BODY) == {"undo-bug": False, "wrong-kind": True}


@given(ids, texts, st.booleans())
def test_any_box_is_read_as_it_was_written(tick_id: str, text: str, ticked: bool) -> None:
    assert boxes(box(tick_id, text, ticked=ticked)) == {tick_id: ticked}


@pytest.mark.parametrize("tick_id", ["", "A", "a b", "a" * 41, "a\n", "-->", "é"])
def test_an_id_that_could_not_be_read_is_refused(tick_id: str) -> None:
    with pytest.raises(ValueError, match="tick-box"):
        box(tick_id, "words")


def test_a_text_of_several_lines_makes_one_box() -> None:
    assert box("a", "one\ntwo\r\n three") == "- [ ] one two three <!-- linchpin:tick a -->"


@pytest.mark.parametrize(
    "line",
    [
        "- [x] words <!-- linchpin:tick a -->",
        "- [X] words <!-- linchpin:tick a -->",
        "* [x] words <!-- linchpin:tick a -->  ",
        "  - [x] words<!-- linchpin:tick a -->",
        "- [x] <!-- linchpin:tick a -->",
        "- [x] words <!-- said --> more <!-- linchpin:tick a -->\r",
        "```\nnever closed\n\n- [x] words <!-- linchpin:tick a -->",
    ],
)
def test_a_ticked_box_is_found(line: str) -> None:
    assert boxes(f"above\n\n{line}\n\nbelow") == {"a": True}


@pytest.mark.parametrize(
    "line",
    [
        "- [x] words",
        "- [x] words <!-- linchpin:tick A -->",
        "- [x] words <!-- linchpin:tick a --> more",
        "- [x] words <!-- linchpin:tick a b -->",
        "- [x] words <!--linchpin:tick a-->",
        f"- [x] words <!-- linchpin:tick {'a' * 41} -->",
        "- [xx] words <!-- linchpin:tick a -->",
        "- [] words <!-- linchpin:tick a -->",
        "[x] words <!-- linchpin:tick a -->",
        "words - [x] words <!-- linchpin:tick a -->",
        "> - [x] words <!-- linchpin:tick a -->",
        "```\n- [x] words <!-- linchpin:tick a -->\n```",
        "<!--\n- [x] words <!-- linchpin:tick a -->",
        "- [x] words <!-- linchpin:tick a --> <!-- linchpin:tick b -->",
    ],
)
def test_what_only_looks_like_a_box_is_none(line: str) -> None:
    assert boxes(line) == {}


def test_a_box_that_stands_twice_counts_once_and_only_when_both_agree() -> None:
    ticked, clear = box("a", "words", ticked=True), box("a", "words")

    assert boxes(f"{ticked}\n{ticked}") == {"a": True}
    assert boxes(f"{ticked}\n{clear}") == {}
    assert boxes(f"{clear}\n{ticked}\n{clear}") == {}


@given(ticks, st.data())
def test_an_edit_tells_exactly_what_was_ticked_and_cleared(
    state: dict[str, bool], data: st.DataObject
) -> None:
    now = {tick_id: data.draw(st.booleans()) for tick_id in state}

    found = changed(rendered(state), rendered(now))

    assert found == tuple((i, ticked) for i, ticked in now.items() if state[i] != ticked)


@given(ticks, ticks)
def test_a_box_that_only_one_text_has_is_no_tick(
    was: dict[str, bool], now: dict[str, bool]
) -> None:
    assert {tick_id for tick_id, _ticked in changed(rendered(was), rendered(now))} <= {
        tick_id for tick_id in was if tick_id in now
    }


@given(ticks)
def test_a_text_with_all_boxes_cleared_is_the_same_whoever_ticked_what(
    state: dict[str, bool],
) -> None:
    assert unticked(rendered(state)) == rendered(dict.fromkeys(state, False))


def test_other_lines_and_line_ends_may_change_with_a_tick() -> None:
    after = BODY.replace("[ ]", "[X]").replace("Done", "Not done").replace("\n", "\r\n")

    assert changed(BODY, after) == (("undo-bug", True),)
    assert changed(after, BODY) == (("undo-bug", False),)
    assert changed(BODY, "") == ()
    assert changed("", BODY) == ()


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_texts_are_compared(before: str, after: str) -> None:
    assert changed(before, before) == ()
    assert changed(before, after) == tuple((i, not t) for i, t in changed(after, before))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_awkward_texts_have_no_boxes(text: str) -> None:
    assert boxes(text) == {}


@pytest.mark.parametrize(
    "piece",
    [
        "- [x] words <!-- linchpin:tick a -->",
        "- [ ] <!-- linchpin:tick a --> ",
        "<!-- linchpin:tick ",
        f"{box('a', 'words')}\n",
    ],
)
def test_a_megabyte_is_read(piece: str) -> None:
    assert boxes(piece * (1_000_000 // len(piece))) in ({}, {"a": False})
