"""Does the rule of trust do what it is to do? Simulated repositories, every seed fixed.

    python -m tests.benchmarks.trust [--runs 1000] [--json]

A case is agreed with by a fixed chance; a proposal is accepted at once. The four lines of the goal,
each begun in the way that is hardest for it too, and beside them DESIGN's rule to the letter: no
least number of disagreements, and cases that go on counting after a demotion.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import click

from bot.learning.beta import quantile
from bot.learning.trust import (
    DEMOTES_BELOW,
    DOWN,
    LAST,
    Demote,
    Outcome,
    Propose,
    Stay,
    trust,
    verdict,
)
from bot.vocabulary.actions import Mode

Followed = Stay | Propose | Demote
Rule = Callable[[Mode, list[Outcome]], Followed]

GOOD, POOR, FALLEN = 0.97, 0.80, 0.70
SOON, LONG, YEAR = 100, 400, 500
"""Cases: to be proposed within, never to be proposed within, to be demoted at most once within."""

REVERSALS = 10
"""Within which a fall is to be seen."""

GOALS = {"proposed": 0.95, "never_proposed": 0.95, "kept": 0.90, "caught": 0.95}


def to_the_letter(mode: Mode, outcomes: list[Outcome]) -> Followed:
    """DESIGN's sentence without our additions."""
    if mode in DOWN and not trust(outcomes).recent.is_above(DEMOTES_BELOW):
        return Demote(DOWN[mode], "")
    found = verdict(mode, outcomes)
    return Stay() if isinstance(found, Demote) else found


@dataclass(slots=True)
class Repository:
    """One capability in one repository, case after case."""

    chance: random.Random
    mode: Mode = Mode.SHADOW
    rule: Rule = verdict
    forgets: bool = True
    """Whether a demotion begins the count anew."""
    outcomes: list[Outcome] = field(default_factory=list)

    def live(self, share: float, cases: int) -> Iterator[tuple[Outcome, Followed]]:
        """So many cases, and what follows after each; a proposal is accepted."""
        for _ in range(cases):
            outcome = Outcome.AGREED if self.chance.random() < share else Outcome.DISAGREED
            self.outcomes.append(outcome)
            found = self.rule(self.mode, self.outcomes)
            if isinstance(found, Propose | Demote):
                self.mode = found.mode
            if isinstance(found, Demote) and self.forgets:
                self.outcomes = []
            yield outcome, found


def is_proposed(here: Repository, share: float, cases: int) -> bool:
    """Whether it is proposed within so many."""
    return any(isinstance(found, Propose) for _, found in here.live(share, cases))


def demotions(here: Repository, share: float, cases: int) -> int:
    """How often it is demoted within so many."""
    return sum(isinstance(found, Demote) for _, found in here.live(share, cases))


def is_caught(here: Repository, before: int) -> bool:
    """Whether, after so many good cases in act, a fall is seen within the reversals allowed."""
    for _ in here.live(GOOD, before):
        here.mode = Mode.ACT
    reversals = 0
    for outcome, found in here.live(FALLEN, YEAR):
        reversals += outcome is Outcome.DISAGREED
        if isinstance(found, Demote):
            return reversals <= REVERSALS
    return False


def earned(here: Repository) -> Repository:
    """The same once it was promoted."""
    while here.mode is not Mode.ACT:
        for _ in here.live(GOOD, 1):
            pass
    return here


def lines(rule: Rule, *, forgets: bool) -> dict[str, Callable[[random.Random], bool]]:
    """Name -> one run of it."""

    def shadow(chance: random.Random) -> Repository:
        return Repository(chance, Mode.SHADOW, rule, forgets)

    def act(chance: random.Random) -> Repository:
        return Repository(chance, Mode.ACT, rule, forgets)

    return {
        "proposed": lambda chance: is_proposed(shadow(chance), GOOD, SOON),
        "never_proposed": lambda chance: not is_proposed(shadow(chance), POOR, LONG),
        "kept": lambda chance: demotions(earned(shadow(chance)), GOOD, YEAR) <= 1,
        "kept_without_a_past": lambda chance: demotions(act(chance), GOOD, YEAR) <= 1,
        "caught": lambda chance: is_caught(earned(shadow(chance)), 0),
        "caught_after_200": lambda chance: is_caught(earned(shadow(chance)), 200),
        "caught_without_a_past": lambda chance: is_caught(act(chance), 0),
    }


def measured(run: Callable[[random.Random], bool], runs: int) -> dict[str, float]:
    """How often it holds, with a 95 % interval."""
    held = sum(run(random.Random(seed)) for seed in range(runs))
    low, high = (quantile(p, held + 0.5, runs - held + 0.5) for p in (0.025, 0.975))
    return {"share": held / runs, "low": low, "high": high}


def figures(
    runs: int, rule: Rule = verdict, *, forgets: bool = True
) -> dict[str, dict[str, float]]:
    """Every line of one rule."""
    return {name: measured(run, runs) for name, run in lines(rule, forgets=forgets).items()}


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    click.echo(f"the last {LAST} cases; {given.runs} runs a line", err=True)
    found = figures(given.runs)
    click.echo("and to the letter", err=True)
    letter = figures(given.runs, to_the_letter, forgets=False)
    for name, one in found.items():
        goal = GOALS[name.partition("_after")[0].partition("_without")[0]]
        told = f"{one['share']:.1%} ({one['low']:.1%}..{one['high']:.1%}), goal {goal:.0%}"
        click.echo(f"{name:<22} {told}; to the letter {letter[name]['share']:.1%}", err=True)
    result = {"runs": given.runs, "goals": GOALS, **found, "to_the_letter": letter}
    sys.stdout.write((json.dumps(result) if given.json else "") + "\n")


if __name__ == "__main__":
    main()
