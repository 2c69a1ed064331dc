"""What only an attack contains, in words and in code."""

from bot.parsing.security.cue import Family, cue

PAYLOADS = (
    cue(
        Family.PAYLOAD,
        "payload",
        0.5,
        r"(?:\.\.[/\\]{1,2}){2,9}(?:etc|root|home|proc|windows|users|\.ssh|\.bashrc)\b",
        r"[?&][\w-]{1,30}=(?:\.\.(?:/|%2f)){2,9}",
        r"(?:\.\.%2f){2,9}|\.\.%2fetc",
        r"/etc/shadow\b",
        r"file:///etc/|\bopen\(['\"]/etc/passwd",
        r"\bdef __reduce__\b[\s\S]{0,200}\b(?:os\.system|subprocess|eval|exec|popen)\b",
        r"__subclasses__|__globals__",
        r"<(?:script|svg|img)\b[^>\n]{0,200}(?:alert\(|onerror|onload|document\.cookie"
        r"|fetch\()",
        r"\bdocument\.cookie\b",
        r"\blocalstorage\b[^\n]{0,30}\b(?:token|key|secret)",
        r"<iframe\b[^>\n]{0,100}srcdoc",
        r"\$\{(?:env|jndi|script):",
        r"\b(?:webhook\.site|interact\.sh|oast\.\w{2,5}|burpcollaborator|requestbin)\b",
        r"/var/run/docker\.sock|:2375/",
        r"\bld\.so\.preload\b",
        r"__import__\(['\"]os['\"]\)",
        r"['\"]?\s{0,3}\bor 1\s?=\s?1\b",
        r"\bunion (?:all )?select\b[^\n]{0,80}(?:users|password)|\bpg_sleep\(|\bsleep\(\d+\)"
        r"\s?--",
        r"\buid=0\(root\)",
        r"/tmp/pwned|\bpwned!",  # noqa: S108 # a pattern
        r"\bbash -i\b|/dev/tcp/|\bnc -e\b",
        r"\balgorithm\s?=\s?['\"]none['\"]",
        r"<!entity\b",
        r"\"?__proto__\"?\W{1,4}\{",
        r"!!python/object/\w{1,5}:(?:os|subprocess|posix|builtins|__builtin__)\b",
        r";\s?(?:rm -rf|curl [^\n]{0,80}\|\s?(?:ba)?sh)",
        r"\bcurl [^\n]{0,80}\|\s?(?:ba)?sh\b[^\n]{0,60}\b(?:evil|attacker)",
        r"\b(?:evil|attacker)\.(?:com|org|net)\b",
        r"\{\{\s?7\s?\*\s?7\s?\}\}",
        r"\bfile:///etc/",
        r"\bgopher://",
    ),
)
