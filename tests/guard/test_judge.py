from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.guard import REASONS, Budget, Counts, Situation, judge
from bot.guard.rules import TOO_OLD
from bot.parsing.markers import marker
from bot.vocabulary.actions import (
    Action,
    AddLabel,
    ClearSection,
    KeepQuiet,
    LeaveAlone,
    LookAgain,
    MinimizeComment,
    Mode,
    MuteThread,
    Proposal,
    React,
    RemoveLabel,
    ReportPrivately,
    SetSection,
    SwitchOff,
    TakeBack,
    TellSecurityRole,
    Unmute,
    Waive,
    Welcome,
)
from bot.vocabulary.config import CloseConfigIssue
from bot.vocabulary.issues import RepositoryLabels
from tests.guard.situations import (
    ALL_WELL,
    CAPABILITY,
    MAINTAINER,
    NOW,
    OTHER_BOT,
    THREAD,
    US,
    change,
    comment,
    proposal,
    situation,
)

ADD = AddLabel(THREAD, "needs-info")
REMOVE = RemoveLabel(THREAD, "needs-info")
ASK = SetSection(THREAD, "missing-information", "☐ **Version**")
JOIN = SetSection(THREAD, "notes", "A note.", opens=False)
CLEAR = ClearSection(THREAD, "missing-information")
FOLD = MinimizeComment(THREAD)
THANK = React(THREAD, 9, "+1")
LOOK = LookAgain(THREAD, NOW + timedelta(days=1), "the grace period")
MUTE = MuteThread(THREAD)
QUIET = KeepQuiet(THREAD)
REPORT = ReportPrivately(THREAD, "security@example.org")
REPORT_AT_GITHUB = ReportPrivately(THREAD, None)
TELL = TellSecurityRole(THREAD)
HAND_OVER = situation(has_mail=True, has_security_role=True)

SAYS: dict[str, Any] = {
    "comment_stands": True,
    "sections": {"missing-information": "☐ **Version**"},
}
LABELED: dict[str, Any] = {
    "labels": frozenset({"needs-info"}),
    "label_history": (change("needs-info", US, added=True),),
}
OUR_LABEL = situation(issue=LABELED)
OUR_COMMENT = situation(**SAYS)
VISIBLE: tuple[tuple[Action, Situation], ...] = (
    (ADD, ALL_WELL),
    (REMOVE, OUR_LABEL),
    (ASK, ALL_WELL),
    (JOIN, OUR_COMMENT),
    (CLEAR, OUR_COMMENT),
    (FOLD, OUR_COMMENT),
    (THANK, ALL_WELL),
)
IN_SHADOW_OF_NOBODY = (ADD, ASK, THANK, JOIN)
"""Actions that add something; the others take back what is ours."""

seen: set[str] = set()


def reason(action: Action, now: Situation) -> str:
    (verdict,) = judge([proposal(action)], now)
    assert verdict.allowed == (verdict.reason == "allowed")
    seen.add(verdict.reason)
    return verdict.reason


@pytest.mark.parametrize(("action", "now"), VISIBLE, ids=lambda v: type(v).__name__)
def test_what_nothing_speaks_against_is_allowed(action: Action, now: Situation) -> None:
    assert reason(action, now) == "allowed"


