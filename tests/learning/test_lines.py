from zlib import crc32

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learning.lines import Lines

keys = st.lists(st.integers(0, 500), max_size=8)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.integers(1, 30), keys), st.sets(st.integers(1, 30)))
def test_each_report_counts_once_until_it_is_gone(
    reports: dict[int, list[int]], gone: set[int]
) -> None:
    lines = Lines()
    for number, some in [*reports.items(), *reports.items()]:
        lines.add(number, some)
    for number in gone:
        lines.remove(number)

    for key in range(501):
        held = sum(key in some for number, some in reports.items() if number not in gone)
        assert lines.count(key) == held


def test_counts_stay_right_while_the_table_grows() -> None:
    lines = Lines()
    own = [crc32(b"%d" % number) for number in range(3_000)]
    for number, key in enumerate(own):
        lines.add(number, [7, key])

    assert 3_000 <= lines.count(7) < 3_005  # a few of the others may share its place
    assert sum(lines.count(key) > 3 for key in own) < 30

    for number in range(2_999):
        lines.remove(number)

    assert lines.count(7) == 1
