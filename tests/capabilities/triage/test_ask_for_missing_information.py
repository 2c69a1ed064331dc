from collections.abc import Mapping
from typing import Any

import pytest

from bot.capabilities.triage import ask_for_missing_information as capability
from bot.capabilities.triage.ask_for_missing_information import CAPABILITY, INTRO, OUTRO, Config
from bot.vocabulary.actions import (
    Action,
    AddLabel,
    ClearSection,
    Proposal,
    RemoveLabel,
    SetSection,
)
from bot.vocabulary.forms import RepositoryForms
from bot.vocabulary.issues import Issue, RepositoryLabels, Sections
from bot.vocabulary.orders import Waived
from bot.vocabulary.people import Person
from tests import builders
from tests.builders import BOT, MAINTAINER, SOMEBODY, THREAD

FORMS = builders.forms(
    builders.form(
        builders.field("What happened?"),
        builders.field("Version", placeholder="engine --version"),
        builders.field("Relevant log output", render="shell"),
        builders.field("Anything else?", required=False),
    )
)
WHAT = "The server stops answering after the second request."
COMPLETE = {
    "What happened?": WHAT,
    "Version": "1.4.2",
    "Relevant log output": "```shell\nRuntimeError: queue is full\n```",
    "Anything else?": "_No response_",
}
HOLED = COMPLETE | {"Version": "_No response_", "Relevant log output": "```shell\n\n```"}
LABELS = RepositoryLabels(frozenset({"bug", "needs-info"}))
ASKED = Sections({"missing-information": ("version", "relevant log output")})
NOTHING_WAIVED = Waived()
NOTHING_ASKED, DEFAULTS = Sections({}), Config()
OUR_LABEL = builders.label_changes(("needs-info", True, BOT))
SECTION = f"""{INTRO}

☐ **Version**: the exact version or commit{"  "}
☐ **Relevant log output**: as text, so that it can be searched; a picture cannot{"  "}

{OUTRO}"""


def decide(
    issue: Issue,
    sections: Sections = NOTHING_ASKED,
    *,
    forms: RepositoryForms = FORMS,
    labels: RepositoryLabels = LABELS,
    waived: Waived = NOTHING_WAIVED,
    config: Config = DEFAULTS,
) -> list[Proposal]:
    event = builders.opened()
    return list(capability.decide(event, issue, forms, labels, sections, waived, config))


def actions(*given: Any, **named: Any) -> list[Action]:
    return [proposal.action for proposal in decide(*given, **named)]


def written(answers: Mapping[str, str], **changes: Any) -> Issue:
    return builders.issue(builders.written(answers), **changes)


def items(*given: Any, **named: Any) -> list[str]:
    """The lines of the list."""
    texts = [a.text for a in actions(*given, **named) if isinstance(a, SetSection)]
    return [line for text in texts for line in text.splitlines() if line[:1] in ("☐", "☑")]


def test_what_is_left_out_is_asked_for_in_one_list_and_labelled() -> None:
    why, evidence = capability.WHY, ("no answer to 'Version'", "no answer to 'Relevant log output'")

    assert decide(written(HOLED)) == [
        Proposal(
            SetSection(
                THREAD,
                "missing-information",
                SECTION,
                remember=("version", "relevant log output"),
            ),
            CAPABILITY,
            why,
            evidence,
        ),
        Proposal(AddLabel(THREAD, "needs-info"), CAPABILITY, why, evidence),
    ]


@pytest.mark.parametrize(
    "answers",
    [
        COMPLETE,
        COMPLETE
        | {"What happened?": "Crash.", "Version": "main", "Relevant log output": "SIGSEGV"},
        COMPLETE | {"What happened?": "崩溃", "Version": "最新版", "Relevant log output": "见附件"},
        COMPLETE | {"Version": "latest", "Relevant log output": "[run](https://x.example/a.log)"},
        COMPLETE | {"What happened?": "![what I see](https://x.example/a.png)"},
        {"What happened?": f"{WHAT}\n\n#### Version\n\n1.4.2", "Relevant log output": "x: error 3"},
        HOLED | {"What happened?": "With v1.4 I get\n```\nRuntimeError: queue is full\n```"},
    ],
)
def test_a_complete_report_gets_nothing_however_terse(answers: Mapping[str, str]) -> None:
    assert decide(written(answers)) == []


@pytest.mark.parametrize(
    "version",
    [
        "",
        "_No response_",
        "N/A",
        "none",
        "-",
        "…",
        "<!-- here -->",
        "engine --version",
        "无",
        "TBD",
    ],
)
def test_words_that_say_nothing_are_no_answer(version: str) -> None:
    assert items(written(COMPLETE | {"Version": version})) == [
        "☐ **Version**: the exact version or commit  "
    ]


