from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.documents import Document, Position, Repeated, Unreadable, decode, read_document


def test_everything_has_its_place() -> None:
    found = read_document("a:\n  b: [x, y]\n")

    assert isinstance(found, Document)
    assert found.value == {"a": {"b": ["x", "y"]}}
    assert found.position(("a", "b", 1)) == Position(2, 10)
    assert found.position(("a", "b", "nowhere")) == Position(2, 3)


def test_a_key_that_stands_twice_is_told() -> None:
    found = read_document("a: 1\nb: {c: 1, c: 2}\n")

    assert isinstance(found, Document)
    assert found.repeated == (Repeated("c", Position(2, 11), Position(2, 5)),)


@given(st.text(max_size=300))
def test_any_text_is_a_document_or_a_problem_with_its_place(text: str) -> None:
    found = read_document(text)

    assert isinstance(found, Document) or found.position.line <= text.count("\n") + 3


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_a_problem(raw: bytes) -> None:
    found = decode(raw)

    assert isinstance(found, Unreadable) or found.encode() == raw.removeprefix(b"\xef\xbb\xbf")
