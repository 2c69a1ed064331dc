"""Reports made up for the tests of classifiers: three kinds, two projects, no real text."""

import random

from bot.learning.kind import Example
from bot.learning.kind_features import features
from bot.vocabulary.kinds import Kind

_THINGS = ("loader", "scheduler", "tokenizer", "cache", "planner", "kernel", "router", "parser")
_BUGS = (
    ("{} crashes with an error", "The {} fails with an exception after the upgrade."),
    ("Wrong output of the {}", "I expected equal numbers, but the {} returns wrong ones."),
    ("{} hangs", "It gets stuck every time the {} starts. Steps to reproduce: start it."),
)
_FEATURES = (
    ("Add support for another {}", "It would be nice to have an option for the {}."),
    ("Allow a custom {}", "Please add a way to set the {}. Use case: ours is larger."),
    ("Support streaming in the {}", "I propose that the {} can stream; happy to open a PR."),
)
_QUESTIONS = (
    ("How to use the {}?", "I am not sure how the {} works. Can anyone help? Thanks!"),
    ("What does the {} do", "Could you please explain the {}? Is it possible to skip it?"),
    ("Question about the {}", "I'm new here. What is the right way to set up the {}?"),
)
_BY_KIND = {Kind.BUG: _BUGS, Kind.FEATURE: _FEATURES, Kind.QUESTION: _QUESTIONS}


def examples(count: int, seed: int = 0, repository: str = "example-ai/engine") -> list[Example]:
    """Examples of all three kinds, in turn."""
    chance = random.Random(seed)
    found = []
    for place in range(count):
        kind = list(_BY_KIND)[place % 3]
        title, body = chance.choice(_BY_KIND[kind])
        thing, other = chance.sample(_THINGS, 2)
        text = f"{body.format(thing)} We also run the {other}."
        found.append(Example(features(title.format(thing), text), kind, repository))
    return found
