"""What people did after a decision, and what that makes of it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import capabilities
from bot.learning.aftermath import MISTAKE, SENDS_AWAY, Past
from bot.learning.outcomes import AS_IF_DONE, RULES, cases, ends_at, outcome
from bot.learning.trust import Outcome
from bot.vocabulary.actions import Mode
from bot.vocabulary.decisions import Decided
from bot.vocabulary.history import Activity, Kind, Role

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
AGREED, DISAGREED = Outcome.AGREED, Outcome.DISAGREED
UNKNOWN, PENDING = Outcome.UNKNOWN, Outcome.PENDING
ANN, BEN = "a" * 32, "b" * 32
ROBOT = "f" * 32

KIND = ("label-the-kind", "label-added", "bug")
AREA = ("label-the-area", "label-added", "module: cache")
REGRESSION = ("flag-regressions", "label-added", "regression")
EMPTY = ("sort-out-non-issues", "label-added", "invalid")
ASK = ("ask-for-missing-information", "section-set", "missing-information")
ASK_LABEL = ("ask-for-missing-information", "label-added", "needs-info")
RELATED = ("point-at-related-threads", "section-set", "related")
UPSTREAM = ("point-upstream", "section-set", "upstream")
CLASH = ("note-version-clashes", "section-set", "environment")
BACK = ("report-back-from-upstream", "comment", "further")
QUIET = ("keep-vulnerabilities-quiet", "thread", "quiet")
AWAY = (SENDS_AWAY, "comment", "minimize")


def after(hours: float) -> datetime:
    return AT + timedelta(hours=hours)


def decided(
    what: tuple[str, str, str], hours: float = 0, mode: Mode = Mode.ACT, text: str = ""
) -> Decided:
    reason = {Mode.ACT: "allowed", Mode.SUGGEST: "suggested"}.get(mode, "shadow")
    allowed = mode is Mode.ACT
    values = {"text": text}
    return Decided(f"{what}{hours}", 5, *what, values, after(hours), mode, allowed, reason)


def did(
    kind: Kind,
    detail: str = "",
    hours: float = 24,
    who: str | None = ANN,
    role: Role = Role.OTHER,
    association: str = "",
) -> Activity:
    key = f"{hours}:{detail}"
    return Activity(kind, key, after(hours), who, role, detail=detail, association=association)


def put(label: str, hours: float = 24, role: Role = Role.OTHER) -> Activity:
    return did(Kind.LABELED, label, hours, ROBOT if role is Role.BOT else ANN, role)


def took(label: str, hours: float = 24) -> Activity:
    return did(Kind.UNLABELED, label, hours)


def closed(hours: float = 24, role: Role = Role.OTHER) -> Activity:
    return did(Kind.CLOSED, hours=hours, role=role, who=BEN if role is Role.AUTHOR else ANN)


SPOKE = did(Kind.COMMENTED, association="MEMBER")
OURS = put("bug", 0.1, Role.BOT)


def judged(
    case: Decided,
    *rows: Activity,
    days: float = 400,
    ours: Sequence[Decided] = (),
    back: Mapping[tuple[str, str], datetime] | None = None,
    machines: Sequence[str] = (),
) -> Outcome:
    everything = sorted((case, *ours), key=lambda one: one.at)
    stood: dict[tuple[str, str], datetime | None] = {
        d.effect: None for d in everything if d.allowed
    }
    past = Past(rows, everything, {**stood, **(back or {})}, frozenset(machines))
    return outcome(case, past, AT + timedelta(days=days))


def test_every_capability_is_judged() -> None:
    assert set(RULES) == {capabilities.name(one) for one in capabilities.ALL}


ACTED: Mapping[str, tuple[tuple[str, str, str], tuple[Activity, ...], Outcome]] = {
    "left on by whoever triaged": (KIND, (OURS, SPOKE), AGREED),
    "left on, and another area beside it": (AREA, (put("module: nn"),), AGREED),
    "nobody of the project came": (KIND, (OURS, did(Kind.COMMENTED)), UNKNOWN),
    "taken off": (KIND, (OURS, took("bug")), DISAGREED),
    "taken off and put on again": (KIND, (took("bug"), put("bug", 25)), AGREED),
    "taken off after its time": (KIND, (SPOKE, took("bug", 15 * 24)), AGREED),
    "another kind put on beside it": (KIND, (put("enhancement"),), DISAGREED),
    "the same kind by another name": (KIND, (put("type: bug"),), AGREED),
    "another area instead": (AREA, (took("module: cache"), put("module: nn")), DISAGREED),
    "a robot took it off": (KIND, (did(Kind.UNLABELED, "bug", role=Role.BOT),), UNKNOWN),
    "regression left on": (REGRESSION, (put("module: nn"),), AGREED),
    "invalid taken off": (EMPTY, (took("invalid"),), DISAGREED),
    "invalid left on and closed": (EMPTY, (closed(),), AGREED),
    "asked, and the label taken off": (ASK, (took("needs-info"),), DISAGREED),
    "asked, and nobody answered": (ASK, (SPOKE,), UNKNOWN),
    "related, and the reporter closed": (RELATED, (closed(role=Role.AUTHOR),), AGREED),
    "related, and somebody closed": (RELATED, (closed(),), UNKNOWN),
    "related, and a duplicate": (RELATED, (put("duplicate"),), AGREED),
    "upstream, and labelled so": (UPSTREAM, (put("third-party"),), AGREED),
    "upstream, and moved": (UPSTREAM, (did(Kind.GONE),), AGREED),
    "clash, and nothing": (CLASH, (SPOKE,), UNKNOWN),
    "fixed upstream, and closed": (BACK, (closed(),), AGREED),
    "fixed upstream, but open again": (BACK, (closed(), did(Kind.REOPENED, hours=30)), DISAGREED),
    "quiet, and labelled a bug": (QUIET, (put("bug"),), DISAGREED),
    "quiet, and labelled security": (QUIET, (put("security"),), AGREED),
    "quiet, and closed": (QUIET, (closed(),), AGREED),
    "sent away, and that was all": (AWAY, (), AGREED),
    "sent away, and closed": (AWAY, (closed(),), UNKNOWN),
}


@pytest.mark.parametrize("name", ACTED)
def test_what_people_did_after_an_act_judges_it(name: str) -> None:
    what, rows, expected = ACTED[name]

    assert judged(decided(what), *rows, ours=[decided(ASK_LABEL)]) is expected


SHADOW: Mapping[str, tuple[tuple[str, str, str], tuple[Activity, ...], Outcome]] = {
    "people put the same kind on": (KIND, (put("bug"),), AGREED),
    "people put another kind on": (KIND, (put("question"),), DISAGREED),
    "people put both on": (KIND, (put("question"), put("bug")), AGREED),
    "people put an area on": (KIND, (put("module: nn"),), UNKNOWN),
    "people put that area on": (AREA, (put("module: nn"), put("module: cache")), AGREED),
    "people put another area on": (AREA, (put("module: nn"),), DISAGREED),
    "a robot labelled": (KIND, (OURS,), UNKNOWN),
    "people put regression on": (REGRESSION, (put("Regression"),), AGREED),
    "people labelled, and no regression": (REGRESSION, (put("bug"),), DISAGREED),
    "nobody labelled a regression": (REGRESSION, (SPOKE,), UNKNOWN),
    "people asked by hand": (ASK, (put("needs-info"),), AGREED),
    "people labelled and did not ask": (ASK, (put("bug"),), DISAGREED),
    "people closed what is none": (EMPTY, (closed(),), AGREED),
    "the reporter closed it": (EMPTY, (closed(role=Role.AUTHOR),), UNKNOWN),
    "people took what is none for a bug": (EMPTY, (put("bug"),), DISAGREED),
    "nobody was shown what is related": (RELATED, (put("duplicate"),), UNKNOWN),
    "nobody was pointed upstream": (UPSTREAM, (put("upstream"),), UNKNOWN),
}


@pytest.mark.parametrize("name", SHADOW)
@pytest.mark.parametrize("mode", [Mode.SHADOW, Mode.SUGGEST])
def test_what_people_did_where_nothing_was_done_judges_it(name: str, mode: Mode) -> None:
    what, rows, expected = SHADOW[name]

    assert judged(decided(what, mode=mode), *rows, ours=[decided(ASK_LABEL, mode=mode)]) is expected


def test_until_its_time_is_over_what_nobody_judged_is_pending() -> None:
    assert judged(decided(KIND), OURS, days=13) is PENDING
    assert judged(decided(KIND), OURS, days=14) is UNKNOWN
    assert judged(decided(KIND), OURS, did(Kind.GONE), days=2) is UNKNOWN
    assert judged(decided(REGRESSION, mode=Mode.SHADOW), put("bug"), days=13) is PENDING


def test_what_github_refused_is_judged_as_if_it_had_not_been_tried() -> None:
    case = decided(KIND)
    past = Past([SPOKE], [case], {})

    assert outcome(case, past, AT + timedelta(days=30)) is UNKNOWN


def test_a_programs_account_is_no_person() -> None:
    assert judged(decided(KIND), took("bug"), machines=[ANN]) is UNKNOWN


def test_an_answer_ticks_an_item_or_clears_the_list() -> None:
    ticked = decided((*ASK[:2], ASK[2]), 30, text="☑ **Version**")
    cleared = decided((ASK[0], "section-cleared", ASK[2]), 40)

    assert judged(decided(ASK), ours=[ticked]) is AGREED
    assert judged(decided(ASK), ours=[cleared]) is AGREED
    assert judged(decided(ASK), took("needs-info"), ours=[decided(ASK_LABEL), cleared]) is DISAGREED


def test_a_report_that_was_mended_agrees_with_the_note() -> None:
    cleared = decided((CLASH[0], "section-cleared", CLASH[2]), 40)

    assert judged(decided(CLASH), ours=[cleared]) is AGREED


@pytest.mark.parametrize("what", [KIND, ASK, RELATED, UPSTREAM, CLASH, BACK, QUIET])
def test_undo_disagrees(what: tuple[str, str, str]) -> None:
    case = decided(what)

    assert judged(case, back={case.effect: after(3)}) is DISAGREED


@pytest.mark.parametrize("what", [RELATED, UPSTREAM, CLASH, ASK])
def test_a_maintainers_thumb_down_counts_only_against_what_stood_alone(
    what: tuple[str, str, str],
) -> None:
    other = decided(("somebody", "section-set", "else"))
    gone = decided(("somebody", "section-cleared", "else"), 1)
    away = decided(AWAY, 5)

    assert judged(decided(what), ours=[away]) is DISAGREED
    assert judged(decided(what), ours=[other, away]) is UNKNOWN
    assert judged(decided(what), ours=[other, gone, away]) is DISAGREED


def test_thumbs_of_those_who_showed_that_they_may_triage_count_and_no_others() -> None:
    down = did(Kind.REACTED, "-1", 5)
    up = did(Kind.REACTED, "+1", 5)
    elsewhere = did(Kind.ASSIGNED, hours=-30)

    assert judged(decided(RELATED), down) is UNKNOWN
    assert judged(decided(RELATED), elsewhere, down) is DISAGREED
    assert judged(decided(RELATED), elsewhere, up) is AGREED
    assert judged(decided(KIND, mode=Mode.SUGGEST), elsewhere, up) is AGREED
    assert judged(decided(KIND, mode=Mode.SHADOW), elsewhere, up) is UNKNOWN


def test_labels_that_went_with_everything_else_say_nothing() -> None:
    both = [decided((KIND[0], "section-set", "kind")), decided(RELATED), decided(AWAY, 5)]

    assert judged(decided(KIND), OURS, SPOKE, ours=both) is UNKNOWN
    assert judged(decided(KIND), took("bug", 3), ours=both) is DISAGREED


def test_the_label_that_says_we_were_wrong_counts_against_who_acted() -> None:
    wrong = put(MISTAKE, 10)

    assert judged(decided(KIND), wrong, SPOKE) is DISAGREED
    assert judged(decided(KIND), wrong, SPOKE, ours=[decided(RELATED)]) is UNKNOWN
    assert judged(decided(KIND, mode=Mode.SHADOW), wrong, put("bug")) is AGREED


def test_a_decision_that_was_made_again_is_one_case() -> None:
    first, again = decided(KIND, mode=Mode.SHADOW), decided(KIND, 5)
    section = decided((KIND[0], "section-set", "kind"))
    refused = Decided("x", 6, *AREA, {}, AT, Mode.ACT, False, "undoes_human")

    assert cases([first, section, again, refused, decided(("gone", "label-added", "x"))]) == [first]
    assert ends_at(first) == AT + timedelta(days=14)


rows = st.builds(
    did,
    st.sampled_from(Kind),
    st.sampled_from(("", "bug", "needs-info", "module: cache", "regression", "-1", "+1", MISTAKE)),
    st.floats(-50, 900),
    st.sampled_from((ANN, BEN, ROBOT, None)),
    st.sampled_from(Role),
    st.sampled_from(("", "MEMBER")),
)
doings = st.builds(
    decided,
    st.sampled_from((KIND, AREA, REGRESSION, EMPTY, ASK, ASK_LABEL, RELATED, CLASH, QUIET, AWAY)),
    st.floats(0, 900),
    st.sampled_from((Mode.ACT, Mode.SHADOW, Mode.SUGGEST)),
)


@given(doings, st.lists(rows, max_size=12), st.lists(doings, max_size=6))
def test_what_came_after_its_time_changes_nothing_and_all_is_judged_in_the_end(
    case: Decided, done: list[Activity], ours: list[Decided]
) -> None:
    in_time = [row for row in done if row.at <= ends_at(case)]

    found = judged(case, *done, ours=ours)

    assert found is judged(case, *in_time, ours=ours)
    assert found is not PENDING
    assert case.reason in AS_IF_DONE
