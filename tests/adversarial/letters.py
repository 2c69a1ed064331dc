"""Letters: other scripts, invisible ones, ones that only look alike, none at all."""

from tests.adversarial.case import Case

REPORT = "The server stops after two requests."

CASES = (
    Case("nothing at all", "", ""),
    Case("spaces alone", " \t ", "\u00a0\u2003 \n\t\r\n\u3000"),
    Case("invisible letters alone", "\u200b\u200c\u200d\u2060", "\ufeff\u200b\u00ad" * 50),
    Case(
        "invisible letters within words",
        "c\u200br\u200ba\u00adsh",
        "V\u200bersion: 1.\u200b4.2\n" + REPORT,
    ),
    Case(
        "right to left marks",
        "\u202egubkcus\u202c crash",
        f"\u202e{REPORT}\u202c \u2066x\u2069 \u200f",
    ),
    Case("a file name that reads backwards", "[Bug]: photo_\u202egnp.exe", REPORT),
    Case(
        "a mention broken by an invisible letter",
        "[Bug]: crash",
        f"@\u200bsomebody @so\u200bmebody {REPORT}",
    ),
    Case(
        "letters that only look alike",
        "[Вug]: сrash",
        "### Vеrsion\n\n1.4.2\n\n### Whаt happened?\n\nx",
    ),
    Case(
        "full-width letters",
        "［Bug］：ｃｒａｓｈ ＠ｓｏｍｅｂｏｄｙ",
        "＃＃＃ Version\n\n１．４．２\n／linchpin mute",
    ),
    Case("stacked accents", "c" + "\u0301" * 500 + "rash", ("a" + "\u0300\u0323" * 200 + " ") * 20),
    Case(
        "control characters",
        "crash\x00\x07\x1b[31mred\x1b[0m\x7f",
        "".join(map(chr, range(32))) + REPORT,
    ),
    Case("NULs", "\x00", "### Version\x00\n\n\x00\n" + "\x00" * 500),
    Case(
        "line ends of all kinds",
        "[Bug]: crash",
        "a\rb\nc\r\nd\u2028e\u2029f\x0bg\x0ch\x85i\n\r\n" + REPORT,
    ),
    Case("lone surrogates", "\ud800 crash", "### Version\n\n\udfff\ud83d\n"),
    Case("letters of no meaning", "\ue000\uffff\U0010ffff", "\ufffe\ufdd0" * 100),
    Case("letters that grow when folded", "\ufdfa" * 50, "\ufdfa\ufb03ßŉİ" * 500),
    Case("emoji alone", "🔥🔥🔥", "💥 👨‍👩‍👧‍👦 🏳️‍🌈 🇺🇳\n" * 20),
    Case(
        "Chinese",
        "[Bug]: 服务器停止响应",
        "### 发生了什么\n\n第二个请求之后服务器停止响应。@某人 请看\n\n### 版本\n\n1.4.2",
    ),
    Case(
        "Japanese",
        "サーバーが止まる",
        "### 何が起きましたか\n\n二つ目のリクエストの後に止まります。\n",
    ),
    Case("Korean", "서버가 멈춤", "두 번째 요청 후에 서버가 멈춥니다."),
    Case("Arabic", "توقف الخادم", "### الإصدار\n\n١٫٤٫٢\n\nيتوقف الخادم بعد الطلب الثاني."),
    Case(
        "Hebrew and English mixed",
        "השרת crash נופל",
        "השרת נופל אחרי הבקשה השנייה, version 1.4.2, `engine serve`.",
    ),
    Case("Russian", "Сервер падает", "После второго запроса сервер падает. Версия 1.4.2"),
    Case("Hindi", "सर्वर बंद हो जाता है", "दूसरे अनुरोध के बाद सर्वर बंद हो जाता है।"),
    Case("Thai without spaces", "เซิร์ฟเวอร์หยุดทำงาน", "เซิร์ฟเวอร์หยุดทำงานหลังจากคำขอที่สอง" * 20),
    Case(
        "Greek, Turkish, German",
        "Σφάλμα İıŞş Fehler ß",
        "Ο διακομιστής σταματά. Sunucu duruyor. Größe: ẞ",
    ),
    Case("Morse and Braille", "-.-. .-. .- ... ....", "⠉⠗⠁⠎⠓ " * 50),
    Case("mathematical letters", "𝕮𝖗𝖆𝖘𝖍 @𝓼𝓸𝓶𝓮𝓫𝓸𝓭𝔂", "𝟏.𝟒.𝟐 𝐕𝐞𝐫𝐬𝐢𝐨𝐧"),
)
