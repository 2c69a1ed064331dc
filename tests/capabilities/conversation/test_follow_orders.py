from datetime import timedelta
from typing import Any

import pytest

from bot.capabilities.conversation import follow_orders
from bot.vocabulary.actions import (
    Action,
    AddLabel,
    ClearSection,
    LeaveAlone,
    LookAgain,
    MinimizeComment,
    Mode,
    MuteThread,
    React,
    RemoveLabel,
    SetSection,
    SwitchOff,
    TakeBack,
    Unmute,
    Waive,
    Welcome,
)
from bot.vocabulary.commands import (
    Command,
    DuplicateOf,
    Enough,
    Help,
    HelpWanted,
    Label,
    Misunderstood,
    Mute,
    NotDuplicate,
    Off,
    OptIn,
    OptOut,
    Undo,
    Unlabel,
    Why,
)
from bot.vocabulary.commands import Unmute as UnmuteCommand
from bot.vocabulary.issues import Issue, RepositoryLabels, Sections
from bot.vocabulary.orders import Apply, Doing, Doings, Order, Orders, UndoThis, Withdraw
from tests import builders
from tests.builders import AT, BOT, MAINTAINER, THREAD

COMMENT = 77
OK, NOT_OK = React(THREAD, COMMENT, "+1"), React(THREAD, COMMENT, "confused")
LABELS = RepositoryLabels(frozenset({"bug", "needs-info", "duplicate", "good first issue"}))
SAID = Sections({"missing-information": ("version",), "related": ("3",)})
OURS = builders.issue(
    labels=frozenset({"needs-info", "bug"}),
    label_history=builders.label_changes(("needs-info", True, BOT), ("bug", True, MAINTAINER)),
)


def doing(kind: str, target: str, **changes: Any) -> Doing:
    values = {
        "at": AT,
        "capability": "ask-for-missing-information",
        "why": "the report leaves something out",
        "evidence": ("no answer to 'Version'",),
        "confidence": None,
        "mode": Mode.ACT,
        "decision_id": "d" * 32,
    }
    return Doing(kind, target, **{**values, **changes})


DID = Doings(
    standing=(doing("label-added", "needs-info"), doing("comment", "living")),
    said=(doing("section-set", "missing-information"),),
)


def told(
    *commands: Command | Misunderstood | Apply | Withdraw | UndoThis,
    issue: Issue = OURS,
    said: Sections = SAID,
    did: Doings = DID,
    is_allowed: bool = True,
    comment_id: int | None = COMMENT,
    pages: str = "",
    decides: bool = True,
    written: frozenset[str] = frozenset(),
) -> list[Action]:
    orders = Orders(
        tuple(Order(one, is_allowed, comment_id, decides=decides) for one in commands),
        MAINTAINER,
        "linchpin-rig",
        ("point-at-related-threads", "label-the-kind"),
        written,
        pages,
    )
    found = follow_orders.decide(
        builders.reacted(), issue, orders, did, said, LABELS, follow_orders.Config()
    )
    proposals = list(found)
    assert all(one.asked for one in proposals)
    return [one.action for one in proposals]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (Mute(), [MuteThread(THREAD)]),
        (UnmuteCommand(), [Unmute(THREAD)]),
        (Label(("Bug", "good", "first", "issue")), ["bug", "good first issue"]),
        (Unlabel(("bug",)), [RemoveLabel(THREAD, "bug")]),
        (DuplicateOf(3), ["duplicate"]),
        (NotDuplicate(), [ClearSection(THREAD, "related")]),
        (Off("label-the-kind"), [SwitchOff(THREAD, "label-the-kind")]),
        (OptOut(), [LeaveAlone(THREAD, MAINTAINER)]),
        (OptIn(), [Welcome(THREAD, MAINTAINER)]),
        (
            Enough("version"),
            [Waive(THREAD, "version"), LookAgain(THREAD, AT, "an item was waived")],
        ),
    ],
)
def test_a_command_is_followed_and_acknowledged(command: Command, expected: list[Any]) -> None:
    wanted = [AddLabel(THREAD, one) if isinstance(one, str) else one for one in expected]

    assert told(command) == [*wanted, OK]


def test_undo_takes_back_the_newest_first_and_only_what_stands() -> None:
    label = TakeBack(THREAD, "label-added", "needs-info")
    comment = TakeBack(THREAD, "comment", "living")

    assert told(Undo(None)) == [comment, label, OK]
    assert told(Undo(1)) == [comment, OK]
    assert told(Undo(1), said=Sections({})) == [label, OK]


@pytest.mark.parametrize(
    "history",
    [
        [("needs-info", True, BOT), ("needs-info", False, MAINTAINER)],
        [
            ("needs-info", True, BOT),
            ("needs-info", False, MAINTAINER),
            ("needs-info", True, MAINTAINER),
        ],
    ],
)
def test_undo_leaves_what_a_person_changed_since(history: list[Any]) -> None:
    labels = frozenset({"needs-info"}) if len(history) == 3 else frozenset[str]()
    issue = builders.issue(labels=labels, label_history=builders.label_changes(*history))

    found = told(Undo(None), issue=issue)

    assert TakeBack(THREAD, "label-added", "needs-info") not in found


def test_an_undo_whose_run_died_takes_back_the_same_and_no_more() -> None:
    begun = Doings(standing=DID.standing[:1], begun=(("comment", "living"),))

    assert told(Undo(1), did=begun, said=Sections({})) == [
        TakeBack(THREAD, "comment", "living"),
        OK,
    ]


def test_a_section_that_went_is_explained_no_more() -> None:
    did = Doings(said=DID.said)

    (answer,) = told(Why(), did=did, comment_id=None, said=Sections({"related": ("3",)}))

    assert answer == SetSection(THREAD, "answers", follow_orders.NOTHING_STANDS)


