"""How well a report's omissions are found, and how rarely a complete report is asked.

    python -m tests.benchmarks.missing_info --issues F [--reports F] [--past F] [--forms DIR]
        [--json]

`--issues` is a file of issues with `asked_for_info` (0 or 1): whether maintainers asked, as far as
their labels tell. `--reports` is a file of issues without it. `--past` is what the score was
learned from, for its figures on repositories held out (see `asking`). `--forms` holds one folder of
issue forms a repository, named like it; by default those that come with the tests.
"""

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.capabilities.triage import ask_for_missing_information as capability
from bot.learning.asking import Sign, chance, signs
from bot.parsing import evidence
from bot.parsing.forms import parse_forms
from bot.parsing.reports import form_of, unanswered
from bot.vocabulary.forms import RepositoryForms
from bot.vocabulary.issues import RepositoryLabels, Sections
from bot.vocabulary.orders import Waived
from tests import builders
from tests.benchmarks import asking, harder_forms, omissions
from tests.benchmarks.ranking import auc, bootstrap, interval
from tests.benchmarks.rows import read_rows, say

FORMS = Path(__file__).parent.parent / "data" / "issue_forms"
NEWCOMERS = (None, "NONE", "FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR")
SIGNS = (
    evidence.has_version,
    evidence.has_environment,
    evidence.has_output,
    evidence.has_reproduction,
)


def read_folders(folder: Path) -> dict[str, RepositoryForms]:
    return {
        sub.name: parse_forms(
            {
                f".github/ISSUE_TEMPLATE/{file.name}": file.read_text(encoding="utf-8")
                for file in sorted(sub.iterdir())
            }
        )
        for sub in sorted(folder.iterdir())
        if sub.is_dir()
    }


def forms_for(repository: str, folders: dict[str, RepositoryForms]) -> RepositoryForms:
    """The forms of the repository, and of those derived from it ("ik_llama.cpp")."""
    name = repository.rpartition("/")[2].lower()
    mine = [forms for folder, forms in folders.items() if folder.lower().endswith(name)]
    return RepositoryForms(tuple(form for forms in mine for form in forms.forms))


def score(row: dict[str, Any], forms: RepositoryForms) -> float:
    """How much is left out: required questions open, then kinds of evidence not seen."""
    body = row["body"] or ""
    form = form_of(body, forms)
    product = row["repo"].rpartition("/")[2]
    is_open = len(unanswered(form, body, (), product)) if form else 0
    return is_open + sum(not sign(body) for sign in SIGNS) / len(SIGNS)


def is_of_the_project(row: dict[str, Any]) -> bool:
    """Whether the capability would never ask this person."""
    return row.get("author_association") in capability.OF_THE_PROJECT


def standing(row: dict[str, Any]) -> float:
    """The rule that reads no text: newcomers first, then contributors, members last."""
    return float(row.get("author_association") in NEWCOMERS) - float(is_of_the_project(row))


def signs_of(row: dict[str, Any]) -> frozenset[Sign]:
    """What `asking` sees; a newcomer is who has no standing in the repository."""
    return signs(row["title"] or "", row["body"] or "", is_newcomer=standing(row) > 0)


def is_asked(row: dict[str, Any], forms: RepositoryForms) -> bool:
    """Whether the capability itself would open its comment."""
    issue = builders.issue(
        row["body"] or "",
        title=row["title"] or "",
        association=row.get("author_association") or "NONE",
    )
    proposals = capability.decide(
        builders.opened(),
        issue,
        forms,
        RepositoryLabels(frozenset()),
        Sections({}),
        Waived(),
        capability.Config(),
    )
    return any(True for _ in proposals)


def measure_asked(
    rows: Sequence[dict[str, Any]], folders: dict[str, RepositoryForms]
) -> dict[str, Any]:
    truths = [int(row["asked_for_info"]) for row in rows]
    forms = [forms_for(row["repo"], folders) for row in rows]
    found = [signs_of(row) for row in rows]
    ours = [
        0.0 if is_of_the_project(row) else chance(s) for row, s in zip(rows, found, strict=True)
    ]
    left_out = [score(row, f) for row, f in zip(rows, forms, strict=True)]
    shorter = [-float(len(row["body"] or "")) for row in rows]
    rule = [
        float(not re.search(r"```|\d+\.\d+|error", row["body"] or "", re.IGNORECASE))
        for row in rows
    ]
    outside = [place for place, row in enumerate(rows) if not is_of_the_project(row)]
    controls = [is_asked(row, f) for row, f, t in zip(rows, forms, truths, strict=True) if not t]
    area = auc(ours, truths)
    return {
        "issues": len(rows),
        "auc": round(area, 3),
        "auc_interval": round(interval(area, sum(truths), len(truths) - sum(truths)), 3),
        "auc_bootstrap": [round(end, 3) for end in bootstrap(ours, truths)],
        "auc_by_repository": {
            repo: round(
                auc(
                    [s for s, row in zip(ours, rows, strict=True) if row["repo"] == repo],
                    [t for t, row in zip(truths, rows, strict=True) if row["repo"] == repo],
                ),
                3,
            )
            for repo in sorted({row["repo"] for row in rows})
        },
        "auc_outside_the_project": round(
            auc([ours[at] for at in outside], [truths[at] for at in outside]), 3
        ),
        "auc_text_alone": round(auc([chance(s - {Sign.NEWCOMER}) for s in found], truths), 3),
        "auc_standing_alone": round(auc([standing(row) for row in rows], truths), 3),
        "auc_left_out": round(auc(left_out, truths), 3),
        "auc_shorter_body": round(auc(shorter, truths), 3),
        "auc_code_version_error": round(auc(rule, truths), 3),
        "nags_on_complete": round(sum(controls) / len(controls), 4) if controls else None,
        "controls": len(controls),
    }