OLD: dict[str, Any] = {"created_at": NOW - TOO_OLD - timedelta(seconds=1)}
ELSE = SetSection(THREAD, "missing-information", "☑ **Version**")
AGAINST: tuple[tuple[str, Action, Situation, Situation], ...] = (
    # reason, action, where it is refused, and what little makes it allowed
    ("already_true", ADD, situation(issue={"labels": frozenset({"needs-info"})}), ALL_WELL),
    ("already_true", REMOVE, ALL_WELL, OUR_LABEL),
    ("already_true", ASK, OUR_COMMENT, situation(comment_stands=True)),
    ("already_true", CLEAR, situation(comment_stands=True), OUR_COMMENT),
    ("already_true", FOLD, situation(OUR_COMMENT, comment_is_minimized=True), OUR_COMMENT),
    ("already_true", FOLD, ALL_WELL, OUR_COMMENT),
    ("already_true", THANK, situation(done={("reaction", "9:+1"): 1}), ALL_WELL),
    (
        "already_true",
        React(THREAD, None, "eyes"),
        situation(done={("reaction", "thread:eyes"): 1}),
        situation(done={("reaction", "9:eyes"): 1}),
    ),
    (
        "undoes_human",
        ADD,
        situation(
            issue={
                "label_history": (
                    change("needs-info", US, added=True),
                    change("needs-info", MAINTAINER, added=False),
                )
            }
        ),
        situation(
            issue={
                "label_history": (
                    change("needs-info", US, added=True),
                    change("needs-info", US, added=False),
                    change("bug", MAINTAINER, added=False),
                )
            }
        ),
    ),
    (
        "undoes_human",
        ADD,
        situation(issue={"label_history": (change("needs-info", None, added=False),)}),
        ALL_WELL,
    ),
    (
        "undoes_human",
        REMOVE,
        situation(
            issue=LABELED
            | {
                "label_history": (
                    change("needs-info", US, added=True),
                    change("needs-info", US, added=False),
                    change("needs-info", MAINTAINER, added=True),
                )
            }
        ),
        OUR_LABEL,
    ),
    (
        "undoes_human",
        REMOVE,
        situation(issue={"labels": frozenset({"needs-info"})}),  # set with the issue itself
        OUR_LABEL,
    ),
    ("undoes_human", ASK, situation(comment_is_theirs=True), ALL_WELL),
    ("undoes_human", ELSE, situation(OUR_COMMENT, comment_is_theirs=True), OUR_COMMENT),
    (
        "undoes_human",
        ELSE,
        situation(OUR_COMMENT, comment_is_minimized=True),
        situation(OUR_COMMENT, comment_is_minimized=True, folded_by_us=True),
    ),
    (
        "flip_flop",
        ADD,
        situation(done={("label-added", "needs-info"): 2}),
        situation(done={("label-added", "needs-info"): 1, ("label-added", "bug"): 5}),
    ),
    (
        "flip_flop",
        ASK,
        situation(done={("comment", "open"): 2}),
        situation(done={("comment", "open"): 1}),
    ),
    (
        "other_bot",
        ADD,
        situation(issue={"label_history": (change("needs-info", OTHER_BOT, added=False),)}),
        situation(issue={"label_history": (change("bug", OTHER_BOT, added=True),)}),
    ),
    ("too_old", ADD, situation(issue=OLD), situation(issue=OLD, comment_stands=True)),
    ("too_old", ASK, situation(issue=OLD), situation(issue=OLD, comment_stands=True)),
    (
        "thread_budget",
        ELSE,
        situation(OUR_COMMENT, done={("comment", "edit"): 20}),
        situation(OUR_COMMENT, done={("comment", "edit"): 19}),
    ),
    (
        "thread_budget",
        ELSE,
        situation(OUR_COMMENT, done={("comment", "edit"): 1}, budget=Budget(edits_a_thread=1)),
        situation(OUR_COMMENT, done={("comment", "edit"): 0}, budget=Budget(edits_a_thread=1)),
    ),
    (
        "repository_budget",
        ASK,
        situation(counts=Counts(1000, 10, 10)),
        situation(counts=Counts(1000, 10, 9)),
    ),
    (
        "noise_budget",
        ASK,
        situation(counts=Counts(threads_opened_30_days=40, comments_opened_30_days=13)),
        situation(counts=Counts(threads_opened_30_days=40, comments_opened_30_days=12)),
    ),
    (
        "noise_budget",
        ASK,
        situation(counts=Counts(0, 3)),
        situation(counts=Counts(0, 2)),
    ),
    (
        "person_budget",
        ASK,
        situation(counts=Counts(comments_to_author_7_days=3)),
        situation(counts=Counts(comments_to_author_7_days=2)),
    ),
    (
        "label_missing",
        ADD,
        situation(labels=RepositoryLabels(frozenset({"bug", "Needs-Info"}))),
        ALL_WELL,
    ),
    ("no_comment_to_join", JOIN, ALL_WELL, OUR_COMMENT),
    ("not_open", ADD, situation(issue={"is_open": False}), ALL_WELL),
    ("not_open", ASK, situation(issue={"is_open": False}), ALL_WELL),
    ("not_open", ELSE, situation(OUR_COMMENT, issue={"is_open": False}), OUR_COMMENT),
)


@pytest.mark.parametrize(
    ("expected", "action", "refused", "allowed"),
    AGAINST,
    ids=[f"{n}-{r}-{type(a).__name__}" for n, (r, a, _x, _y) in enumerate(AGAINST)],
)
def test_each_rule_refuses_with_its_reason_and_nothing_beyond(
    expected: str, action: Action, refused: Situation, allowed: Situation
) -> None:
    assert reason(action, refused) == expected
    assert reason(action, allowed) == "allowed"