def test_what_the_config_says_is_not_switched_off_by_a_command() -> None:
    reaction, hint = told(Off("label-the-kind"), written=frozenset({"label-the-kind"}))

    assert reaction == NOT_OK
    assert isinstance(hint, SetSection)
    assert '`label-the-kind: {mode: "off"}`' in hint.text


def test_where_nothing_stands_undo_says_so() -> None:
    hint = SetSection(THREAD, "answers", follow_orders.NOTHING_STANDS)

    assert told(Undo(None), did=Doings(), said=Sections({})) == [NOT_OK, hint]


def test_a_maintainers_thumb_down_takes_everything_back_and_mutes() -> None:
    assert told(Withdraw(), comment_id=None) == [
        TakeBack(THREAD, "comment", "living"),
        TakeBack(THREAD, "label-added", "needs-info"),
        MinimizeComment(THREAD, "RESOLVED"),
        MuteThread(THREAD),
    ]


def test_a_thumb_down_does_not_end_the_silence_about_a_vulnerability() -> None:
    quiet = Doings(standing=(*DID.standing, doing("thread", "quiet")))

    assert TakeBack(THREAD, "thread", "quiet") not in told(Withdraw(), did=quiet, comment_id=None)
    assert TakeBack(THREAD, "thread", "quiet") in told(Undo(None), did=quiet)


def test_a_thumb_up_applies_the_suggested_labels_and_nothing_else() -> None:
    shown = Sections({**SAID.remembered, "suggestions": ("bug",)})

    assert told(Apply(), comment_id=None) == []
    assert told(Apply(), comment_id=None, said=shown) == [
        AddLabel(THREAD, "bug"),
        ClearSection(THREAD, "suggestions"),
    ]


def test_who_may_not_decide_is_told_by_a_reaction_alone() -> None:
    assert told(Undo(None), Mute(), is_allowed=False) == [NOT_OK]
    assert told(Withdraw(), is_allowed=False, comment_id=None) == []


def test_what_is_no_command_gets_one_hint_however_much_of_it_there_is() -> None:
    found = told(Misunderstood("mut", "Write `/linchpin mute`."), Label(("bugg",)))

    assert found == [NOT_OK, SetSection(THREAD, "answers", "Write `/linchpin mute`.")]


def test_a_label_that_is_not_there_is_named_with_the_nearest_one() -> None:
    _reaction, hint = told(Label(("bugg",)))

    assert isinstance(hint, SetSection)
    assert hint.text == "There is no label *bugg* here. Did you mean *bug*?"


def test_an_ask_for_help_does_not_end_in_silence() -> None:
    _reaction, hint = told(HelpWanted())

    assert isinstance(hint, SetSection)
    assert "nobody was asked" in hint.text


def test_who_opened_the_thread_takes_no_label_of_a_maintainer_off() -> None:
    marked = builders.issue(
        labels=frozenset({"duplicate"}),
        label_history=builders.label_changes(("duplicate", True, MAINTAINER)),
    )

    assert told(NotDuplicate(), issue=marked, decides=False) == [
        ClearSection(THREAD, "related"),
        OK,
    ]
    assert RemoveLabel(THREAD, "duplicate") in told(NotDuplicate(), issue=marked)


def test_for_who_does_not_decide_no_comment_is_opened() -> None:
    none = Sections({})

    assert told(Help(), decides=False, said=none) == [NOT_OK]
    assert told(Why(), decides=False, said=none) == [NOT_OK]
    (_reaction, hint) = told(Misunderstood("mut", "Write."), decides=False, said=none)
    assert hint == SetSection(THREAD, "answers", "Write.", opens=False)
    (answer, reaction) = told(Help(), decides=False)
    assert isinstance(answer, SetSection)
    assert (answer.opens, reaction) == (False, OK)
    (answer, _reaction) = told(Help(), said=none)
    assert isinstance(answer, SetSection)
    assert answer.opens


def test_of_several_answers_the_last_stands() -> None:
    found = told(Help(), Why())

    answers = [one for one in found if isinstance(one, SetSection)]
    assert len(answers) == 1
    assert answers[0].text.startswith("Why:")


def test_why_names_rule_evidence_and_confidence_with_a_link_where_there_are_pages() -> None:
    did = Doings(standing=(doing("label-added", "bug", confidence=0.93, evidence=("@ann <b>",)),))

    (answer,) = told(Why(), did=did, comment_id=None, pages="https://bot.example.com/why/")

    assert isinstance(answer, SetSection)
    assert "*label bug*: the report leaves something out" in answer.text
    assert "93% sure" in answer.text
    assert f"(https://bot.example.com/why/{'d' * 32})" in answer.text
    assert "@ann" not in answer.text
    assert "<b>" not in answer.text


def test_nothing_is_looked_at_again_before_the_order_was_given() -> None:
    (_waive, again, _reaction) = told(Enough())

    assert isinstance(again, LookAgain)
    assert again.at - AT <= timedelta(0)


def test_one_effect_is_taken_back_and_only_while_it_stands() -> None:
    def undone(kind: str, target: str, issue: Issue = OURS) -> list[Action]:
        return told(UndoThis(kind, target), issue=issue, comment_id=None)

    assert undone("label-added", "needs-info") == [TakeBack(THREAD, "label-added", "needs-info")]
    assert undone("comment", "living") == [TakeBack(THREAD, "comment", "living")]
    assert undone("label-added", "bug") == [], "a person put it on"
    assert undone("thread", "quiet") == [], "it did nothing of the kind"
    assert undone("label-added", "needs-info", builders.issue()) == [], "it is off already"
    assert told(UndoThis("comment", "living"), is_allowed=False, comment_id=None) == []
