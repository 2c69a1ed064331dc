"""What reporters of vulnerabilities say: that it is one, and that they want to tell in private."""

from bot.parsing.security.cue import Family, cue

SAYINGS = (
    cue(
        Family.NAMED,
        "security-problem",
        0.5,
        r"\bsecurity (?:vulnerabilit|hole|flaw|breach|bug\b)",
        r"\b(?:critical|serious|severe) (?:security )?vulnerabilit",
        r"\b(?:serious|severe|critical|real|big|major) security\b",
    ),
    cue(
        Family.NAMED,
        "security-loosely",
        0.25,
        r"\bsecurity (?:issues?|problems?|risks?|concerns?|impact|matters)\b",
        r"\bsecurity-(?:relevant|critical)\b",
        r"^\s{0,3}\W{0,2}security\b",
        r"\bdanger(?:ous)? bug\b",
        r"\binsecure\b",
    ),
    cue(
        Family.NAMED,
        "vulnerability",
        0.4,
        r"\bvulnerabilit(?:y|ies)\b",
    ),
    cue(
        Family.NAMED,
        "vulnerable",
        0.25,
        r"\bvulnerable\b",
    ),
    cue(
        Family.DISCLOSURE,
        "disclosure",
        0.7,
        r"\b(?:responsibl[ey]|coordinated) (?:vulnerability )?disclos",
        r"\bsecurity researchers?\b",
        r"\bbug bounty\b",
        r"\bhuntr\b",
        r"\b(?:request(?:ing)?|assign(?:ed)?|need|issue) (?:of )?an? cve\b",
        r"\bembargo\b",
        r"\b90[- ]day\b",
        r"\badvisory draft\b",
        r"\bghsa draft\b",
        r"\b(?:over|via|through|need|want|have|know|provide|use|is there|for|tell me|offer)"
        r" a secure channel\b",
        r"\bsecurity advisor(?:y|ies)\b",
        r"\b(?:report|disclose)(?:ing|d)? (?:a|an|the|this|some) (?:[\w-]{1,12} ){0,2}"
        r"(?:vulnerabilit|security)",
        r"\bprivate (?:vulnerability )?reporting\b",
        r"\bcoordinate (?:a|the) (?:fix|disclosure)\b",
        r"\bsecurity (?:contact|team)\b",
    ),
    cue(
        Family.DISCLOSURE,
        "in-private",
        0.4,
        r"\b(?:in private(?! (?:cluster|network|repo|registry|subnet|mode|hub|cloud|gke"
        r"|dataset|link))|privately)\b",
        r"\b(?:don't|do not|didn't|did not|won't|rather not) (?:want to )?"
        r"(?:write|post|share|describe)[^\n.]{0,40} (?:here|public)",
        r"\bbefore others find\b",
        r"\bproof[- ]of[- ]concept (?:on request|available)\b",
        r"\bcontact for security\b",
        r"\b(?:send|tell|mail|show) you (?:something|it|this|the details)[^\n.]{0,20}"
        r"(?:sensitive|private|confidential|encrypted)",
        r"\bpgp key of\b|\byour pgp\b|\bencrypted (?:mail|e-?mail)\b",
    ),
    cue(
        Family.IDENTIFIER,
        "cvss",
        0.6,
        r"\bcvss\b",
        r"\bav:[nalp]/ac:[lh]\b",
    ),
    cue(
        Family.IDENTIFIER,
        "cwe",
        0.45,
        r"\bcwe-\d{1,4}\b",
    ),
    cue(
        Family.IDENTIFIER,
        "cve",
        0.3,
        r"\bcve-\d{4}-\d{4,7}\b",
        r"\bghsa(?:-[a-z0-9]{4}){3}\b",
    ),
    cue(
        Family.SHAPE,
        "advisory-headings",
        0.4,
        r"\b(?:attack (?:scenario|vector|surface)|threat model|vulnerab\w{1,8} "
        r"(?:description|details|type))\b",
        r"\bimpact\b[\s\S]{0,3000}\b(?:remediation|suggested fix|mitigation)\b",
    ),
    cue(
        Family.SHAPE,
        "affected",
        0.15,
        r"\baffected versions?\b",
        r"\bremediation\b",
    ),
)
