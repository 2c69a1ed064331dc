"""Who can do it: attackers, and people who may not."""

from bot.parsing.security.cue import Family, cue

_WHO = (
    r"(?:anyone|anybody|everyone|everybody|whoever|any(?: \w{1,12})? (?:users?|tenants?"
    r"|clients?|accounts?|members?|pods?|peers?|process\w{0,2}|visitors?|websites?|web "
    r"pages?|customers?|apps?|guests?|person)"
    r"|(?:other|another|every|local|normal|unprivileged|low-privileged|ordinary|regular"
    r"|remote|logged-in|viewer|trainee|guest|test)(?: \w{1,12})? (?:users?|tenants?"
    r"|clients?|accounts?|members?|customers?|people|person)"
    r"|viewers|guests|strangers?|a stranger|a viewer|outsiders|users|tenants|third "
    r"parties)"
)
_ACTS = (
    r"(?:reads?|see|open|list|dump|download|delete|remove|overwrite|replace|inject"
    r"|forge|trigger|steal|access|connect|call|log ?in|sign ?in|write|retrieve|view"
    r"|crash|kill|interrupt|change|modify|upload"
    r"|takes? over|execute|run|impersonate|guess|extract|obtain|get (?:in|at|the|all"
    r"|root|any)|become|plant|send|query|intercept|decrypt)"
)

PEOPLE = (
    cue(
        Family.ATTACKER,
        "attacker",
        0.45,
        r"\battackers?\b",
        r"\bhackers?\b",
        r"\bcyber ?criminals?\b",
        r"\b(?:malicious|hostile|rogue|evil) (?:\w{1,12} )?(?:users?|clients?|actors?"
        r"|peers?|models?|files?|checkpoints?"
        r"|pages?|web ?sites?|servers?|inputs?|requests?|payloads?|pickles?|templates?|part"
        r"(?:y|ies)|tenants?|images?"
        r"|people|person|repos\w{0,8}|pull requests?|code)\b",
        r"\bvictims?'? (?:to|machine|account|process|browser|user|clicks?|opens?|loads?"
        r"|downloads?|runs?|visits?|session)|\bvictim's\b",
        r"\bthreat actors?\b",
    ),
    cue(
        Family.ATTACKER,
        "exploitable",
        0.4,
        r"\bexploitab",
        r"\b(?:be|being|easily|actively|is|are) exploited\b",
        r"\bexploits? (?:this|it) (?:to|for|by|remotely|from)\b|\bexploits? the (?:bug|flaw"
        r"|hole|issue|vulnerab)",
        r"\bphishing\b",
        r"\bsteal(?:s|ing)?\b",
        r"\bstolen\b",
        r"\bweaponi[sz]",
        r"\bhijack(?:s|ed|ing)? (?:of )?(?:the |an? |any |another |other |somebody's )?"
        r"(?:\w{1,12} )?(?:sessions?|accounts?|sockets?|connections?|users?|browser)\b",
        r"\btake over (?:the |an |a |that |any )?(?:account|server|machine|session|host"
        r"|cluster)",
    ),
    cue(
        Family.ATTACKER,
        "crafted",
        0.3,
        r"\b(?:crafted|booby-?trapped|tampered|manipulated) (?:\S{1,15} ){0,2}\S{0,15}",
        r"\buntrusted\b",
        r"\bstrangers?\b",
        r"\babuse[ds]?\b",
        r"\battacker[- ](?:controlled|supplied)\b",
        r"\buser[- ](?:controlled|supplied)\b",
    ),
    cue(
        Family.REACH,
        "no-login",
        0.35,
        r"\bun-?authenticated\b",
        r"\bunauthori[sz]ed (?:access|user|person|part)",
        r"\bwithout (?:any |a |the )?(?:auth\w{0,12}|login|logging in|signing in|being "
        r"(?:logged|signed) in|being asked|passwords?|credentials?|permission|valid)\b",
        r"\bno (?:authentication|authori[sz]ation|auth|passwords?|login|credentials?"
        r"|access control|valid key|token)\b(?! (?:provider|backend|plugin|module|handler"
        r"|config|found|header|error|method|scheme|is set|set|was|file|page|screen))",
        r"\b(?:did not|didn't|don't|do not|not) (?:even )?(?:have|need) to (?:log|sign) "
        r"?in\b",
        r"\bbefore (?:auth\w{1,12}|the key is checked)\b",
    ),
    cue(
        Family.REACH,
        "anybody-does",
        0.4,
        rf"\b{_WHO}\b[^\n.]{{0,40}}?\b(?:can|could|may|might|would|is able to|are able to"
        rf"|has|have|able to)\b[^\n.]{{0,25}}?\b{_ACTS}\b",
        rf"\b(?:lets?|allow(?:s|ing)?|enables?|gives?|permits?) "
        rf"{_WHO}\b[^\n.]{{0,40}}?\b{_ACTS}\b",
        r"\bno matter (?:who|whose)\b",
    ),
    cue(
        Family.REACH,
        "anybody",
        0.25,
        r"\b(?:anyone|anybody|any (?:user|client|web ?site|machine|host|account|person|page"
        r"|peer|pod|process|container|node|script|plugin|app|website|guest|member|viewer"
        r"|local user)|everyone|everybody"
        r"|whoever|a (?:remote|normal|local|random) user|other local users)\b"
        r"[^\n.]{0,60}\b(?:can|could|may|is able|who|on the|with)\b",
        r"\b(?:from|on|to) the (?:public )?internet\b",
        r"\bfrom any (?:host|machine)\b",
        r"\breachable from (?:the )?(?:outside|internet|anywhere)\b",
        r"\b(?:public|publicly) (?:reachable|exposed|accessible|readable)\b",
        r"\bfrom (?:my (?:laptop|phone|home)|another network|outside)\b",
        r"\bif you know the (?:\w{1,10} )?(?:id|number|name|url|link)\b",
        r"\bopen to (?:everyone|everybody|anyone|the world)\b|\bwhole world\b",
        r"\bremote(?:ly)? (?:attack|exploit|trigger|reach|user|client)",
    ),
)