@pytest.mark.parametrize(("action", "now"), VISIBLE, ids=lambda v: type(v).__name__)
@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        ("watched", {"watched": True}),
        ("no_organisation", {"organisation_named": False}),
        ("archived", {"archived": True}),
        ("missing_permission", {"permissions": {"issues": "read", "pull_requests": "write"}}),
        ("missing_permission", {"permissions": {}}),
        ("locked", {"issue": {"is_locked": True}}),
        ("too_early", {"first_look_at": NOW + timedelta(seconds=1)}),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_some_things_forbid_every_visible_action(
    action: Action, now: Situation, expected: str, changes: dict[str, Any]
) -> None:
    assert reason(action, situation(now, **changes)) == expected


@pytest.mark.parametrize(("action", "now"), VISIBLE, ids=lambda v: type(v).__name__)
@pytest.mark.parametrize(
    ("unwanted", "changes"),
    [
        ("muted", {"muted": True}),
        ("opted_out", {"opted_out": True}),
        ("sensitive", {"sensitive": True}),
        (
            "other_linchpin",
            {"issue": {"comments": (comment(OTHER_BOT, f"Hello\n{marker(['x'])}"),)}},
        ),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_where_linchpin_is_not_wanted_it_only_takes_back(
    action: Action, now: Situation, unwanted: str, changes: dict[str, Any]
) -> None:
    expected = unwanted if action in IN_SHADOW_OF_NOBODY else "allowed"

    assert reason(action, situation(now, **changes)) == expected


def test_a_pull_request_needs_the_permission_of_pull_requests() -> None:
    now = situation(issue={"is_pull_request": True}, permissions={"issues": "write"})

    assert reason(ADD, now) == "missing_permission"
    assert reason(ADD, situation(now, permissions={"pull_requests": "write"})) == "allowed"


@pytest.mark.parametrize(("action", "now"), VISIBLE, ids=lambda v: type(v).__name__)
def test_what_github_refused_is_not_asked_again_the_same_day(
    action: Action, now: Situation
) -> None:
    effects = {
        ADD: ("label-added", "needs-info"),
        REMOVE: ("label-removed", "needs-info"),
        ASK: ("comment", "living"),
        JOIN: ("comment", "living"),
        CLEAR: ("comment", "living"),
        FOLD: ("comment", "minimize"),
        THANK: ("reaction", "9:+1"),
    }
    others = frozenset(effects.values()) - {effects[action]}

    assert reason(action, situation(now, refused=frozenset({effects[action]}))) == "refused_before"
    assert reason(action, situation(now, refused=others)) == "allowed"


@pytest.mark.parametrize("author", [MAINTAINER, US, None])
def test_only_another_bot_with_the_marker_is_another_linchpin(author: Any) -> None:
    copied = comment(author, f"> Hello\n{marker(['missing-information'])}")

    assert reason(ADD, situation(issue={"comments": (copied,)})) == "allowed"
    for said in ("I am a bot.", f"> Hello\n> {marker(['missing-information'])}"):
        chatter = comment(OTHER_BOT, said)
        assert reason(ADD, situation(issue={"comments": (chatter,)})) == "allowed"


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (Mode.OFF, "off"),
        (Mode.SHADOW, "shadow"),
        (Mode.SUGGEST, "suggested"),
        (Mode.ACT, "allowed"),
    ],
)
def test_the_mode_speaks_last(mode: Mode, expected: str) -> None:
    assert reason(ADD, situation(modes={CAPABILITY: mode})) == expected
    (verdict,) = judge([proposal(ADD)], situation(modes={CAPABILITY: mode}, archived=True))
    assert verdict.reason == ("off" if mode is Mode.OFF else "archived")
    assert verdict.mode is mode


def test_a_capability_nobody_set_is_in_shadow() -> None:
    assert reason(ADD, situation(modes={})) == "shadow"


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("action", [LOOK, MUTE])
def test_what_nobody_sees_needs_no_leave_but_to_be_switched_on(action: Action, mode: Mode) -> None:
    now = situation(
        modes={CAPABILITY: mode},
        archived=True,
        muted=True,
        permissions={},
        organisation_named=False,
    )

    assert reason(action, now) == ("off" if mode is Mode.OFF else "allowed")


