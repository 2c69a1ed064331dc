"""The same in languages other than English."""

from bot.parsing.security.cue import Family, cue

ELSEWHERE = (
    cue(
        Family.WEAKNESS,
        "weakness-in-other-words",
        0.55,
        r"任意代码|任意命令|远程代码执行|代码执行漏洞|命令注入|sql\s?注入|反序列化"
        r"|目录遍历|路径(?:遍历|穿越)|越权|提权|未授权(?:访问)?|任意文件|反弹\s?shell|弱口令"
        r"|硬编码的?(?:密码|密钥|口令)|绕过(?:了)?(?:登录|认证|验证|权限|授权|鉴权|沙箱)",
        r"任意の?コード|リモートコード実行|コード実行|インジェクション"
        r"|ディレクトリトラバーサル|権限昇格",
        r"원격 코드 실행|임의(?:의)? 코드|경로 탐색|권한 상승",
        r"beliebige[nr]? (?:code|befehle|datei)|rechteausweitung|einschleus|umgehen\b"
        r"|lässt sich umgehen",
        r"ejecución (?:remota )?de (?:código|comandos)|ejecutar (?:código|comandos)"
        r"|inyección (?:de|sql)|escalada de privilegios",
        r"exécution (?:de code|de commandes)|exécuter (?:du code|des commandes)|injection "
        r"(?:de|sql)|élévation de privilèges",
        r"execução (?:remota )?de código|injeção (?:de|sql)|escalonamento de privilégios",
        r"esecuzione (?:remota )?di codice|iniezione",
        r"произвольн\w{1,4} (?:код|команд)|удал[её]нн\w{1,4} выполнени|внедрени\w (?:sql"
        r"|команд|код)|повышени\w привилегий",
    ),
    cue(
        Family.NAMED,
        "named-in-other-words",
        0.5,
        r"漏洞|安全(?:隐患|问题)|脆弱性|セキュリティ(?:上の問題|ホール|問題)|취약점|보안 문제",
        r"sicherheitslücke|sicherheitsproblem|schwachstelle|sicherheitsrisiko",
        r"vulnerabilidad|fallo de seguridad|vulnérabilité|faille de sécurité"
        r"|vulnerabilidade|falha de segurança|vulnerabilità",
        r"уязвимост|проблем\w безопасности",
    ),
    cue(
        Family.ATTACKER,
        "attacker-in-other-words",
        0.45,
        r"攻击者|黑客|恶意|受害者|攻撃者|悪意|悪用|공격자|악의적|angreifer|böswillig"
        r"|bösartig|atacante|malicios"
        r"|attaquant|malveillant|invasor"
        r"|aggressore|злоумышленник|вредоносн",
    ),
    cue(
        Family.REACH,
        "anybody-in-other-words",
        0.35,
        r"没有(?:任何)?(?:身份)?(?:验证|认证)|没有登录校验|(?:无需|不用|不需要|不必)(?:登录|认证|密码|授权)"
        r"|任何人|密码留空|空密码|直接进(?:入)?后台|認証なし"
        r"|認証が(?:不要|ない)|誰でも|外部から|인증 없이"
        r"|누구나"
        r"|ohne (?:anmeldung|passwort|kennwort|authentifizierung)|unangemeldet|ohne sich "
        r"anzumelden|\bjeder\b"
        r"|sin (?:autenticación|contraseña|iniciar sesión)|cualquier(?:a| persona| usuario)"
        r"|sans (?:authentification|mot de passe)"
        r"|n'importe qui|sem (?:autenticação|senha)|qualquer pessoa|senza autenticazione"
        r"|chiunque|без (?:авторизации|аутентификации|пароля)|любой (?:пользователь"
        r"|человек)",
    ),
    cue(
        Family.HARM,
        "harm-in-other-words",
        0.35,
        r"(?<!内存)(?<!显存)泄露|窃取|篡改|他人の|他の(?:利用者|ユーザー)|漏洩|盗"
        r"|其他用户|不同用户|别人的(?:数据|对话|聊天|文件|模型|密钥|记录)|覆盖(?:了)?(?:系统|服务器|任意)"
        r"|유출|탈취|zugangsdaten|im klartext"
        r"|fremde\b|auslesen|stehlen"
        r"|robar|datos de otros|voler|données d'autres|roubar|dados de outros|rubare|кража"
        r"|украсть|чуж(?:ие|ой|их)",
    ),
    cue(
        Family.DISCLOSURE,
        "private-in-other-words",
        0.5,
        r"私下|非公开|非公開|비공개|öffentlich schreiben|vertraulich|correo privado|en privado|en "
        r"privé|em privado|in privato|в частном порядке|приватно",
    ),
)
