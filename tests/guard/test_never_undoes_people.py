from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.guard import Counts, Situation, judge
from bot.vocabulary.actions import (
    Action,
    AddLabel,
    ClearSection,
    MinimizeComment,
    Mode,
    React,
    RemoveLabel,
    SetSection,
)
from bot.vocabulary.issues import LabelChange, RepositoryLabels
from bot.vocabulary.people import Person
from tests.guard.situations import (
    ALL_WELL,
    CAPABILITY,
    ISSUE,
    MAINTAINER,
    NOW,
    OTHER_BOT,
    REPORTER,
    THREAD,
    US,
    proposal,
)

LABELS = ("bug", "needs-info", "a/b c", "needs-info ")
ACTORS: st.SearchStrategy[Person | None] = st.sampled_from(
    [US, MAINTAINER, REPORTER, OTHER_BOT, None]
)
CHANGES = st.lists(st.tuples(st.sampled_from(LABELS), st.booleans(), ACTORS), max_size=12).map(
    lambda steps: tuple(
        LabelChange(label, added, by, by == US, NOW - timedelta(minutes=60 - n))
        for n, (label, added, by) in enumerate(steps)
    )
)
ACTIONS: st.SearchStrategy[Action] = st.one_of(
    st.sampled_from(LABELS).map(lambda label: AddLabel(THREAD, label)),
    st.sampled_from(LABELS).map(lambda label: RemoveLabel(THREAD, label)),
    st.tuples(st.sampled_from(["a", "b"]), st.text(max_size=3), st.booleans()).map(
        lambda t: SetSection(THREAD, *t)
    ),
    st.sampled_from(["a", "b"]).map(lambda section: ClearSection(THREAD, section)),
    st.just(MinimizeComment(THREAD)),
    st.just(React(THREAD, None, "+1")),
)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Anything that may be, with labels that follow from their history or were there before."""
    history = draw(CHANGES)
    standing = draw(st.frozensets(st.sampled_from(LABELS)))
    for change in history:
        standing = standing | {change.label} if change.added else standing - {change.label}
    stands = draw(st.booleans())
    return replace(
        ALL_WELL,
        issue=replace(
            ISSUE,
            labels=standing,
            label_history=history,
            is_open=draw(st.booleans()),
            is_locked=draw(st.booleans()),
            created_at=NOW - timedelta(hours=draw(st.integers(0, 48))),
        ),
        labels=RepositoryLabels(draw(st.frozensets(st.sampled_from(LABELS)))),
        modes={CAPABILITY: draw(st.sampled_from(Mode))},
        muted=draw(st.booleans()),
        opted_out=draw(st.booleans()),
        archived=draw(st.booleans()),
        organisation_named=draw(st.booleans()),
        comment_stands=stands,
        comment_is_minimized=stands and draw(st.booleans()),
        folded_by_us=draw(st.booleans()),
        comment_is_theirs=draw(st.booleans()),
        sections=draw(st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=3))),
        counts=Counts(*draw(st.tuples(*[st.integers(0, 50)] * 4))),
    )


def allowed(actions: list[Action], now: Situation) -> list[Action]:
    verdicts = judge([proposal(action) for action in actions], now)
    assert [v.proposal.action for v in verdicts] == actions
    return [v.proposal.action for v in verdicts if v.allowed]


@given(situations(), st.lists(ACTIONS, max_size=6))
def test_people_are_never_undone(now: Situation, actions: list[Action]) -> None:
    for action in allowed(actions, now):
        match action:
            case AddLabel(label=label):
                removed_by = {
                    c.by for c in now.issue.label_history if c.label == label and not c.added
                }
                assert removed_by <= {US}, "a label that somebody else removed never returns"
            case RemoveLabel(label=label):
                last = [c for c in now.issue.label_history if c.label == label][-1]
                assert last.by == US, "a label that somebody else set is never removed"
                assert last.added
            case SetSection():
                assert not now.comment_is_theirs
                assert not now.comment_is_minimized or now.folded_by_us
            case _:
                pass


@given(situations(), st.lists(ACTIONS, max_size=6))
def test_nothing_visible_happens_where_nothing_may(now: Situation, actions: list[Action]) -> None:
    done = allowed(actions, now)

    if (
        now.modes[CAPABILITY] is not Mode.ACT
        or now.archived
        or now.issue.is_locked
        or not now.organisation_named
    ):
        assert done == []
    if now.muted or now.opted_out:
        assert all(isinstance(a, RemoveLabel | ClearSection | MinimizeComment) for a in done)
    assert all(a.label in now.labels.names for a in done if isinstance(a, AddLabel))


@given(situations(), st.lists(ACTIONS, max_size=6))
def test_what_is_allowed_changes_something_and_never_argues_with_itself(
    now: Situation, actions: list[Action]
) -> None:
    done = allowed(actions, now)

    added = {a.label for a in done if isinstance(a, AddLabel)}
    removed = {a.label for a in done if isinstance(a, RemoveLabel)}
    texts = {(a.section, a.text) for a in done if isinstance(a, SetSection)}
    assert added.isdisjoint(now.issue.labels)
    assert removed <= now.issue.labels
    assert added.isdisjoint(removed)
    assert len({section for section, _text in texts}) == len(texts)
    if now.comment_stands:
        assert texts.isdisjoint(now.sections.items())


@given(situations(), st.lists(ACTIONS, max_size=6))
def test_the_same_question_gets_the_same_answer_in_any_order(
    now: Situation, actions: list[Action]
) -> None:
    forward = judge([proposal(action) for action in actions], now)
    backward = judge([proposal(action) for action in reversed(actions)], now)

    assert list(forward) == list(reversed(backward))
