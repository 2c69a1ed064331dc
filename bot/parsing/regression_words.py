"""The words by which reporters tell what worked, what fails, and in which version."""

import re

SHA = r"(?=[0-9a-f]{0,39}\d)(?=[0-9a-f]{0,39}[a-f])[0-9a-f]{7,40}"
_RELEASE = (
    r"v?\d{1,4}(?:\.\d{1,5}){1,3}(?:[.-]?(?:rc|post|dev|alpha|beta|a|b"
    r"|nightly)[.-]?\d{0,8})?(?:\+\w{1,20})?"
    r"|v\d{1,3}|b\d{3,5}|20\d\d-?[01]\d-?[0-3]\d"
)
HAS_NUMBER = re.compile(r"\d[.\da-f]")
"""Without that, no release or commit is named."""
VERSION = re.compile(
    rf"(?:(?P<of>[A-Za-z][\w.-]{{0,40}}?)(?: ?={{1,2}} ?| {{1,2}}))?"
    rf"(?P<fill>(?:(?:version|release|commit|build|tag|nightly"
    rf"|ver\.?)s? ?:?=? ?){{0,2}})[`*'\"]{{0,3}}"
    rf"(?<![A-Za-z0-9_.+<>-])(?<![<>~!]=)(?<!\d:)(?!\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\w.]))"
    rf"(?P<version>{_RELEASE}|{SHA})(?![\w%]|\.\d|-\d|/)"
    r"(?! ?(?:s|ms|us|sec\w{0,6}|min\w{0,5}|hours?|days?|[kmgt]i?b|gigs?|%|x|tokens?|tok"
    r"|fps|qps|times|b|k|m|steps?|epochs?)\b)",
    re.IGNORECASE,
)
FILLERS = frozenset(
    {
        "a", "about", "after", "again", "against", "all", "an", "and", "any", "are", "as", "at",
        "back", "before", "but", "by", "commit", "current", "down", "earlier", "even", "ever",
        "every", "nightly", "nightlies", "installing", "modern", "dependency", "requirement",
        "framework", "create", "everything", "fine", "first", "for", "from", "good", "had", "has",
        "have", "i", "in", "is", "it", "its", "just", "last", "latest", "me", "my", "new", "newer",
        "no", "not", "of", "off", "official", "ok", "old", "older", "on", "only", "onto", "or",
        "our", "package", "past", "previous", "prior", "project", "python-package", "release",
        "releases", "running", "since", "stable", "tag", "than", "that", "the", "this", "through",
        "till", "to", "under", "until", "up", "upgrade", "upgraded", "upgrading", "use", "used",
        "using", "v", "ver", "version", "versions", "via", "was", "we", "were", "when", "which",
        "while", "with", "within", "working", "works", "worked", "build", "crashes", "crash",
        "fails", "failed", "fail", "breaks", "broke", "broken", "runs", "library", "downgrade",
        "downgraded", "downgrading", "be", "between", "code", "ran", "happens", "happened", "bad",
        "installed", "install", "tried",
    }
)  # fmt: skip
NOT_RELEASES = frozenset(
    {
        "python", "pip", "apt", "conda", "sm", "py", "cuda", "rocm", "cudnn", "driver", "drivers",
        "nvidia-driver", "reached", "best", "values", "value", "mean", "ratios", "gcc", "g++",
        "clang", "cmake", "node", "nodejs", "ubuntu", "debian", "windows", "macos", "fedora",
        "centos", "rhel", "kernel", "glibc", "linux", "java", "jdk", "llama", "qwen", "mistral",
        "mixtral", "gemma", "phi", "deepseek", "gpt", "falcon", "yi", "glm", "chatglm", "internlm",
        "baichuan", "sdxl", "flux", "whisper", "bert", "t5", "claude", "opt", "bloom", "codellama",
        "vicuna", "starcoder", "command-r", "minicpm", "stable-diffusion", "sd", "temperature",
        "top_p", "top-p", "lr", "rate", "threshold", "dropout", "utilization",
        "gpu_memory_utilization", "factor", "scale", "weight", "loss", "accuracy", "score",
        "memory", "size", "batch", "ratio", "alpha", "beta", "gamma", "epsilon", "eps", "section",
        "figure", "table", "chapter", "step", "epoch", "seed", "rank", "port", "ip", "tp", "pp",
        "dp", "level", "speed", "throughput", "latency", "bpw",
    }
)  # fmt: skip
_GOOD_WORDS = (
    r"work(?:s|ed|ing)?(?: (?:fine|well|correctly|perfectly))?|run(?:s|ning)? (?:fine|well"
    r"|ok)|ran|fine|ok|okay|good|correct(?:ly)?"
    r"|as expected|normal(?:ly)?|succeed(?:s|ed)?|pass(?:es|ed)?|compiles?|loads?"
    r"|fast(?:er)?|unaffected|正常|没问题|没有问题|可以"
    r"|last (?:known )?(?:good|working)|no (?:such )?(?:issue|problem|error|crash|bug)s?"
    r"|without (?:any )?(?:issue|problem|error|crash)\w{0,3}"
)
_BAD_WORDS = (
    r"fail(?:s|ed|ing|ure)?|br(?:eaks?|oken?|eaking)|crash(?:es|ed|ing)?|errors?|errored"
    r"|hangs?|hung|slow(?:er|s|ed)?|regress\w{0,6}"
    r"|stopp?(?:s|ed) work\w{0,3}|problems?|issues?|bugs?|buggy|wrong|garbage|gibberish|oom"
    r"|out of memory|segfaults?|throws?|raises?"
    r"|leaks?|dies?|died|bad|incorrect|unable|worse|dropp?(?:s|ed)?|decreas(?:es|ed)"
    r"|freezes?|stuck|tim(?:es?|ed) out|timeouts?|exceptions?|corrupt\w{0,4}|nans?"
    r"|报错|失败|崩溃|不行|出错|有问题|变慢|卡住"
)
_NOT = (
    r"(?:not|n't|n’t|no longer|never|cannot|can't|stopp?(?:s|ed)?|without|nothing|none|neither"
    r"|unable to|fails? to|不|无法|没有)"
)
SAYS = re.compile(
    rf"(?P<not_good>{_NOT} (?:\w{{1,12}} ){{0,2}}?(?:{_GOOD_WORDS})\b|不正常|不能|无法)"
    rf"|(?P<not_bad>(?:{_NOT}|no) (?:\w{{1,12}} ){{0,2}}?(?:{_BAD_WORDS}|happen\w{{0,4}}"
    rf"|occur\w{{0,4}}|reproduc\w{{0,6}}|affected|present|exist|appear)\b)"
    rf"|(?P<bad>\b(?:{_BAD_WORDS})\b|报错|失败|崩溃|不行|出错|有问题|变慢|卡住)"
    rf"|(?P<happens>\b(?:happens?|occurs?|appears?|appeared|started|introduced"
    rf"|reproduc(?:es|ible|ed)|affected|not)\b)"
    rf"|(?P<good>\b(?:{_GOOD_WORDS})\b|正常|没问题)",
    re.IGNORECASE,
)
UNSURE = re.compile(
    r"\b(?:should|would|could|might|may|will|expect\w{0,3}|supposed|please|want\w{0,2}|hope"
    r"|if|whether|support for)\W{1,3}(?:\w{1,12} ){0,3}$",
    re.IGNORECASE,
)
CLAUSE = re.compile(
    r"[,;()\n，；。]|—|–| - |->|→|=>|\b(?:but|while|whereas|however|though|although|and|then|yet)\b"
    r"|(?=\b(?<!did )(?<!does )(?<!do )(?<!is )(?<!was )(?<!could )(?<!would )(?<!has )not "
    r"(?:in |on |with |under |using |for |v?\d))",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.!?])\s{1,40}|\n{1,40}|(?<=[。！？])")
