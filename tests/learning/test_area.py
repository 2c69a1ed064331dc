"""Guessing which area labels belong on a report."""

import random

import pytest

from bot.learning import area as module
from bot.learning.area import OtherVersion, from_bytes, nothing
from bot.learning.area_features import AreaExample, area_features
from bot.learning.area_training import train
from bot.parsing.area_signs import placed
from bot.parsing.owners import owners_of, read_triagebot

_WORDS = {
    "module: lora": ("lora adapter", "the adapter weights are merged twice"),
    "module: webui": ("browser page", "the button on the page does nothing"),
    "module: rocm": ("hip build", "the amd card is not found"),
}
LABELS = frozenset(_WORDS)
OWNERS = owners_of(
    read_triagebot('[autolabel."module: lora"]\ntrigger_files = ["engine/adapters/"]\n')
)


def _example(title: str, body: str, *labels: str) -> AreaExample:
    report = placed(title, body, OWNERS)
    return AreaExample(area_features(report), report, frozenset(labels))


def _examples(count: int) -> list[AreaExample]:
    chance = random.Random(1)
    found = []
    for place in range(count):
        label = list(_WORDS)[place % 3]
        title, body = _WORDS[label]
        more = chance.choice(("today", "again", "since the update", "on start"))
        found.append(_example(f"{title} broken {more}", f"{body} {more}.", label))
    return found


def _named(count: int) -> list[AreaExample]:
    """Reports whose labels stand in their titles, and tell no more than that."""
    names = ("parser", "router", "planner")
    return [
        _example(f"{names[n % 3]} thing {n}", "It is odd.", f"part: {names[n % 3]}")
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def model() -> module.AreaModel:
    return train(_examples(90))


@pytest.fixture(scope="module")
def knowing() -> module.AreaModel:
    """Of a repository whose labels often stand in titles by their names."""
    return train([*_examples(60), *_named(60)])


def test_a_label_is_learned_from_its_own_reports(model: module.AreaModel) -> None:
    report = placed("browser page stays empty", "the button on the page does nothing")

    said = model.guess(report, LABELS, model.bar())

    assert [guess.label for guess in said] == ["module: webui"]


def test_a_label_that_no_longer_exists_is_not_said(model: module.AreaModel) -> None:
    report = placed("browser page stays empty", "the button on the page does nothing")

    said = model.guess(report, LABELS - {"module: webui"}, model.bar())

    assert said == ()


def test_a_new_label_is_said_where_its_name_stands_in_the_title(
    knowing: module.AreaModel,
) -> None:
    report = placed("vulkan: shader is missing", "It is said to be the vulkan backend.")

    said = knowing.guess(report, LABELS | {"backend: vulkan"}, knowing.bar())

    assert [guess.label for guess in said] == ["backend: vulkan"]


def test_a_new_label_of_the_projects_process_is_never_said(knowing: module.AreaModel) -> None:
    report = placed("stale: something", "It is stale.")

    said = knowing.guess(report, LABELS | {"stale"}, knowing.bar())

    assert said == ()


def test_a_report_like_none_before_gets_no_label(model: module.AreaModel) -> None:
    report = placed("Something else", "Nothing of it was ever heard of.")

    said = model.guess(report, LABELS, model.bar())

    assert said == ()


def test_reasons_are_words_of_ours(model: module.AreaModel) -> None:
    report = placed("lora adapter broken", "the adapter weights: engine/adapters/x.py", OWNERS)

    said = model.guess(report, LABELS, model.bar())

    assert [guess.label for guess in said] == ["module: lora"]
    assert "an owner file gives it to a path" in said[0].reasons


def test_labels_at_random_are_never_said() -> None:
    chance = random.Random(5)
    labels = list(_WORDS)
    rows = [
        AreaExample(e.features, e.report, frozenset([chance.choice(labels)])) for e in _examples(60)
    ]

    model = train(rows)

    assert model.guess(rows[0].report, LABELS, model.bar()) == ()


def test_a_history_without_area_labels_teaches_nothing() -> None:
    rows = [AreaExample(e.features, e.report, frozenset()) for e in _examples(30)]

    model = train(rows)

    assert model.labels == ()
    assert model.guess(rows[0].report, LABELS, model.bar()) == ()


def test_a_model_survives_being_kept(model: module.AreaModel) -> None:
    kept = from_bytes(model.to_bytes())
    report = placed("browser page stays empty", "the button on the page does nothing")

    before, after = model.guess(report, LABELS, model.bar()), kept.guess(report, LABELS, kept.bar())

    assert [g.label for g in after] == [g.label for g in before]


def test_a_model_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = nothing().to_bytes()
    monkeypatch.setattr(module, "VERSION", module.VERSION + 1)

    with pytest.raises(OtherVersion):
        from_bytes(data)


AWKWARD = ["", "\0", "/" * 5000, "a/" * 50_000, "x.y" * 50_000, "\u202e" * 99]


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_text_gets_no_label(model: module.AreaModel, text: str) -> None:
    said = model.guess(placed(text, text, OWNERS), LABELS, model.bar())

    assert said == ()