def test_a_picture_of_a_log_is_no_log() -> None:
    picture = COMPLETE | {"Relevant log output": "![log](https://x.example/log.png)"}

    assert items(written(picture)) == [
        "☐ **Relevant log output**: as text, so that it can be searched; a picture cannot  "
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"is_pull_request": True},
        {"is_open": False},
        {"author": None},
        {"author": Person(15, "some-app", "Bot")},
        {"association": "MEMBER"},
        {"association": "OWNER"},
        {"comments": (builders.comment("Which version?", MAINTAINER),)},
        {
            "label_history": builders.label_changes(
                ("needs-info", True, BOT), ("needs-info", False, BOT)
            )
        },
        {"label_history": builders.label_changes(("needs-info", False, MAINTAINER))},
    ],
    ids=[
        "pull request",
        "closed",
        "ghost author",
        "bot author",
        "member",
        "owner",
        "a maintainer spoke",
        "asked before",
        "label taken off",
    ],
)
def test_it_keeps_quiet(changes: dict[str, Any]) -> None:
    assert decide(written(HOLED, **changes)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It does not work.",
        "🔥" * 65_536,
        "### Something\n\nelse\n\n### Entirely\n\n_No response_\n",
        "```\n" + builders.written(HOLED) + "\n",
        "> " + builders.written(HOLED).replace("\n", "\n> "),
        "### ماذا حدث\n\nتعطل الخادم\n",
    ],
    ids=["empty", "blank", "emoji", "another form", "open fence", "quoted", "right to left"],
)
def test_a_report_without_the_forms_headings_is_left_alone(text: str) -> None:
    # An open fence is taken for words: its headings are the form's, so it alone is asked.
    expected = 2 if text.startswith("```") else 0
    assert len(items(builders.issue(text))) == expected


def test_a_report_pasted_into_a_code_block_is_read_there() -> None:
    complete = f"```\n{builders.written(COMPLETE).replace('```shell', '').replace('```', '')}\n```"

    assert decide(builders.issue(complete)) == []


def test_line_ends_of_windows_change_nothing() -> None:
    body = builders.written(HOLED)

    assert decide(builders.issue(body.replace("\n", "\r\n"))) == decide(builders.issue(body))


def test_an_edit_ticks_its_item_and_the_rest_stays_open() -> None:
    half = written(HOLED | {"Version": "1.4.2"}, labels={"needs-info"}, label_history=OUR_LABEL)

    assert items(half, ASKED) == [
        "☑ **Version**  ",
        "☐ **Relevant log output**: as text, so that it can be searched; a picture cannot  ",
    ]


@pytest.mark.parametrize(
    "replies",
    [
        ["It is 1.4.2, and it says\n\n```\nRuntimeError: queue is full\n```"],
        ["Version: 1.4.2", "Relevant log output: nothing but `RuntimeError: queue is full`"],
        ["> ☐ **Version**: the exact version or commit\n\nmain\n\n"
         "> ☐ **Relevant log output**: as text, so that it can be searched\n\nit prints no words"],
        ["### Version\n\nlatest\n\n### Relevant log output\n\nsee above"],
    ],
    ids=["in words", "labelled", "below quotes", "below headings"],
)  # fmt: skip
def test_replies_complete_the_list_and_everything_goes(replies: list[str]) -> None:
    comments = tuple(builders.comment(text) for text in replies)
    issue = written(
        HOLED, comments=comments, labels=frozenset({"needs-info"}), label_history=OUR_LABEL
    )

    assert actions(issue, ASKED) == [
        ClearSection(THREAD, "missing-information"),
        RemoveLabel(THREAD, "needs-info"),
    ]


@pytest.mark.parametrize(
    "reply",
    [
        builders.comment("ok"),
        builders.comment("Please tell 1.4.2 or 1.5.0, RuntimeError: or not?", MAINTAINER),
        builders.comment("v1.4.2 RuntimeError: queue is full", BOT),
        builders.comment("> ☐ **Version**: the exact version or commit"),
        builders.comment("v1.4.2 RuntimeError: queue is full", None),
    ],
    ids=["a nod", "a maintainer", "ourselves", "a bare quote", "a ghost"],
)
def test_what_answers_nothing_leaves_the_list_as_it_is(reply: Any) -> None:
    issue = written(HOLED, comments=(reply,), labels=frozenset({"needs-info"}))

    assert actions(issue, ASKED) == [
        SetSection(
            THREAD, "missing-information", SECTION, remember=("version", "relevant log output")
        )
    ]


def test_somebody_with_the_same_trouble_may_answer() -> None:
    answer = builders.comment("v1.4.2 here: RuntimeError: queue is full", SOMEBODY)

    assert actions(written(HOLED, comments=(answer,)), ASKED) == [
        ClearSection(THREAD, "missing-information")
    ]


def test_a_label_that_a_person_took_off_ends_the_list() -> None:
    history = builders.label_changes(("needs-info", True, BOT), ("needs-info", False, MAINTAINER))

    assert actions(written(HOLED, label_history=history), ASKED) == [
        ClearSection(THREAD, "missing-information")
    ]