DENIED = re.compile(
    r"not (?:a|really a|necessarily a|sure (?:if|whether)|an?y) regression|\b(?:isn't|isn’t"
    r"|wasn't) a regression|never (?:worked|tried)|always (?:failed|been|crashed)"
    r"|\bstill (?:fail|crash|happen|broken|not|get|see|occur|the same|error|an? (?:issue"
    r"|problem)|doesn|reproduc|exist|hang|hit|persist)"
    r"|\b(?:same|identical) (?:error|issue|problem|result|behaviou?r|crash|failure|thing)"
    r"|did(?:n't|n’t| not) help|no difference|\bneither\b"
    r"|\bboth\b|\beither\b|regardless|no matter|\b(?:any|all|every) versions?|also (?:fail"
    r"|crash|happen|broken|occur|get|reproduc|tried|tested|affect)"
    r"|as well as|\baffected versions?\b|versions? from|(?:re)?solved (?:in|by|with|since)"
    r"|new (?:release|version) of .{1,40} available|fixed (?:in|by|with|since|on)"
    r"|\bpersists?\b|都(?:报错|不行|有问题|失败|一样)|仍然|依然|还是",
    re.IGNORECASE,
)
ASKED = re.compile(r"[?？]\W{0,3}$")
WHY = re.compile(r"^\W{0,5}(?:why|any (?:idea|reason|clue)s? why|how come)\b", re.IGNORECASE)
UPGRADED = re.compile(
    r"\b(?:upgrad|updat|bump|mov|switch|migrat|going|went|chang)|升级|更新", re.IGNORECASE
)
WENT_BACK = re.compile(
    r"\b(?:downgrad|roll(?:ed|ing|s)? ?back|revert|(?:go|going|went) back"
    r"|switch\w{0,3} back|pin(?:ned|ning)?)|回退|降级",
    re.IGNORECASE,
)
HELPED = re.compile(
    r"\b(?:fix|solv|resolv|work|help|gone|no longer|avoid|restor|disappear|go(?:es)? away|fine|ok)",
    re.IGNORECASE,
)
AFTER = re.compile(r"\b(?:after|since|when|upon|following|once|with)\b|后|之后", re.IGNORECASE)
CHANGED = re.compile(
    r"regress|broke|\bdropp?|slow|degrad|chang|worse|increas|decreas|\bsince\b|\bafter\b|->"
    r"|→|=>|升级|更新",
    re.IGNORECASE,
)
"""Words without which two versions joined by "to" are a range."""
MOVED_PACKAGE = re.compile(
    r"(?:upgrad|updat|bump|mov|switch|migrat|downgrad|revert|pinn?)\w{0,4} (?:(?:my|our|the) )?"
    r"(?P<name>[A-Za-z][\w.-]{1,40})(?: version)? (?:back )?(?:from|to|==|\d)",
    re.IGNORECASE,
)
"""What was upgraded: "upgrading vllm from", "after I updated torch to"."""
MEASURED = re.compile(
    r"\b(?:ratio|value|score|threshold|factor|scale|rate|probability|loss|accuracy|range"
    r"|oscillat\w{0,3})s?"
    r"(?: (?:of|is|was|to|from|between|at))?[ =:(]{0,3}$",
    re.IGNORECASE,
)
"""Before a number that is no release."""