def test_opposite_proposals_both_fall_and_leave_the_others_alone() -> None:
    other = AddLabel(THREAD, "bug")
    wants: list[Action] = [ADD, REMOVE, ASK, CLEAR, other, THANK]

    verdicts = judge([proposal(action) for action in wants], ALL_WELL)

    reasons = [v.reason for v in verdicts]
    seen.update(reasons)
    assert reasons == ["contradiction"] * 4 + ["unexplained", "allowed"]
    assert [v.proposal.action for v in verdicts] == wants


@pytest.mark.parametrize("mode", [Mode.SHADOW, Mode.SUGGEST, Mode.ACT])
def test_a_label_whose_comment_may_not_be_opened_is_not_put_on_either(mode: Mode) -> None:
    asked_often = situation(
        counts=Counts(comments_to_author_7_days=3),
        modes={CAPABILITY: mode, "another": Mode.ACT},
    )
    other = replace(proposal(AddLabel(THREAD, "bug")), capability="another")

    verdicts = judge([proposal(ADD), proposal(ASK), other], asked_often)

    seen.update(v.reason for v in verdicts)
    assert [v.reason for v in verdicts] == ["unexplained", "person_budget", "allowed"]


def test_a_label_goes_with_a_comment_that_says_it_already_or_with_none_to_join() -> None:
    said = judge([proposal(ADD), proposal(ASK)], OUR_COMMENT)
    beside = judge([proposal(ADD), proposal(JOIN)], ALL_WELL)

    assert [v.reason for v in said] == ["allowed", "already_true"]
    assert [v.reason for v in beside] == ["allowed", "no_comment_to_join"]


@pytest.mark.parametrize(
    ("opener", "joiner", "expected"),
    [
        (Mode.ACT, Mode.ACT, ["allowed", "allowed"]),
        (Mode.ACT, Mode.SHADOW, ["shadow", "allowed"]),
        (Mode.SHADOW, Mode.SHADOW, ["shadow", "shadow"]),
        (Mode.SHADOW, Mode.ACT, ["no_comment_to_join", "shadow"]),
    ],
)
def test_what_opens_no_comment_joins_the_one_that_is_opened_beside_it(
    opener: Mode, joiner: Mode, expected: list[str]
) -> None:
    modes = {CAPABILITY: opener, "another": joiner}
    other = replace(proposal(JOIN), capability="another")

    verdicts = judge([other, proposal(ASK)], situation(modes=modes))

    assert [v.reason for v in verdicts] == expected


@pytest.mark.parametrize("wants", [[], [ASK]])
def test_nothing_is_told_of_a_label_that_is_not_put_on(wants: list[Action]) -> None:
    told = replace(proposal(JOIN), capability="another")
    label = replace(proposal(AddLabel(THREAD, "missing")), capability="another")
    now = situation(modes={CAPABILITY: Mode.ACT, "another": Mode.ACT}, comment_stands=not wants)

    verdicts = judge([label, told, *map(proposal, wants)], now)

    assert [v.reason for v in verdicts[:2]] == ["label_missing", "label_missing"]


@pytest.mark.parametrize("name", [".", ".."])
def test_a_label_that_no_address_can_name_is_left_alone(name: str) -> None:
    exists = RepositoryLabels(frozenset({name, "..."}))
    worn: dict[str, Any] = {
        "labels": frozenset({name}),
        "label_history": (change(name, US, added=True),),
    }

    assert reason(AddLabel(THREAD, name), situation(labels=exists)) == "label_unsafe"
    assert reason(RemoveLabel(THREAD, name), situation(issue=worn)) == "label_unsafe"
    assert reason(AddLabel(THREAD, "..."), situation(labels=exists)) == "allowed"


def test_two_texts_for_one_section_contradict_and_the_same_twice_does_not() -> None:
    twice = judge([proposal(ASK), proposal(ASK)], ALL_WELL)
    against = judge([proposal(ASK), proposal(ELSE)], ALL_WELL)

    assert [v.reason for v in twice] == ["allowed", "allowed"]
    assert [v.reason for v in against] == ["contradiction", "contradiction"]


def test_what_is_said_privately_needs_whom_to_say_it_to() -> None:
    assert (reason(REPORT, HAND_OVER), reason(TELL, HAND_OVER)) == ("allowed", "allowed")
    assert reason(REPORT, situation(HAND_OVER, has_mail=False)) == "no_mail"
    assert reason(TELL, situation(HAND_OVER, has_security_role=False)) == "no_security_role"
    assert reason(TELL, situation(HAND_OVER, organisation_named=False)) == "no_organisation"
    refused = frozenset({("private-word", "project")})
    assert reason(REPORT, situation(HAND_OVER, refused=refused)) == "refused_before"
    assert reason(TELL, situation(HAND_OVER, refused=refused)) == "allowed"
    assert reason(REPORT, situation(HAND_OVER, archived=True)) == "archived"
    assert reason(REPORT, situation(HAND_OVER, opted_out=True)) == "opted_out"