def test_a_label_of_ours_goes_even_where_the_comment_was_refused() -> None:
    issue = written(COMPLETE, labels=frozenset({"needs-info"}), label_history=OUR_LABEL)

    assert actions(issue) == [RemoveLabel(THREAD, "needs-info")]


def test_a_label_that_a_person_put_on_stays() -> None:
    history = builders.label_changes(("needs-info", True, MAINTAINER))

    assert decide(written(COMPLETE, labels=frozenset({"needs-info"}), label_history=history)) == []


def test_a_thread_longer_than_anybody_reads_is_left_alone() -> None:
    short, long = (
        written(HOLED, comments=(builders.comment("x" * size, builders.REPORTER),))
        for size in (capability.TOO_LONG - 1_000, capability.TOO_LONG)
    )

    assert [bool(actions(issue, ASKED)) for issue in (short, long)] == [True, False]


@pytest.mark.parametrize(
    ("names", "config", "label"),
    [
        ({"needs-info"}, Config(), "needs-info"),
        ({"Needs-Info"}, Config(), "Needs-Info"),
        ({"needs-info", "awaiting response"}, Config(), None),
        ({"bug"}, Config(), None),
        ({"needs-info", "waiting"}, Config(label="waiting"), "waiting"),
        ({"needs-info", "Waiting"}, Config(label="wAITING"), "Waiting"),
    ],
    ids=["customary", "in capitals", "a tie", "none", "configured", "configured in other case"],
)
def test_the_label_is_the_repositorys_own(
    names: set[str], config: Config, label: str | None
) -> None:
    found = actions(written(HOLED), labels=RepositoryLabels(frozenset(names)), config=config)

    assert [a.label for a in found if isinstance(a, AddLabel)] == ([label] if label else [])


def test_the_maintainers_may_spare_a_question_shorten_the_list_or_require_more() -> None:
    spared = items(written(HOLED), config=Config(never_ask_for=("version",)))
    one = items(written(HOLED), config=Config(max_items=1))
    free = decide(builders.issue("It is slow."), config=Config(require=("Version",)))

    assert [line[:12] for line in spared] == ["☐ **Relevant"]
    assert one == ["☐ **Version**: the exact version or commit  "]
    assert isinstance(free[0].action, SetSection)
    assert free[0].action.text.startswith(capability.INTRO_WITHOUT_FORM)
    assert decide(builders.issue("v1.4.2 is slow."), config=Config(require=("Version",))) == []


def test_a_blank_issue_is_left_alone_unless_blank_issues_are_off_and_its_title_names_a_form() -> (
    None
):
    text = builders.form(builders.field("What happened?"), builders.field("Version"))
    on, off = "blank_issues_enabled: true", "blank_issues_enabled: false"
    issue = builders.issue("It is slow since yesterday.")

    assert decide(issue, forms=builders.forms(text)) == []
    assert decide(issue, forms=builders.forms(text, config_yml=on)) == []
    assert items(issue, forms=builders.forms(text, config_yml=off)) == [
        "☐ **Version**: the exact version or commit  "
    ]
    other = builders.issue("It is slow since yesterday.", title="slow")
    assert decide(other, forms=builders.forms(text, config_yml=off)) == []


def test_boxes_that_must_be_ticked_are_asked_for_once_they_stand_there_unticked() -> None:
    forms = builders.forms(
        builders.form(
            builders.field("What happened?"),
            builders.field("Before you write", "checkboxes", must_tick=("I searched [here](u)",)),
        )
    )

    def boxes(text: str) -> list[str]:
        return items(written({"What happened?": WHAT, "Before you write": text}), forms=forms)

    assert boxes("- [ ] I searched [here](u)") == [
        "☐ **Before you write**: tick the boxes that must be ticked, if they hold  "
    ]
    assert boxes("- [X] I searched [here](u)") == []
    assert boxes("I searched, of course") == []


def test_what_a_maintainer_waived_is_asked_no_more_and_the_rest_is() -> None:
    issue = builders.issue(builders.written({"What happened?": "It stops.", "Version": ""}))

    assert decide(issue, waived=Waived(frozenset({"*"}))) == []
    found = actions(issue, waived=Waived(frozenset({"Version"})))
    texts = [one.text for one in found if isinstance(one, SetSection)]
    assert texts
    assert not any("**Version**" in text for text in texts)
    assert all("**Relevant log output**" in text for text in texts)


def test_a_maintainer_who_only_gives_an_order_has_not_spoken_about_the_issue() -> None:
    body = builders.written({"What happened?": "It stops.", "Version": ""})
    order = builders.comment("/linchpin unmute", MAINTAINER, association="MEMBER")
    words = builders.comment("Which version is it?", MAINTAINER, association="MEMBER")

    assert decide(builders.issue(body, comments=(order,)))
    assert decide(builders.issue(body, comments=(words,))) == []
