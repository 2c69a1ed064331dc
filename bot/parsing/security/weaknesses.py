"""Kinds of vulnerabilities, by the names of the CWE Top 25 and the OWASP Top 10."""

from bot.parsing.security.cue import Family, cue

_CODE = (
    r"(?:(?:system|shell|python|os|bash|their|own) ){0,2}(?:code|commands?|programs?"
    r"|scripts?)"
)
_GAP = r"[^\n.]{0,50}?"
_DO_RUN = r"(?:execut(?:e|es|ed|ing)|runs?|running|inject(?:s|ed|ing)?)"

WEAKNESSES = (
    cue(
        Family.WEAKNESS,
        "code-execution",
        0.6,
        r"\bremote (?:code|command) execution\b",
        r"\brce\b(?! loss)",
        r"\barbitrary (?:python |system |shell |os )?(?:code|commands?)(?: execution)?\b",
        rf"\b{_DO_RUN} (?:any|arbitrary|malicious|whatever) {_CODE}\b",
    ),
    cue(
        Family.WEAKNESS,
        "code-execution-loosely",
        0.3,
        r"\bcode execution\b",
        rf"\bruns? (?:what(?:ever)?|any)\b{_GAP}\b(?:likes?|wants?|put|sent|send)\b",
        r"\bexecutes? code\b",
    ),
    cue(
        Family.WEAKNESS,
        "injection",
        0.55,
        r"\b(?:sql|command|shell|script|template|os command|header|crlf|ldap|xpath|log"
        r"|html) injection\b",
        r"\binjection (?:vulnerability|flaw|attack)\b",
        r"\bssti\b",
        r"\blog forging\b",
    ),
    cue(
        Family.WEAKNESS,
        "code-injection",
        0.4,
        r"\bcode injection\b",
    ),
    cue(
        Family.WEAKNESS,
        "request-forgery",
        0.6,
        r"\bssrf\b",
        r"\bserver[- ]side request forgery\b",
    ),
    cue(
        Family.WEAKNESS,
        "path",
        0.55,
        r"\b(?<!internal )(?:path|directory) traversal\b(?! failed)",
        r"\bzip[- ]?slip\b",
        r"\blocal file inclusion\b",
        r"\barbitrary files? (?:read|writ|upload|delet|overwrit|access|inclusion|download)",
    ),
    cue(
        Family.WEAKNESS,
        "browser",
        0.5,
        r"(?<!x-)\bxss\b(?!-protection|\W{1,2} ?(?:and |block|scan|layer))",
        r"\bcross[- ]site (?:scripting|request forgery|websocket)",
        r"\bclickjacking\b",
        r"\bopen redirect\b",
        r"\brequest smuggling\b",
        r"\bcache poisoning\b",
        r"\bdns rebinding\b",
        r"\bsession (?:fixation|hijack)",
        r"\bsubdomain take ?over\b",
        r"\bprototype (?:\w{1,10} )?pollution\b",
        r"\breset poisoning\b",
    ),
    cue(
        Family.WEAKNESS,
        "csrf",
        0.35,
        r"\b[cx]srf\b",
    ),
    cue(
        Family.WEAKNESS,
        "deserialisation",
        0.55,
        r"\b(?:insecure|unsafe|untrusted) (?:pickle )?de-?seriali[sz]ation\b",
        r"\bde-?seriali[sz]ation (?:vulnerab|attack|flaw|of untrusted)",
    ),
    cue(
        Family.WEAKNESS,
        "parser",
        0.5,
        r"\bxxe\b",
        r"\bexternal entit(?:y|ies)\b",
        r"\bbillion laughs\b",
        r"\b(?:g?zip|decompression) bomb\b",
    ),
    cue(
        Family.WEAKNESS,
        "denial-of-service",
        0.5,
        r"\bdenial[- ]of[- ]service\b",
        r"\bredos\b",
        r"\bddos\b",
    ),
    cue(
        Family.WEAKNESS,
        "backtracking",
        0.2,
        r"\bcatastrophic backtracking\b",
        r"\bexhaust\w{0,3} (?:the |all )?memory\b",
    ),
    cue(
        Family.WEAKNESS,
        "supply-chain",
        0.5,
        r"\bsupply[- ]chain (?:attack|compromise|risk)",
        r"\btypo-?squat",
        r"\bdependency confusion\b",
        r"\bname [\w`-]{0,40} ?is free on\b[^\n.]{0,30}\bindex\b",
        r"\bmalicious (?:package|release|wheel|dependency|version|commit|maintainer)\b",
        r"\bcontains? a backdoor\b",
        r"\bphon(?:es|ing) home\b",
        r"\b(?:not|isn't) (?:in|from) (?:git|the repo\w{0,8}|the source|the tag)\b",
        r"\b(?:post)?install (?:hook|script)\b[^\n.]{0,60}\b(?:downloads?|sends?|posts?"
        r"|fetch\w{0,2}|exfil)",
        r"\baccount (?:was |has been )?(?:taken over|compromised)\b",
    ),
    cue(
        Family.WEAKNESS,
        "memory",
        0.2,
        r"\b(?:heap|stack|buffer)[- ](?:buffer[- ])?overflow\b",
        r"\bout[- ]of[- ]bounds (?:write|read)\b",
        r"\buse[- ]after[- ]free\b",
        r"\b(?:heap|memory) corruption\b",
        r"\bdouble free\b",
        r"\binteger overflow\b",
    ),
    cue(
        Family.WEAKNESS,
        "memory-by-somebody",
        0.5,
        r"\b(?:overflow|out[- ]of[- ]bounds|oob|use[- ]after[- ]free|memory corruption"
        r"|heap corruption|double free)\b[^\n]{0,300}\b(?:attackers?|malicious|crafted"
        r"|exploit\w{0,6}|remote(?:ly)? (?:attack\w{0,3}|exploit|peer|trigger\w{0,4}|cod)"
        r"|before auth\w{0,12}|a peer|execute code|code execution|vtable|instruction "
        r"pointer)\b",
        r"\b(?:attackers?|malicious|crafted|malformed|exploit\w{0,6})\b[^\n]{0,200}\b"
        r"(?:heap|stack|buffer)?[- ]?(?:overflow|out[- ]of[- ]bounds?|oob|use[- ]after[- "
        r"]free|memory corruption)\b",
    ),
    cue(
        Family.WEAKNESS,
        "disclosure-of-data",
        0.5,
        r"\binformation (?:disclosure|leak)",
        r"\bsensitive (?:data|information) (?:exposure|disclosure|leak)",
        r"\bexfiltrat",
        r"\bdata breach\b",
        r"\bman[- ]in[- ]the[- ]middle\b",
        r"\bmitm\b",
    ),
)
