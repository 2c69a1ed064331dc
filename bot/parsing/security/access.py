"""Weaknesses of who may do what: checks that are missing, skipped or guessed."""

from bot.parsing.security.cue import Family, cue

ACCESS = (
    cue(
        Family.WEAKNESS,
        "privileges",
        0.6,
        r"\bprivilege[- ]escalation\b",
        r"\bescalat\w{1,5} (?:of |their |his |my )?privileges?\b",
        r"\belevation of privileges?\b",
    ),
    cue(
        Family.WEAKNESS,
        "access",
        0.55,
        r"\bauth(?:entication|ori[sz]ation)?[- ]bypass",
        r"\bidor\b",
        r"\binsecure direct object\b",
        r"\b(?:bypass|circumvent|get around)\w{0,4} (?:of )?(?:the )?(?:auth\w{0,12}|login"
        r"|access controls?|signature"
        r"|permissions?|sandbox|security|allow ?list|role)\b",
        r"\b(?:allow ?-?list|approval|check|filter|verification|auth\w{0,12}|login|limit"
        r"|quota|billing|policy)(?: \w{1,12})? (?:can be |could be |is |gets |was )?"
        r"(?:easily )?"
        r"(?:bypassed|skipped|circumvented)\b",
        r"\bbypass(?:es|ed|ing)? (?:of )?the (?:\w{1,12} )?(?:check|fix|filter|patch"
        r"|restriction)\b",
        r"\b(?:broken|missing|improper|lack of|insufficient) (?:access control|auth"
        r"(?:entication|ori[sz]ation)\b)",
    ),
    cue(
        Family.WEAKNESS,
        "permission-unchecked",
        0.45,
        r"\b(?:never|not|doesn't|does not) (?:even )?checks? (?:the |whether |if |that "
        r"|for )?(?:\w{1,12} ){0,3}(?:role|owner\w{0,4}|permissions?|belong\w?|user|origin"
        r"|signature|host header)\b",
        r"\b(?:role|owner\w{0,4}|permissions?|origin header|signature|host header) (?:is"
        r"|are) (?:never|not) (?:checked|verified|validated|enforced)\b",
        r"\b(?:acls?|permissions?|access rules?|authori[sz]ation|roles?|rbac|access rights"
        r"|login|auth(?:entication)?)\b[^\n.]{0,40}\b(?:not|never|isn't|aren't) (?:applied"
        r"|enforced|checked|respected|verified)\b",
        r"\b(?:only|just) (?:checked |enforced |hidden )?in the (?:front-?end|ui|client"
        r"|browser|javascript)\b",
        r"\b(?:doesn't|does not|never|not) verif(?:y|ies|ied) (?:the |that |who )?"
        r"(?:\w{1,12} ){0,2}(?:owner|user|caller|sender|signature|token|permission)",
        r"\bskip(?:s|ped)? the (?:\w{1,12} )?(?:check|verification|validation|auth)",
        r"\b(?:isn't|is not|not|un)[ -]?protected by\b",
        r"\b(?:signature|token|auth\w{0,12}|password|login|security|2fa|mfa|paywall|filter"
        r"|moderation|check) bypass\b",
        r"\bforge (?:a |an |any |the |valid )?(?:\w{1,12} )?(?:session|token|request|cookie"
        r"|signature|identity|header)",
        r"\bstate (?:parameter )?(?:is )?not (?:validated|checked|verified)\b",
        r"\bno matter whose\b",
        r"\bbut not that i (?:belong|own)\b",
        r"\bwithout (?:being|having) (?:the |an? )?(?:\w{1,12} )?(?:owner|admin|role"
        r"|logged in|signed in)\b",
        r"\bwithout the \w{1,15} role\b",
        r"\blog(?:ged)? ?in as (?:any|another|some|an?other|admin|somebody|someone)",
    ),
    cue(
        Family.WEAKNESS,
        "session-lives-on",
        0.45,
        r"\b(?:token|session|cookie|key)s?\b[^\n.]{0,40}\b(?:still works?|remains? valid"
        r"|stays? valid|not (?:invalidated|revoked)|never expires?)\b",
        r"\b(?:not|never) (?:invalidate|revoke)s? (?:the |a |old |existing )?(?:\w{1,12} )?"
        r"(?:token|session|cookie|key)s?\b",
    ),
    cue(
        Family.WEAKNESS,
        "escape",
        0.55,
        r"\b(?:sandbox|container|vm|jail) (?:escape|break ?out)",
        r"\bescap(?:e|es|ing) (?:from |out of )?the (?:[\w-]{1,15} ){0,3}sandbox\b",
        r"\b(?:escap\w{1,3}|leav\w{1,3}|break\w{0,3} out of) (?:the |a |from the )?"
        r"(?:chroot|jail|sandbox|container|vm|isolation)\b",
        r"\b(?:writ\w{1,5}|follow\w{0,3}|read\w{0,3}|escap\w{1,3}|path\w{0,1}|file\w{0,1}"
        r"|lead\w{0,3}|points?|traverse\w{0,2})[^\n.]{0,30}\b(?:out|outside) of (?:the "
        r"|its )?(?:[\w/-]{1,15} )?(?:directory|folder|root|jail)\b",
        r"\bbreak(?:s|ing)? out (?:of|to) (?:the )?(?:[\w-]{1,15} ){0,2}(?:container"
        r"|sandbox|host|jail)\b",
    ),
    cue(
        Family.WEAKNESS,
        "fixed-secret",
        0.5,
        r"\bhard-? ?coded (?:admin )?(?:credentials?|passwords?|secrets?|api keys?|signing "
        r"keys?|tokens?)\b",
        r"\b(?:default|fixed|known|well-known|publicly known) (?:admin )?(?:credentials"
        r"|passwords?)\b",
        r"\b(?:secret|password|key)\w{0,2}:? ?.{0,3}changeme\b",
        r"\b(?:private|signing) keys? (?:is |are )?(?:committed|published|leaked|public)\b",
    ),
    cue(
        Family.WEAKNESS,
        "side-channel",
        0.5,
        r"\btiming[- ](?:attack|side[- ]channel)",
        r"\bside[- ]channel\b",
        r"\bconstant[- ]time compar",
        r"\bcompare_digest\b",
        r"\b(?:signature|api key|token|password|secret|hmac)\b[^\n.]{0,40}\b(?:compared "
        r"with ==|plain (?:string )?compar)",
        r"\b(?:no|without) limit on (?:attempts|tries|logins?)\b",
        r"\bnever (?:slowed down|locked out)\b",
        r"\b(?:pin|password|token|code|session ids?|secret)s? (?:can|could) be (?:computed"
        r"|predicted|guessed|forced)\b",
        r"\bforced to collide\b",
        r"\b(?:encrypted|signed|derived) (?:with|from|by) (?:a |an |the )?(?:constant|fixed"
        r"|static|known|same|hard-?coded|process)\b",
        r"\bbrute[- ]?forc\w{1,3} (?:of )?(?:the |a |any |an )?(?:\w{1,10} )?(?:passwords?"
        r"|tokens?|keys?|pins?|codes?|logins?|ids?|accounts?)\b|\bbe brute[- ]?forced\b",
        r"\bguessable\b",
        r"\bonly (?:four|five|six|\d) digits\b",
        r"\bguess (?:the |an? |valid |other )?(?:api keys?|tokens?|passwords?|session|ids?"
        r"|links?|urls?|secrets?)\b",
        r"\bpredictable (?:\w{1,12} )?(?:file|path|name|token|id|session|seed)",
        r"\btempfile\.mktemp\b",
        r"\bcreate the file first\b",
        r"\b(?:missing|lack of|no) rate limit",
        r"\btoctou\b",
        r"\bsymlink (?:race|attack)\b",
    ),
)
