"""Texts that say of themselves that they are a test, an accident, or meant for somewhere else."""

import re

MAX_READ = 2_000
"""Characters looked at: who says so says it soon."""

_TEST = re.compile(
    r"(?:(?:hi|hello|hey|sorry) )?(?:(?:this|it) is )?(?:just |only |simply )?(?:a |an "
    r"|my |another |one more )?"
    r"(?:(?:simple|quick|dummy|small|first|second|third|sample|little|manual) )?"
    r"(?:tests?|testing|test ?issue|test ?test|dummy|sample|hello world|foo|bar|baz"
    r"|foo ?bar|lorem ipsum dolor(?: \w{1,20}){0,60})"
    r"(?: (?:tests?|testing|issues?|ticket|bug|report|post|only|purposes?|message|title"
    r"|body|description|text|here|from|for|please|pls|plz"
    r"|do not|don t|dont|close|closed|ignore|ignored|delete|reply|respond|me|it|this"
    r"|will be|sorry|thanks|thank you|now|\d{1,9})){0,12}"
    r"|testing (?:the |my |our |a )?(?:new )?(?:bot|webhook|webhooks|github"
    r"|notifications?|automation|workflow|action)(?: please ignore| ignore| ignore this"
    r"| sorry)?"
    r"|bitte ignorieren|por favor ignorar|请忽略|無視してください"
    r"|(?:please |pls |plz |just )?ignore(?: me| this| it| this issue| this ticket| "
    r"please)?(?: (?:just |only )?(?:a )?(?:test|testing))?"
    r"|(?:测试|測試|テスト|тест|테스트|prueba|teste|essai|testeintrag|nur ein test"
    r"|ceci est un test|esto es una prueba|isto é um teste|это тест|テストです|这是测试"
    r"|测试一下|只是测试|테스트입니다)"
    r"(?: ?(?:issue|test|\d{1,9}|请忽略|請忽略|忽略|无视|無視してください|無視して下さい"
    r"|игнорируйте|не обращайте внимания|무시해 주세요|무시해주세요|무시하세요|bitte "
    r"ignorieren|bitte nicht beachten|por favor ignorar|ignorar|ignorar por favor"
    r"|favor ignorar|ignorer|merci d ignorer|測試|测试)){0,4}"
)  # fmt: skip
"""All of a folded title or body that says it is a test."""

_MASH_WORD = re.compile(
    r"(?:(?:asdf|asd|sdf|dfg|fgh|ghj|hjk|jkl|qwerty|qwer|qwe|uiop|zxcv|zxc|xcv|cvb|vbn"
    r"|bnm|blah|bla|fdsa|sad|das|1234|123|abc)){1,40}"
    r"|(\w)\1{0,200}"
)
"""Fingers on a keyboard: rows of keys, or one key."""

_BY_MISTAKE = re.compile(
    r"\b(?:opened|created|posted|filed|submitted|clicked|made)(?: (?:this|it|here|the "
    r"issue|an issue|this issue)){0,2} (?:by|in) (?:mistake|accident|error)\b"
    r"|\b(?:accidentally|mistakenly) (?:opened|created|posted|filed|submitted)\b[^\n.]{0,40}$"
)
_ASKS_TO_IGNORE = re.compile(
    r"\b(?:please|pls|plz|just|can be|feel free to) (?:ignore|close|delete|closed"
    r"|ignored|deleted)(?: (?:this|it|me|the issue|this issue|this ticket))?(?:$|[.!,)"
    r"\n]| (?:sorry|thanks|this|i|we|just|test))"
    r"|\bignore this\b"
)
_IS_A_TEST = re.compile(
    r"\b(?:this|it) is (?:just |only )?an? (?:\w{1,12} )?test\b(?! (?:case|suite|fail"
    r"|that))|\bjust (?:a test|testing)\b|\btest issue\b|\btesting (?:the|my|our|if"
    r"|whether|how) "
    r"|\b(?:for )?test(?:ing)? purposes?\b|\btest (?:message|post|ticket)\b"
)