def measure_made(folders: dict[str, RepositoryForms]) -> dict[str, Any]:
    """By form: omissions found and complete reports asked, of reports made for it."""
    found: dict[str, Any] = {}
    for folder, forms in folders.items():
        for form in forms.forms:
            if not any(field.required for field in form.fields):
                continue
            one = RepositoryForms((form,))
            holed = omissions.measure(omissions.omissions(form), one, folder)
            whole = omissions.measure(omissions.complete(form), one, folder)
            missed = {way: row for way, row in holed.items() if row["ours"] < row["reports"]}
            found[f"{folder}/{form.path.rpartition('/')[2]}"] = {
                "omissions": omissions.totals(holed.values()),
                "complete": omissions.totals(r for way, r in whole.items() if way != "terse"),
                "terse": whole["terse"],
                "missed": missed,
                "nagged": {way: row for way, row in whole.items() if row["ours"]},
            }
    return found


def measure_real(
    rows: Sequence[dict[str, Any]], folders: dict[str, RepositoryForms]
) -> dict[str, Any]:
    """By repository: one answer taken out of real reports that leave nothing out."""
    found = {}
    for repo in sorted({row["repo"] for row in rows}):
        forms = forms_for(repo, folders)
        bodies = [row["body"] or "" for row in rows if row["repo"] == repo]
        product = repo.rpartition("/")[2]
        whole, holed, counts = omissions.real_cases(bodies, forms, product)
        if whole:
            ways = omissions.measure(iter(holed), forms, product)
            found[repo] = counts | {
                "complete": len(whole),
                "omissions": omissions.totals(ways.values()),
                "ways": ways,
            }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--issues", type=Path, required=True)
    parser.add_argument("--reports", type=Path)
    parser.add_argument("--past", type=Path)
    parser.add_argument("--forms", type=Path, default=FORMS)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    folders = read_folders(given.forms)
    say("who was asked ...")
    result = measure_asked(read_rows(given.issues), folders)
    if given.past:
        say("where the score comes from ...")
        result["learned_from"] = asking.measure(asking.read_past(given.past))
    say("reports made from the forms ...")
    made = measure_made(folders)
    for key in ("omissions", "complete", "terse"):
        result[key] = omissions.totals(row[key] for row in made.values())
    result["by_form"] = made
    say("reports made from harder forms ...")
    result["harder"] = harder_forms.measure(folders)
    if given.reports:
        say("real reports ...")
        result["real"] = measure_real(read_rows(given.reports), folders)
    show(result)
    if given.json:
        print(json.dumps(result))  # noqa: T201 # the result


def show(result: dict[str, Any]) -> None:
    out = [
        f"issues {result['issues']}: AUC {result['auc']} ± {result['auc_interval']}"
        f" (text alone {result['auc_text_alone']}, standing alone {result['auc_standing_alone']},"
        f" left out {result['auc_left_out']}, shorter body {result['auc_shorter_body']},"
        f" code/version/error rule {result['auc_code_version_error']});"
        f" {result['nags_on_complete']:.1%} of {result['controls']} controls asked",
        f"{'form':44} {'omissions found':>24} {'complete asked':>16} {'terse asked':>12}"
        "   (ours | keyword rule)",
    ]
    for name, row in [*result["by_form"].items(), ("all", result)]:
        cells = [
            f"{row[key]['ours']}|{row[key]['keywords']} of {row[key]['reports']}"
            for key in ("omissions", "complete", "terse")
        ]
        out.append(f"{name:44} {cells[0]:>24} {cells[1]:>16} {cells[2]:>12}")
    for kind, row in result["harder"].items():
        out.append(f"harder forms, {kind}: {row['ours']} of {row['reports']} asked")
    for repo, row in result.get("real", {}).items():
        cell = row["omissions"]
        out.append(
            f"real {repo}: {row['follow a form']} of {row['reports']} follow a form,"
            f" {row['asked']} asked; one answer taken out of {row['complete']}:"
            f" {cell['ours']}|{cell['keywords']} of {cell['reports']} found"
        )
    say("\n".join(out))


if __name__ == "__main__":
    main()