WATCHED = situation(HAND_OVER, watched=True, modes={}, permissions={})
AFTERWARDS = situation(HAND_OVER, sensitive=True, done={("thread", "quiet"): 1})


def test_on_watched_repositories_the_organisations_own_people_alone_are_told() -> None:
    assert reason(TELL, WATCHED) == "allowed"
    assert reason(REPORT, WATCHED) == "watched"


@pytest.mark.parametrize(
    ("mode", "told", "reported"),
    [
        (Mode.OFF, "off", "off"),
        (Mode.SHADOW, "shadow", "shadow"),
        (Mode.SUGGEST, "allowed", "suggested"),
        (Mode.ACT, "allowed", "allowed"),
    ],
)
def test_who_is_told_of_what_reads_like_a_vulnerability_follows_the_mode(
    mode: Mode, told: str, reported: str
) -> None:
    now = situation(HAND_OVER, modes={CAPABILITY: mode})

    assert (reason(TELL, now), reason(REPORT, now)) == (told, reported)


@pytest.mark.parametrize(("action", "to"), [(REPORT, "project"), (TELL, "security-role")])
def test_a_private_word_is_said_once_and_on_the_quiet_thread_too(action: Action, to: str) -> None:
    said = {**AFTERWARDS.done, ("private-word", to): 1}

    assert reason(action, AFTERWARDS) == "allowed"
    assert reason(action, situation(AFTERWARDS, done=said)) == "already_true"
    assert reason(action, situation(AFTERWARDS, sensitive=False)) == "undoes_human"


def test_githubs_private_reporting_needs_its_own_permission() -> None:
    granted = {**HAND_OVER.permissions, "repository_advisories": "write"}

    assert reason(REPORT_AT_GITHUB, HAND_OVER) == "missing_permission"
    assert reason(REPORT_AT_GITHUB, situation(HAND_OVER, permissions=granted)) == "allowed"


@pytest.mark.parametrize(
    "action",
    [
        Unmute(THREAD),
        TakeBack(THREAD, "label-added", "bug"),
        Waive(THREAD, "version"),
        SwitchOff(THREAD, "label-the-kind"),
        LeaveAlone(THREAD, MAINTAINER),
        Welcome(THREAD, MAINTAINER),
    ],
    ids=lambda action: type(action).__name__,
)
def test_what_only_people_decide_happens_when_one_of_them_asked_for_it(action: Action) -> None:
    (refused,) = judge([proposal(action)], ALL_WELL)
    (allowed,) = judge([replace(proposal(action), asked=True)], situation(muted=True))
    seen.add(refused.reason)

    assert refused.reason == "not_asked"
    assert allowed.allowed


LOST: dict[str, Any] = {"label_history": (change("needs-info", MAINTAINER, added=False),)}
THEIRS: dict[str, Any] = {
    "labels": frozenset({"needs-info"}),
    "label_history": (change("needs-info", MAINTAINER, added=True),),
}


@pytest.mark.parametrize(
    ("action", "now"),
    [
        (ADD, situation(issue=LOST)),
        (ADD, situation(issue=OLD, muted=True)),
        (ADD, situation(undone=frozenset({("label-added", "needs-info")}))),
        (REMOVE, situation(issue=THEIRS)),
        (ASK, situation(muted=True, opted_out=True, issue={"is_open": False})),
    ],
)
def test_people_who_ask_win_over_what_other_people_did(action: Action, now: Situation) -> None:
    (own,) = judge([proposal(action)], now)
    (asked,) = judge([replace(proposal(action), asked=True)], now)

    assert (own.allowed, asked.allowed) == (False, True)