_WRONG_PLACE = re.compile(
    r"\b(?:opened|posted|filed|created|submitted|reported|raised|put|made|asked)(?: "
    r"(?:this|it|that|the issue|an issue|this issue|the question|here|my \w{1,12}))"
    r"{0,2}"
    r" (?:in|on|to|at|against|for|under|into) (?:the )?wrong (?:\w{1,12} )?(?:repo"
    r"|repository|project|place|tracker|forum|repo\.|board)\b"
    r"|\b(?:this|it|that|issue|which) (?:is|was|were|should be|should have been|should "
    r"go|should have gone|belongs?|is meant|was meant|was intended|is intended|goes)"
    r"(?: (?:meant|intended|actually|really|filed|posted|opened)){0,2} (?:for|to|in"
    r"|into|about|under) (?:the |an? )?(?:another|different|other) (?:\w{1,12} )"
    r"?(?:repo|repository|project|product|tool|tracker|software)\b"
    r"|\b(?:sorry|apologies|oops|ops|whoops|my bad|i know|i realise|i realize|realised"
    r"|realized)\b[^\n.]{0,40}\b(?:wrong (?:repo|repository|project|tracker)|not "
    r"(?:about|related to|for|the right place for|the right repo for|with) (?:this"
    r"|your) (?:repo|repository|project|library|product))\b"
    r"|\bwrong (?:repo|repository|project|tracker)[,.! ]{1,3}(?:sorry|apologies|my bad"
    r"|please close|closing|oops)"
    r"|\b(?:could not|couldn't|can't|cannot|did not|didn't) find (?:the |a |any |an )"
    r"?(?:right |correct |proper |official |public |issue )?(?:repo|repository|tracker"
    r"|issue tracker|place) (?:for|of) [^\n.]{1,60}(?:\bso\b|\btherefore\b|\bhence\b)"
    r"[^\n.]{0,40}\b(?:here|post|ask|try)"
    r"|发错(?:仓库|地方|项目)|提错(?:仓库|地方|项目)|リポジトリを間違え|falsche[sn]? "
    r"repo(?:sitory)?\b[^\n]{0,20}(?:sorry|entschuldig|bitte)|(?:sorry|entschuldigung)"
    r"[^\n.]{0,20}falsche[sn]? repo|repositorio equivocado|mauvais dépôt|repositório "
    r"errado|не тот репозиторий"
)
_WRONG_TITLE = re.compile(
    r"(?:sorry |oops |ops |ignore |please ignore |please close |closed |close )"
    r"?(?:this is |it is |in )?(?:the )?wrong (?:repo|repository|project|tracker"
    r"|place)"
    r"(?: (?:sorry|please|pls|close|closing|closed|delete|deleted|ignore|this|can|be|my"
    r"|bad|mistake|apologies|oops|thanks|moved)){0,8}"
)
_HEDGED = re.compile(
    r"\b(?:not (?:entirely |quite |really )?sure|may(?:be)?|might|perhaps|possibly"
    r"|could be|unsure|don't know|do not know|is this|should i|should this|let me know"
    r"|if (?:this|it)|unless)\b"
)


def is_test(text: str) -> bool:
    """Whether a folded text is nothing but a test, or fingers on a keyboard."""
    if not text or len(text) > MAX_READ:
        return False
    if _TEST.fullmatch(text) is not None:
        return True
    words = text.split()
    return (len(words) == 1 or len(words[0]) > 2) and all(map(_MASH_WORD.fullmatch, words))


def says_it_is_a_test(text: str) -> bool:
    """Whether a text in lower case says so."""
    return _IS_A_TEST.search(text[:MAX_READ]) is not None


def asks_to_ignore(text: str) -> bool:
    """Whether a text in lower case asks to ignore or close it."""
    return _ASKS_TO_IGNORE.search(text[:MAX_READ]) is not None


def says_by_mistake(text: str) -> bool:
    """Whether a text in lower case says that it was filed by mistake."""
    return _BY_MISTAKE.search(text[:MAX_READ]) is not None


def is_wrong_place(text: str) -> bool:
    """Whether a folded text says that it stands in the wrong place, and nothing else."""
    return _WRONG_TITLE.fullmatch(text[:MAX_READ]) is not None


def says_wrong_place(text: str) -> bool:
    """Whether a text in lower case says, without a doubt, that it is about something else."""
    text = text[:MAX_READ]
    return _WRONG_PLACE.search(text) is not None and _HEDGED.search(text) is None
