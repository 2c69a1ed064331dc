"""Turns of phrase that tell what a report is for, whatever project it is about.

Written by hand, none taken from anybody's issue: what people say who ask, wish, propose, report a
failure or speak of the documentation. How much each counts is learned. They are looked for in text
in lower case, which takes half the time of patterns that ignore case.
"""

import re
from collections.abc import Mapping


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_FAILURE = (
    r"\b(error|errors|erroneous\w*|fail|fails|failed|failing|failure|crash\w*|broken|breaks"
    r"|breakage"
    r"|exception|segfault\w*|segmentation|hangs?|hung|stuck|freez\w+|frozen|wrong\w*|incorrect\w*"
    r"|invalid|corrupt\w*|leak\w*|regression|deadlock\w*|assert\w*|nan|oom|out of memory|undefined"
    r"|panic\w*|infinite|unexpected\w*|abort\w*|killed|times? ?out|timeout|mismatch\w*"
    r"|inconsisten\w+"
    r"|illegal|overflow\w*|garbage|gibberish|flaky|unresponsive|not found|refused|unable|can ?not"
    r"|can['’]?t|won['’]?t|doesn['’]?t|does not|isn['’]?t|is not|not work\w*|not respect\w*"
    r"|not being|no longer|never|fault|warning|problem|traceback)\b"
)
_DOCS = (
    r"\b(docs?|documentation|documented|undocumented|readme|tutorials?|typos?|docstrings?|changelog"
    r"|wiki|guides?|spelling|grammar|misspell\w*|broken links?|dead links?|cookbook|faq"
    r"|quick ?start"
    r"|walkthrough|api reference|contributing\.md|\w{1,30}\.(md|rst))\b"
)
_INSTALL = (
    r"\b(install\w*|pip3?|conda|wheels?|cmake|compil\w+|linker|linking|build\w*|docker ?file"
    r"|requirements\.txt|setup\.py|package manager|makefile|from source|dependency|dependencies)\b"
)
_SLOW = (
    r"\b(slow\w*|performance|perf|speed\w*|latency|throughput|faster|fast|optimi[sz]\w+|tokens?/s"
    r"|tokens per second|bottleneck\w*|overhead|benchmark\w*|degrad\w+|memory (usage|consumption)"
    r"|utili[sz]ation)\b"
)

TITLE: Mapping[str, re.Pattern[str]] = {
    "title asks": _any(r"[?？]\s*$"),
    "title begins with a question word": _any(r"^\W*(how|what|why|where|when|which|who|whether)\b"),
    "title begins as a question": _any(
        r"^\W*(is|are|can|could|does|do|did|should|would|will|has|have|any|am|may)\b"
    ),
    "title asks how to": _any(r"\bhow (to|do|does|can|could|should|is|are)\b", r"\bhowto\b"),
    "title asks for help": _any(
        r"\b(question|help|need (some )?help|clarif\w+|confus\w+|understand\w*|explain|explanation"
        r"|advice|wondering|curious|meaning|difference between|possible to|best way|right way"
        r"|correct way|recommended|usage)\b"
    ),
    "title begins with a wish": _any(
        r"^\W*(please |pls )?(add|added|adding|adds|support\w*|allow\w*|enabl\w+|implement\w*"
        r"|provid\w+|expos\w+|introduc\w+|improv\w+|consider\w*|use|using|include|creat\w+"
        r"|extend\w*"
        r"|integrat\w+|option|ability|make|let|offer|permit|port|upgrade|new|custom|more|better"
        r"|optional\w*|request|want|wish|need)\b"
    ),
    "title begins with a change": _any(
        r"^\W*(remov\w+|replac\w+|mov\w+|switch\w*|drop\w*|renam\w+|refactor\w*|clean\w*"
        r"|deprecat\w+"
        r"|split|merge|migrat\w+|updat\w+|bump|rewrite|unify|simplify|reduce|avoid|change|fix\w*)\b"
    ),
    "title speaks of support": _any(r"\bsupports?\b( for| of)?", r"\bsupporting\b"),
    "title speaks of a feature": _any(
        r"\b(feature|enhancement|request|proposal|propose|suggest\w*|idea|improvement|option to"
        r"|ability to|implementation|integration|allow|api for|should (be|have|support|allow))\b"
    ),
    "title tells of a failure": _any(_FAILURE),
    "title names an exception": _any(r"\b\w{2,60}(error|exception|warning)\b"),
    "title tells when": _any(r"\b(when|while|after|if|with|on|since|during|upon)\b"),
    "title says bug": _any(r"\b(bugs?|issue|buggy)\b"),
    "title says documentation": _any(_DOCS),
    "title says installation": _any(_INSTALL),
    "title says speed": _any(_SLOW),
    "title says proposal": _any(
        r"\b(rfc|proposal|roadmap|discussion|design|tracking|brainstorm)\b"
    ),
    "title says upkeep": _any(r"\b(refactor\w*|clean ?up|tech(nical)? debt|chore|lint\w*|ci)\b"),
    "title names versions": _any(r"\bv?\d+\.\d+"),
    "title holds code": _any(r"`", r"\w\(\)", r"\w::\w", r"\b\w+_\w+", r"\b\w+\.\w+\("),
}

