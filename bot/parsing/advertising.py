"""Whether a text advertises: phone numbers of "support", coins, attention for sale, links."""

import re

ENOUGH = 3
"""Weight from which a text is taken for advertising. Ours: no single phrase reaches it, so that a
report may name any of them."""

MAX_READ = 20_000
"""Characters looked at."""

_SIGNS = (
    (
        "a phone number to call",
        2,
        r"(?:toll[- ]free|helpline|help ?desk|hot ?line|customer (?:care|service"
        r"|support)|support|contact|call|phone|whats ?app)"
        r"[^\n]{0,60}\+?\d?[\s(.\-–]{0,3}\d{3}[\s).\-–]{1,3}\d{3}[\s.\-–]{1,2}\d{4}\b"
        r"|whats ?app[^\n]{0,30}\+\d[\d\s().-]{8,18}",
    ),
    (
        "offers a hotline",
        1,
        r"\b(?:24[/x ]7 (?:customer|support|helpline|service)|live (?:person|agent"
        r"|representative)|customer (?:care|service|support) (?:phone )?number|toll[- "
        r"]free|call (?:now|us|today)|helpline number|speak to a (?:live|real))\b",
    ),
    (
        "offers coins",
        2,
        r"\b(?:airdrop|claim (?:your|free|the) (?:\$?\w{1,12} )?(?:tokens?|rewards?"
        r"|coins?|allocation|bonus|nft)|seed phrase|connect (?:your )?wallet|pre-?sale "
        r"(?:is )?(?:live|open)"
        r"|double your (?:bitcoin|btc|crypto|money|eth)|crypto (?:recovery|investment"
        r"|giveaway)|recover (?:your )?(?:lost|stolen) (?:bitcoin|crypto|funds|usdt))"
        r"\b",
    ),
    (
        "sells attention",
        2,
        r"\b(?:buy (?:cheap |real |verified |aged |old )?(?:instagram |youtube "
        r"|twitter |tiktok |google |gmail |paypal |facebook |binance |cash ?app )"
        r"?(?:followers|likes|subscribers|reviews|accounts?|backlinks|views)"
        r"|seo (?:services?|agency|expert|company)|guest post(?:s|ing)?|high[- "
        r"]quality backlinks|rank (?:#?1|first|higher) (?:on|in) google|boost your "
        r"(?:sales|traffic|ranking|business)|digital marketing (?:agency|services?"
        r"|company))\b",
    ),
    (
        "sells what spam sells",
        2,
        r"\b(?:online casino|casino (?:bonus|games|online)|slot (?:gacor|online)"
        r"|sports? betting|judi online|situs (?:slot|judi)|togel|escorts?(?: service| "
        r"girls)?|call girls|viagra|cialis|kamagra|payday loans?|quick loans?"
        r"|weight[- ]loss (?:pills?|supplement|gummies)|cbd (?:gummies|oil)|keto "
        r"gummies|essay writing service|write my (?:essay|assignment)|assignment help "
        r"(?:service|online)|replica watches|full movie (?:online|download|free)|watch "
        r"(?:online )?(?:free|full movie)"
        r"|mod apk|cracked? (?:version|software) (?:free )?download|download crack"
        r"|license key generator|love spell|spell caster)\b",
    ),
    (
        "promises money",
        1,
        r"\b(?:earn (?:up to )?(?:\$|€|£|usd )?\d[\d,.]{0,9} ?(?:\$|usd|dollars)? "
        r"?(?:per|a|every|/) ?(?:day|week|month|hour)|work from home|passive income"
        r"|make money (?:online|fast)|100% (?:legit|guaranteed|free|safe|genuine)"
        r"|limited[- ]time offer"
        r"|best (?:price|deal|offer)s?|special discount|free trial offer|coupon code"
        r"|promo code|guaranteed (?:profit|returns?|results?)|investment (?:plan"
        r"|opportunity))\b",
    ),
    (
        "leads away",
        1,
        r"https?://(?:www\.)?(?:t\.me|wa\.me|bit\.ly|tinyurl\.com|cutt\.ly|rb\.gy|t\.co"
        r"|is\.gd|shorturl\.at|linktr\.ee|discord\.gg)/|\b(?:dm|message|contact|text"
        r"|reach|join) (?:me|us|our)?[^\n.]{0,20}\b(?:on )?(?:telegram|whats ?app"
        r"|wechat)\b"
        r"|\b(?:click|tap) (?:here|the link|below)|\bvisit (?:our|my|the) (?:official )"
        r"?(?:web ?site|site|page|store|shop|channel)\b|\bofficial (?:link|website"
        r"|site)\b|https?://[^\s/<>()]{1,80}\.(?:shop|top|store|bet|casino|click|buzz"
        r"|loan|win|xxx|stream|vip)\b",
    ),
    (
        "sells in another language",
        2,
        r"代开发票|办理(?:证件|学历|文凭)|加(?:微信|v信|薇信)|博彩|彩票平台|刷单"
        r"|贷款(?:秒批|办理)|казино|ставки на спорт|заработ(?:ок|ай) (?:в интернете"
        r"|без вложений)|apuestas deportivas|casino en línea|ganar dinero (?:rápido"
        r"|desde casa)"
        r"|geld verdienen (?:von zuhause|online)|カジノ|副業で|출장(?:안마|마사지)"
        r"|카지노|토토사이트|bahis siteleri|deneme bonusu|nạp tiền|nhà cái|judi bola"
        r"|bandar (?:togel|bola)",
    ),
)
_COMPILED = tuple((name, weight, re.compile(pattern)) for name, weight, pattern in _SIGNS)

_LINK = re.compile(r"https?://([^\s/<>()\[\]]{1,253})")
_HOSTS_OF_WORK = re.compile(
    r"(?:^|\.)(?:github\.com|githubusercontent\.com|github\.io|gitlab\.com"
    r"|huggingface\.co|pytorch\.org|python\.org|pypi\.org|readthedocs\.io"
    r"|stackoverflow\.com|arxiv\.org|google\.com|nvidia\.com|amd\.com|intel\.com"
    r"|microsoft\.com|docker\.com|discuss\.\S{1,60}|docs\.\S{1,60}|kaggle\.com"
    r"|openai\.com|wikipedia\.org|anaconda\.org|localhost\S{0,10}|[\d.:]{7,25}"
    r"|\S{1,60}\.(?:dev|ai|edu|example))$"
)
MANY_HOSTS = 4
"""Links to so many other places, and little else: a farm. Ours."""

FEW_WORDS_A_LINK = 12
MANY_MENTIONS = 10
"""Logins addressed at once, as token "giveaways" do to make mail. Ours."""
_MENTION = re.compile(r"(?<!\w)@[a-z\d][a-z\d-]{0,38}\b")


def advertises(text: str) -> tuple[str, ...]:
    """The signs of advertising in a text in lower case, where there are enough; else none."""
    text = text[:MAX_READ]
    found = [(name, weight) for name, weight, pattern in _COMPILED if pattern.search(text)]
    hosts = {host for host in _LINK.findall(text) if not _HOSTS_OF_WORK.search(host)}
    if len(hosts) >= MANY_HOSTS and len(text.split()) <= FEW_WORDS_A_LINK * len(hosts):
        found.append(("many links and little else", 2))
    elif hosts and found:
        found.append(("links to elsewhere", 1))
    if len(set(_MENTION.findall(text))) >= MANY_MENTIONS:
        found.append(("mentions many people", 1))
    if sum(weight for _name, weight in found) < ENOUGH:
        return ()
    return tuple(name for name, _weight in found)