@pytest.mark.parametrize(
    ("action", "now", "against"),
    [
        (ADD, situation(watched=True), "watched"),
        (ADD, situation(organisation_named=False), "no_organisation"),
        (ADD, situation(archived=True), "archived"),
        (ADD, situation(permissions={}), "missing_permission"),
        (ADD, situation(issue={"is_locked": True}), "locked"),
        (ADD, situation(modes={CAPABILITY: Mode.OFF}), "off"),
        (AddLabel(THREAD, "missing"), ALL_WELL, "label_missing"),
        (ADD, OUR_LABEL, "already_true"),
        (REMOVE, ALL_WELL, "already_true"),
        (AddLabel(THREAD, ".."), ALL_WELL, "label_unsafe"),
        (ASK, situation(OUR_COMMENT, comment_is_theirs=True), "undoes_human"),
        (ASK, OUR_COMMENT, "already_true"),
        (JOIN, ALL_WELL, "no_comment_to_join"),
        (THANK, situation(done={("reaction", "9:+1"): 1}), "already_true"),
    ],
)
def test_asking_does_not_make_everything_possible(
    action: Action, now: Situation, against: str
) -> None:
    (verdict,) = judge([replace(proposal(action), asked=True)], now)

    assert verdict.reason == against


@pytest.mark.parametrize(
    ("action", "effect", "now"),
    [
        (ADD, ("label-added", "needs-info"), ALL_WELL),
        (REMOVE, ("label-removed", "needs-info"), OUR_LABEL),
        (ASK, ("comment", "living"), ALL_WELL),
        (THANK, ("reaction", "9:+1"), ALL_WELL),
    ],
)
def test_what_was_taken_back_does_not_come_again_by_itself(
    action: Action, effect: tuple[str, str], now: Situation
) -> None:
    assert reason(action, now) == "allowed"
    assert reason(action, situation(now, undone=frozenset({effect}))) == "undoes_human"


def test_a_redirect_that_would_be_the_only_one_says_what_the_report_is() -> None:
    quiet, ordinary = "keep-vulnerabilities-quiet", "sort-out-non-issues"
    modes = {quiet: Mode.ACT, ordinary: Mode.ACT}
    said = []
    for capability, redirects in ((quiet, 4), (quiet, 5), (ordinary, 0)):
        now = situation(modes=modes, counts=Counts(redirects_90_days=redirects))
        words = Proposal(SetSection(THREAD, "elsewhere", "Perhaps elsewhere."), capability, "why")
        (verdict,) = judge([words], now)
        seen.add(verdict.reason)
        said.append(verdict.reason)

    assert said == ["would_mark", "allowed", "allowed"]


def test_every_reason_is_reached_by_a_test_of_this_file() -> None:
    seen.clear()
    test_a_label_whose_comment_may_not_be_opened_is_not_put_on_either(Mode.ACT)
    test_a_label_that_no_address_can_name_is_left_alone("..")
    differences: tuple[dict[str, Any], ...] = (
        {"watched": True},
        {"organisation_named": False},
        {"archived": True},
        {"permissions": {}},
        {"muted": True},
        {"opted_out": True},
        {"sensitive": True},
        {"issue": {"is_locked": True}},
        {"first_look_at": NOW + timedelta(seconds=1)},
        {"issue": {"comments": (comment(OTHER_BOT, marker(["x"])),)}},
        {"refused": frozenset({("label-added", "needs-info")})},
        {"modes": {CAPABILITY: Mode.OFF}},
        {"modes": {CAPABILITY: Mode.SUGGEST}},
        {"modes": {}},
    )
    for action, now in VISIBLE:
        reason(action, now)
        for changes in differences:
            reason(action, situation(now, **changes))
    for _expected, action, refused, _allowed in AGAINST:
        reason(action, refused)
    seen.update(v.reason for v in judge([proposal(ADD), proposal(REMOVE)], ALL_WELL))
    test_a_redirect_that_would_be_the_only_one_says_what_the_report_is()
    test_what_is_said_privately_needs_whom_to_say_it_to()
    test_what_only_people_decide_happens_when_one_of_them_asked_for_it(Unmute(THREAD))
    reason(CloseConfigIssue(THREAD, "body"), ALL_WELL)

    assert seen == set(REASONS)


def test_every_reason_is_a_sentence_for_people() -> None:
    for text in REASONS.values():
        assert text[0].isupper()
        assert text.endswith(".")
        assert len(text) < 100


def test_silence_is_kept_in_shadow_too_and_once() -> None:
    shadow = situation(modes={})

    assert reason(QUIET, shadow) == "allowed"
    assert reason(QUIET, situation(sensitive=True)) == "already_true"


def test_a_person_who_took_silence_back_is_not_overruled() -> None:
    assert reason(QUIET, situation(done={("thread", "quiet"): 1})) == "undoes_human"
