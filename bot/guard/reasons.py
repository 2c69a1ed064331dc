"""Why a proposal may not happen: the stable word, and the sentence a person reads."""

ALLOWED = "allowed"

REASONS = {
    ALLOWED: "Nothing speaks against it.",
    "off": "This capability is switched off in this repository.",
    "shadow": "In shadow mode Linchpin decides and records, and writes nothing.",
    "suggested": "In suggest mode Linchpin leaves the decision to a maintainer.",
    "already_true": "It is so already.",
    "undoes_human": "A person decided otherwise here, and people win.",
    "contradiction": "Two proposals contradicted each other, so neither happens.",
    "flip_flop": "Linchpin did and undid this before, and stays out now.",
    "muted": "This thread is muted.",
    "opted_out": "The author asked Linchpin to leave them alone.",
    "other_bot": "Another bot decides on this label.",
    "other_linchpin": "Another organisation's Linchpin looks after this thread.",
    "too_early": "The thread is new; people may still be writing.",
    "too_old": "The thread is older than a day, and old threads are read, not commented on.",
    "thread_budget": "Linchpin changed its comment here often enough.",
    "repository_budget": "Linchpin opened as many comments in this repository today as it may.",
    "noise_budget": "Linchpin may comment on a limited share of new threads.",
    "person_budget": "Linchpin asked this author often enough this week.",
    "label_missing": "The repository has no such label, and Linchpin makes none.",
    "no_comment_to_join": "It is not worth a comment of its own.",
    "unexplained": "The comment that explains it may not be written, so it does not happen either.",
    "refused_before": "GitHub refused this here within the last day.",
    "not_open": "The thread is closed.",
    "locked": "The conversation is locked.",
    "archived": "The repository is archived.",
    "watched": "The App is not installed here; watched repositories are only read.",
    "missing_permission": "The installation does not grant the permission this needs.",
    "no_organisation": "No organisation name and privacy page are set, so nothing is written.",
}
