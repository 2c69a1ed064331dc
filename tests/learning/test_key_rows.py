import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning import key_rows
from bot.learning.key_rows import KeyRows

keys = st.one_of(st.integers(0, 6), st.integers(0, 2**32 - 1))


@pytest.fixture(autouse=True)
def _sorted_in_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_rows, "LATE", 3)


@given(st.lists(st.tuples(keys, st.integers(0, 2**24 - 1)), max_size=30))
def test_a_key_has_the_row_it_was_put_with_last(puts: list[tuple[int, int]]) -> None:
    found = KeyRows()

    for key, row in puts:
        found.put(key, row)

    assert {key: found.find(key) for key in dict(puts)} == dict(puts)
    unknown = next(key for key in range(len(puts) + 1) if key not in dict(puts))
    assert found.find(unknown) is None


def test_a_key_dropped_and_put_again_has_its_new_row() -> None:
    found = KeyRows()
    for key in range(10):
        found.put(key, key)

    found.drop(5)
    found.put(5, 77)

    assert (found.find(5), found.find(4)) == (77, 4)
