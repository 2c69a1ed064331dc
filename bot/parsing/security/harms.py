"""What they get at: secrets, files, other people's data, control, an outage."""

from bot.parsing.security.cue import Family, cue

_SECRETS = (
    r"(?:(?:api|private|ssh|signing|secret|encryption|master|aws|cloud)[ _-]?keys?"
    r"|credentials?|passwords?"
    r"|secrets|(?:client|webhook|jwt|shared) secret|session (?:cookies?|ids?)|(?:hf"
    r"|access|auth|bearer|session"
    r"|login|refresh|api|github|publishing|admin|live|bot|user|their|my)[ _-]?tokens?"
    r"|hf_token|pypi_token)"
)
_OTHERS = (
    r"(?:other|another|different|previous|somebody else's|someone else's)(?: \w{1,12})"
    r"?"
    r" (?:users?|tenants?|customers?|clients?|people|persons?|accounts?|teams?|groups?"
    r"|organi[sz]ations?)"
)

HARMS = (
    cue(
        Family.HARM,
        "secrets",
        0.4,
        rf"\b{_SECRETS}\b[^\n.]{{0,40}}\b(?:ends? up in|leak(?:s|ed|ing)?|exposed|in (?:the "
        rf")?(?:access )?logs?|stolen|disclosed|clear ?text|plain ?text|clear text|plain "
        rf"text|compromised"
        r"|can be read|readable|intercepted|extracted|published|committed|harvest\w{0,3})"
        r"\b",
        rf"\b(?:leak(?:s|ed|ing)?|expos(?:e|es|ed|ing)|steals?|dump(?:s|ed)?|disclos(?:e|es"
        rf"|ing)|exfiltrat\w{{1,4}}|disclosure of|(?:can|could|may|to|might) read)"
        rf" (?:\S{{1,15}} ){{0,4}}{_SECRETS}\b",
        rf"\b{_SECRETS}\b[^\n.]{{0,20}}\b(?:printed|logged|written) (?:in|into|to|on)\b",
        rf"\b(?:logs|prints|writes) (?:\w{{1,12}} ){{0,2}}{_SECRETS}\b",
        r"\b(?:shows?|lists?|prints?|returns?|contains?|dumps?|sends?) (?:[\w`_'-]{1,20} )"
        r"{0,6}(?:passwords?|credentials|cloud keys|api keys|private key|environment "
        r"variables)\b",
        r"\bpassword hashes\b",
        r"^\W{0,3}(?:api )?(?:keys?|secrets?|credentials?|passwords?) leak(?:s|ed|age)?\b",
        r"\b(?:env|environ|environment|variables)\b[^\n.]{0,15}\bwith (?:the |all |our |my |its )?"
        r"(?:api )?(?:keys?|secrets|tokens|passwords?)\b",
        r"\be-?mails? exposed\b",
        r"\b(?:to|in) the referer\b|\breferer header\b",
        r"\brotate (?:them|the keys?|all|your|these)\b",
    ),
    cue(
        Family.HARM,
        "files",
        0.35,
        r"\b(?:read|download|fetch|delet|overwrit|writ|open|load|access)\w{0,4} (?:any"
        r"|arbitrary|every|all) (?:local |other )?(?:files?|director\w{1,4}|models?)\b",
        r"\bwrites? outside\b",
        r"\boutside (?:of )?the (?:\w{1,12} )?(?:root|folder|directory)\b",
        r"/etc/(?:passwd|shadow)\b",
        r"\b(?:cloud|instance|aws|gcp|azure|ec2) metadata\b|\bmetadata (?:service|endpoint)"
        r"\b|\b169\.254\.169\.254\b",
        r"\bport[- ]scan",
        r"\binternal (?:addresses|network|hosts|services)\b",
    ),
    cue(
        Family.HARM,
        "other-people",
        0.4,
        rf"\b{_OTHERS}(?:'s?)?\b[^\n.]{{0,40}}\b(?:data|conversations?|chats?|prompts?|runs?"
        rf"|files?|models?|sessions?|weights|answers?|addresses|read|see|visible)\b",
        rf"\b(?:data|conversations?|chats?|prompts?|runs?|files?|sessions?|weights|answers?"
        rf"|secrets?|e-?mails?|tokens?)\b[^\n.]{{0,30}}\b(?:of|from|to|by|belonging to) "
        rf"(?:all )?{_OTHERS}\b",
        r"\b(?:see|read|get|view|access) (?:other|another|someone|somebody)(?: \w{1,8})"
        r"{0,2}'s?\b",
        r"\b(?:could|can|to|able to) (?:read|see|open|delete|remove|change|download"
        r"|overwrite|edit|list|access) (?:[\w'/-]{1,15} ){0,6}(?:of|from|belonging to) "
        r"(?:my )?(?:colleagues?|others|everyone|everybody|strangers|someone|somebody|other"
        r"|another|a different)\b",
        r"\b(?:everyone|everybody|someone else|somebody else|other people|colleague|others"
        r"|other users?|another user)'?s? (?:jobs?|logs?|data|runs?|files?|chats?|keys?"
        r"|prompts?|models?|sessions?|account|answers?|conversations?)\b",
        r"\b(?:is|are|was|were) not (?:mine|ours|theirs)\b",
        r"\b(?:patient|personal|medical|customer|private user|users') (?:data|information"
        r"|records)\b",
        r"\bgdpr\b",
        r"\banswers of others\b",
        r"\bwhat other (?:people|users|clients) (?:get|see)\b",
        r"\bnothing to do with\b",
        r"\beach other'?s\b",
        r"\b(?:documents?|files?|data|runs?|projects?)\b[^\n.]{0,60}\bi (?:have|had) no "
        r"(?:permission|access|right)",
        r"\b(?:parts?|pieces?|fragments?) of (?:other|another|different|somebody else's"
        r"|someone else's|previous) (?:\w{1,10} )?(?:prompts?|requests?|users?"
        r"|conversations?|answers?)\b",
        r"\breveals? (?:the )?(?:whole|entire|full|all|complete|private)\b",
        r"\b(?:leaks?|leaking) (?:the )?(?:prompts?|conversations?|data|chats?|requests?"
        r"|user)\b(?! (?:memory|tokens into))",
        r"\bmemory disclosure\b",
        r"\bbeyond the buffer\b",
        r"\bisolation between\b",
        r"\bconfidentiality\b",
        r"\bcross-tenant\b",
        r"\bcustomer data\b",
        r"\blog ?in as (?:any|some|an?other|admin)",
        r"\bimpersonat",
    ),
    cue(
        Family.HARM,
        "control",
        0.35,
        r"\bfull (?:admin\w{0,10}|control|access|rights)\b",
        r"\b(?:got|get|gets|gives?|obtain) (?:me |you |us |anyone )?(?:a )?(?:root|shell"
        r"|admin)\b",
        r"\b(?:code|commands?|executed|execution|access|shell) as root\b|\broot (?:rights"
        r"|privileges|shell|access)\b",
        r"\broot (?:on|of) the\b",
        r"\bcluster admin\b",
        r"\bsystem rights\b",
        r"\bwas (?:root|hacked)\b",
        r"\bgot (?:us |our \w{1,10} )?hacked\b",
        r"\bcrypto ?min(?:er|ing)\b",
        r"\bwas mining\b",
        r"\btak(?:e|es|en|ing) over (?:the |an? |any |my |our |your |that |other |every "
        r"|their )(?:\w{1,12} )?(?:accounts?|servers?|machines?|sessions?|hosts?|nodes?"
        r"|clusters?|pods?|box|systems?|domains?)\b",
        r"\b(?:been|was|were|is|are|a|fully) compromised\b|\bcompromises? (?:the|an?|any"
        r"|every) (?:\w{1,12} )?(?:server|host|machine|system|user|cluster|account|node)",
        r"\bstop the cluster\b",
        r"\b(?:can be|were|was|been) taken over\b",
        r"\bwith the rights of\b",
        r"\bauthorized_keys\b",
        r"\bsudo rights\b",
        r"\b(?:i|one|they|he|she) (?:owned|own) the (?:host|server|machine|box)\b",
        r"\bbecom(?:e|es|ing) (?:an? |the )?(?:any (?:other )?user|admin\w{0,8}|root)\b",
        r"\bevery (?:new )?(?:account|user) is an? admin",
        r"\bcan remove users\b",
        r"\bhop(?:ped)? (?:on )?to (?:any |all )?(?:other )?nodes?\b",
        r"\bpoisoned (?:weights|models?|cache|data)\b",
        r"\b(?:poison|steer) (?:the )?(?:answers?|what|cache)\b",
        r"\bwrite any (?:value|bytes?|data)\b",
        r"\bwher(?:e)?ever (?:i|they|one|he) (?:want|like)",
        r"\bcall(?:s|ed)? system\(\)",
        r"\b(?:plant|drop) (?:a |an |their |his |any |own )?(?:\w{1,12} )?(?:librar|file"
        r"|code|kernel|binar|answer|\.so)",
        r"\b(?:overwrite|replace|delete)s? (?:the )?(?:models?|files?|data|weights|images?"
        r"|runs?) of (?:an)?other",
    ),
    cue(
        Family.HARM,
        "outage",
        0.3,
        r"\b(?:kill|crash|bring|take|knock|keep)\w{0,3} (?:down )?(?:the |a |any |your )"
        r"(?:\w{1,12} ){0,2}(?:server|gateway|service|endpoint|cluster|process)\w{0,2}(?: "
        r"down)?\b"
        r"[^\n]{0,200}\b(?:single|one) (?:\w{1,12} )?(?:request|packet|message)\b",
        r"\b(?:single|one) (?:\w{1,12} )?(?:request|packet|message)\b[^\n]{0,200}\b"
        r"(?:kills?|crash\w{0,2}|takes? down|dies|down)\b",
        r"\bservice unavailable\b",
        r"\bremote (?:crash|dos|kill|shutdown)\b",
        r"\binterrupt the service\b",
        r"\bhang the server\b",
        r"\btrivial (?:remote )?dos\b",
        r"\bcrash(?:es)? (?:all|every|the whole|any) (?:\w{1,12} )?(?:nodes?|servers?"
        r"|clusters?|workers?)\b",
        r"\btook down (?:our|the|a|my)\b",
    ),
)