PROSE: Mapping[str, re.Pattern[str]] = {
    "asks how": _any(
        r"\bhow (do|can|could|should|would|to|does|is|are|am|did|come|about)\b", r"\bhow['’]s\b"
    ),
    "asks what or why": _any(
        r"\b(what|why|where|when|which|who) (is|are|do|does|did|can|could|should|would|am|was|were"
        r"|kind|to)\b",
        r"\b(what|why|where)['’]s\b",
    ),
    "asks whether": _any(
        r"\b(is|are) (there|it|this|that|they|these)\b[^.\n?]{0,200}\?",
        r"\b(can|could|do|does|should|will|would) (i|we|you|it|this|that|the|anyone|someone"
        r"|somebody"
        r")\b[^.\n?]{0,200}\?",
    ),
    "asks if possible": _any(
        r"\bis (it|this|that) (at all )?possible\b",
        r"\bif (it|this|that)['’ ]?i?s possible\b",
        r"\bis there (a|any|some|another)\b",
        r"\bany (way|idea|ideas|suggestions?|advice|plan|plans"
        r"|update|hints?|help|pointers?|thoughts)\b",
    ),
    "asks for help": _any(
        r"\b(please|kindly|pls|plz) (help|advi[sc]e|explain|let me know|guide|assist|tell|clarify"
        r"|suggest|share)\b",
        r"\b(help me|need (some |your )?help|any help|some help|can (any|some)(one|body)"
        r"|could (any|some)(one|body)|does (any|some)(one|body)|has anyone|anybody|guide me"
        r"|point me|give me)\b",
    ),
    "is unsure": _any(
        r"\b(not sure|unsure|don['’]?t know|do not know|don['’]?t understand|do not understand"
        r"|wonder\w*|curious|clarif\w+|confus\w+|misunderst\w+|didn['’]?t find|couldn['’]?t find"
        r"|could not find|can['’]?t find|cannot find|no idea|figure out|understanding is|correct me"
        r"|if i understand|what am i|am i (doing|missing|right|wrong)|did i|do i (need|have)"
        r"|should i|(right|correct|proper|best|recommended) way|make sense|supposed to)\b"
    ),
    "tries": _any(
        r"\b(i['’]?m|i am|we are|we['’]re|i was|i have been|been) (currently )?(trying"
        r"|attempting)\b",
        r"\b(i|we) (want|wanted|need|tried|try|would like|wish) to\b",
        r"\bi['’]d like to\b",
    ),
    "is new": _any(r"\b(newbie|beginner|new to|first time|novice|noob|just started|learning)\b"),
    "has a question": _any(r"\b(questions?|q:|asking|ask|stack ?overflow|forum|mailing list)\b"),
    "thanks": _any(r"\b(thanks?|thank you|thx|appreciat\w+|regards|cheers)\b"),
    "greets": _any(r"^\W*(hi|hello|hey|dear|good (morning|day|evening))\b"),
    "would be nice": _any(
        r"\b(would|might|could|will) be (really |very |super |so |also |much |more |extremely )?"
        r"(nice|great|good|useful|helpful|cool|awesome|better|beneficial|handy|interesting|ideal"
        r"|worth\w*|possible|convenient|valuable|appreciated|easier|amazing|fantastic|lovely)\b",
        r"\bit['’]d be\b",
        r"\bnice to have\b",
        r"\b(would|'d) (love|help|allow|like to (see|have))\b",
    ),
    "proposes": _any(
        r"\b(propos\w+|suggest\w*|feature request|request(ing)? (a|the|for|support)|enhancement"
        r"|i think (it|we|the|this|that) (should|would|could)|we (should|could)|how about"
        r"|what about|instead of having|ideally|my idea|the idea)\b"
    ),
    "wishes": _any(
        r"\b(please (add|support|consider|implement|make|provide|allow|include|enable|introduce)"
        r"|add(ing)? (a|an|the|support|option|more|new)|support(ing)? (for|of)|ability to|option to"
        r"|allow(s|ing)? (to|us|users?|the|for|a|me|one)|should (support|allow|have|provide|offer"
        r"|include)|any plans?|plan(s|ning)? to|roadmap|looking forward|wish\w*|want\w* (a|the|it)"
        r"|lacks?|lacking|missing feature|currently,? (there|it|we|the|only|no)"
        r"|not (yet )?supported"
        r"|use ?cases?|motivat\w+|alternatives?|benefits?|advantages?|future|in order to)\b"
    ),
    "expects": _any(
        r"\b(expect\w*|should (be|not|have been)|supposed to|instead|actual\w*|but (it|got|the|when"
        r"|i|now|this)|however|rather than)\b"
    ),
    "reproduces": _any(
        r"\b(reproduc\w+|repro|steps?|minimal|happens?|occurs?|occurred|occurring|appears? (when"
        r"|if)"
        r"|every time|always|sometimes|intermittent\w*|randomly|consistently|observe\w*"
        r"|notice\w*)\b"
    ),
    "used to work": _any(
        r"\b(used to|worked (in|with|before|fine|on|until)|works (fine|well|in|with|on|as expected)"
        r"|no longer|since (version|upgrad\w+|updat\w+|v?\d)|after (upgrad\w+|updat\w+|install\w+)"
        r"|previous(ly)? version|bisect\w*|regress\w+|latest (version|release|master|main)|nightly"
        r"|introduced (in|by)|commit)\b"
    ),
    "says bug": _any(r"\b(bugs?|buggy|this issue|the issue|root cause|workaround)\b"),
    "tells of a failure": _any(_FAILURE),
    "received an error": _any(
        r"\b(i|we) (get|got|getting|am getting|receive\w*|see|saw|encounter\w*|face\w*|have|hit|met"
        r"|run into|ran into)\b[^.\n]{0,60}\b(errors?|exceptions?|issues?|problems?|warnings?"
        r"|crash\w*)\b",
        r"\b(following|this|below|same) (error|exception|issue|problem|warning|message)\b",
    ),
    "says documentation": _any(_DOCS),
    "says the documentation is lacking": _any(
        rf"{_DOCS}[^.\n]{{0,80}}\b(missing|outdated|out of date|wrong|incorrect|unclear|confus\w+"
        r"|mention\w*|says?|states?|doesn['’]?t|does not|not|no|lack\w*|should|update\w*|improve\w*"
        r"|add|fix|broken|stale|obsolete|incomplete)\b",
        r"\b(missing|outdated|update|improve|add|fix|clarify|document|mention|unclear|incomplete"
        rf"|incorrect|wrong|broken)\b[^.\n]{{0,60}}{_DOCS}",
    ),
    "says installation": _any(_INSTALL),
    "says speed": _any(_SLOW),
    "says proposal": _any(
        r"\b(rfc|proposed change|design doc\w*|feedback period|roadmap|discussion|trade-?offs?"
        r"|milestones?|phase \d|tracking issue)\b"
    ),
    "says upkeep": _any(
        r"\b(refactor\w*|clean ?up|tech(nical)? debt|duplicated? code|maintain\w*)\b"
    ),
    "would do it": _any(
        r"\b(happy to|willing to|glad to|(i|we) (can|could|will|would) (submit|open|make|send|work"
        r"|create|contribute|implement|help)|open a pr|submit a (pr|pull)|pull request"
        r"|contribut\w+)\b"
    ),
    "a change is described": _any(
        r"^\W*(this (pr|patch|pull request|change|commit)|merge with|pull request readiness"
        r"|relates to|resolves|fixes|closes)\b",
        r"\b(this (pr|patch|pull request) |pull request readiness)",
    ),
    "first person": _any(r"\b(i|i['’]m|i['’]ve|my|me)\b"),
    "plural person": _any(r"\b(we|our|us)\b"),
    "version told": _any(r"\bversions?\b", r"\bv?\d+\.\d+\.\d+"),
}
