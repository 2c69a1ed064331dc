"""The area is labelled where nobody spoke of areas yet."""

from bot.capabilities.triage import label_the_area
from bot.parsing.area_signs import ANSWERED
from bot.vocabulary.actions import AddLabel, Proposal, SetSection
from bot.vocabulary.issues import Issue, RepositoryLabels
from bot.vocabulary.kinds import AreaGuess, AreaGuesses, SureArea
from tests import builders
from tests.builders import BOT, MAINTAINER, THREAD

LABELS = RepositoryLabels(frozenset({"module: cache", "module: router"}))
STATED = AreaGuesses((SureArea(AreaGuess("module: router", 1.0, (ANSWERED,), is_stated=True), 0),))
UNSURE = AreaGuesses((SureArea(AreaGuess("module: cache", 0.7), 0.75),))


def proposals(
    issue: Issue | None = None,
    areas: AreaGuesses = builders.AREAS,
    labels: RepositoryLabels = LABELS,
    config: label_the_area.Config | None = None,
) -> list[Proposal]:
    given = issue or builders.issue("x")
    asked = config or label_the_area.Config()
    return list(label_the_area.decide(builders.opened(), given, labels, areas, asked))


def test_a_sure_guess_is_put_on_with_what_speaks_for_it() -> None:
    label, section = proposals()

    assert label.action == AddLabel(THREAD, "module: cache")
    assert label.confidence == 0.95
    assert isinstance(section.action, SetSection)
    assert not section.action.opens
    assert section.action.text == (
        "Labelled *module: cache*: issues like this one got this label here (a path leads there)."
    )


def test_what_the_form_states_is_put_on_without_a_past() -> None:
    label, section = proposals(areas=STATED)

    assert label.action == AddLabel(THREAD, "module: router")
    assert label.why == "the answer in the form names it"
    assert label.confidence is None
    assert isinstance(section.action, SetSection)
    assert section.action.text == "Labelled *module: router*: the answer in the form names it."


def test_a_guess_that_is_less_sure_than_asked_is_left_off() -> None:
    assert proposals(areas=UNSURE) == []
    assert proposals(areas=UNSURE, config=label_the_area.Config(precision=0.75)) != []


def test_a_label_that_does_not_exist_or_is_left_to_people_is_not_put_on() -> None:
    assert proposals(labels=RepositoryLabels(frozenset({"bug"}))) == []
    assert proposals(areas=STATED, labels=RepositoryLabels(frozenset({"bug"}))) == []
    config = label_the_area.Config(never=("module: router",))
    assert proposals(areas=STATED, config=config) == []


def test_where_somebody_spoke_of_areas_nothing_is_added() -> None:
    is_on = builders.issue("x", labels=frozenset({"module: other"}))
    taken_off = builders.label_changes(("module: router", False, MAINTAINER))

    for issue in (is_on, builders.issue("x", label_history=taken_off)):
        assert proposals(issue, STATED) == []
    assert proposals(builders.issue("x", is_open=False), STATED) == []
    assert proposals(builders.issue("x", is_pull_request=True), STATED) == []


def test_what_we_put_on_ourselves_is_nobodys_word() -> None:
    ours = builders.label_changes(("module: cache", True, BOT))

    assert proposals(builders.issue("x", label_history=ours)) != []
