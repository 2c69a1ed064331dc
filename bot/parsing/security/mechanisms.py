"""How it comes about, and how it was shown."""

from bot.parsing.security.cue import Family, cue

MECHANISMS = (
    cue(
        Family.PROOF,
        "proof",
        0.4,
        r"\bproof[- ]of[- ]concept (?:below|attached|exploit|code)",
        r"\b(?:working|published|public|the) exploit\b",
        r"\bexploit (?:script|code|chain)\b",
        r"\breverse shell\b",
        r"\bsqlmap\b",
        r"\bmetasploit\b",
        r"\bgot pwned\b",
        r"\b(?:calculator|calc\.exe) (?:just )?(?:popp?(?:s|ed)|opens?|opened|starts?|started)"
        r"\b|\bpop(?:s|ped)? (?:up )?(?:a |the )?calc",
        r"\b(?:attach|have|share|provide|with) (?:a |an |the )?(?:working )?(?:poc|proof[- "
        r"]of[- ]concept)\b",
    ),
    cue(
        Family.PROOF,
        "proof-loosely",
        0.2,
        r"\bproof[- ]of[- ]concept\b",
        r"\bpoc\b",
        r"\bi have not abused\b",
    ),
    cue(
        Family.MECHANISM,
        "mechanism",
        0.35,
        r"\b(?:pickle|torch|joblib|dill|cloudpickle)\.loads?\b[^\n]{0,120}\b(?:every|any"
        r"|untrusted|network|socket|bytes|message|remote|received)",
        r"\brecv_pyobj\b",
        r"\b(?:a|with|its|has|own|via) `?__reduce__",
        r"\b(?:runs?|executes?) (?:their|his|her|its author's|the author's|(?:some(?:one|body)"
        r"|a stranger|anyone|anybody)(?: else)?'?s) (?:own )?(?:code|commands?|script|program)",
        r"\bruns? whatever (?:they|he|it|the|is|was|stands|one|anyone|somebody)",
        r"\binstalled itself\b",
        r"\bshell=true\b",
        r"\byaml\.load\b(?!\W{0,2} without)",
        r"\bverify=false\b",
        r"\bos\.system\b",
        r"\b(?:model|user) (?:output|input|supplied)[^\n.]{0,30}\beval\b",
        r"\b(?:uses?|calls?|using|with) (?:python's )?eval(?:\(\))? (?:on|for|to)\b",
        r"\b(?:not|never|without|isn't|aren't) (?:being )?(?:saniti[sz]|normali[sz]ing)|\b"
        r"(?:without escaping|inserted as raw html|as raw html)\b",
        r"\bworld[- ](?:writ|read)able\b",
        r"\bunsafe use of\b",
        r"\bgoes? (?:through|to|into) (?:an? )?eval\b",
        r"(?<![.\w])eval\(\) (?:on|is|of|to)\b",
        r"\bhash (?:\w{1,12} ){0,5}(?:is )?not (?:compared|checked|verified)\b",
        r"\b(?:replaced|swapped|modified) silently\b",
        r"\bwithout asking\b",
        r"\bvisible to (?:all|every|other|any)\b",
        r"\bprocess list\b|\bps aux\b",
        r"\bcheck_hostname\b",
        r"\blogs?(?: files?)? contains? (?:[\w-]{1,15} ){0,4}(?:tokens?|passwords?|secrets?"
        r"|prompts?|keys?)\b",
        r"\b(?:mode|chmod|permissions?) (?:0|0o)?777\b",
        r"\bverify_signature\b",
        r"\b(?:not|never) verified\b",
        r"\bdangerouslysetinnerhtml\b",
        r"\bpull_request_target\b[^\n]{0,300}\b(?:secret|token|fork|checks? out)",
        r"\bsecrets?\b[^\n.]{0,60}\bforks?\b|\bforks?\b[^\n.]{0,60}\b(?:secrets?|write "
        r"token)\b",
        r"\b(?:blindly )?trusts? (?:any|whatever|the client|the header|every|all)\b",
        r"\b(?:fetches|downloads) and (?:imports|runs|executes|installs)\b",
        r"\b(?:installed|loaded|executed|run|fetched) from (?:a|any|the) url in the "
        r"request\b",
        r"\bserved from the same (?:domain|origin)\b",
        r"\b(?:offset|length|path|url|size|digest|name|input|header|signature|token)"
        r"s?\b[^\n.]{0,40}\b(?:not|isn't|aren't|never) validated\b",
        r"\bunclaimed (?:name|package|domain)\b|\bname [\w`-]{0,40} ?is free\b",
        r"\bneither tls nor\b",
        r"\bwithout encryption\b",
        r"\bpreview runs scripts\b",
        r"\bruns? scripts?\b[^\n.]{0,60}\b(?:session|token|cookie)",
        r"\bsent by the client\b",
        r"\bdebugger is on\b",
        r"\bstays? valid\b|\bnever expires?\b",
        r"\b(?:no|without) (?:a |any )?(?:checksum|signature|integrity)\b",
        r"\b(?:signature|certificate|tls|checksum)s?(?: \w{1,14}){0,3} (?:is |are )?(?:not "
        r"verified|never verified|disabled|skipped|not checked)\b",
        r"\bplain ?http\b[^\n.]{0,60}\b(?:verif|checksum|sign)",
    ),
    cue(
        Family.MECHANISM,
        "parent-folders",
        0.25,
        r"`\.\./`|(?:\.\.[/\\]{1,2}){2,9}|\bdot[- ]dot\b|\bslashes\b",
    ),
    cue(
        Family.MECHANISM,
        "listens-everywhere",
        0.2,
        r"\b(?:listens?|binds?|bound|listening|exposed)\b[^\n.]{0,30}(?:\b0\.0\.0\.0\b"
        r"|\ball interfaces\b)",
    ),
)
