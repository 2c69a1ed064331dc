from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vocabulary.backfill import STAGES, Chain, Reading, Stage, after
from bot.vocabulary.history import BY_TIME, Kind

SINCE = datetime(2025, 3, 2, tzinfo=UTC)
STARTED = datetime(2026, 3, 2, tzinfo=UTC)


def reading(chain: Chain, stage: Stage, reached_at: datetime | None = None) -> Reading:
    return Reading(1, chain, stage, "", SINCE, STARTED, reached_at, page_size=100)


@pytest.mark.parametrize("chain", Chain)
def test_a_chain_goes_through_its_stages_and_stays_done(chain: Chain) -> None:
    stages = [STAGES[chain][0]]
    while stages[-1] is not Stage.DONE:
        stages.append(after(chain, stages[-1]))

    assert tuple(stages) == STAGES[chain]
    assert after(chain, Stage.DONE) is Stage.DONE


@pytest.mark.parametrize("chain", Chain)
def test_the_share_begins_with_nothing_grows_and_ends_with_all(chain: Chain) -> None:
    shares = [reading(chain, stage).share for stage in STAGES[chain]]

    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert shares == sorted(set(shares))


@pytest.mark.parametrize(
    ("chain", "days_back", "share"),
    [
        (Chain.ISSUES, 0, 0.0),
        (Chain.PULLS, 365, 0.85),
        (Chain.COMMENTS, 365, 0.0),
        (Chain.COMMENTS, 0, 1.0),
    ],
)
def test_threads_are_read_newest_first_and_comments_oldest_first(
    chain: Chain, days_back: int, share: float
) -> None:
    reached_at = STARTED - timedelta(days=days_back)

    assert reading(chain, Stage.RECENT, reached_at).share == pytest.approx(share)


@given(
    st.sampled_from([(c, s) for c in Chain for s in STAGES[c]]),
    st.datetimes(timezones=st.just(UTC)),
    st.datetimes(timezones=st.just(UTC)),
)
def test_a_share_is_never_below_nothing_nor_above_all(
    place: tuple[Chain, Stage], since: datetime, reached_at: datetime
) -> None:
    one = Reading(1, *place, "", since, STARTED, reached_at, page_size=100)

    assert 0.0 <= one.share <= 1.0


def test_what_is_known_by_its_second_is_no_text() -> None:
    assert not BY_TIME & {Kind.OPENED, Kind.COMMENTED, Kind.REVIEWED, Kind.CODE_COMMENTED}
