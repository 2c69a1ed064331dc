"""Plain text mail, over SMTP; a port of one verb, as there is one way to send it."""

from dataclasses import dataclass
from email.message import EmailMessage
from enum import Enum
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

TIMEOUT = 30.0
"""Seconds for each answer of the server; RFC 5321 §4.5.3.2 allows minutes, a job has less."""

PORTS = {"smtp": 587, "smtps": 465}


class Tls(Enum):
    """When the line is encrypted; a server that cannot is told nothing."""

    AT_ONCE = 1
    UPGRADED = 2
    IF_OFFERED = 3
    """Only for a server on the loopback."""


class MailFailed(Exception):
    """The mail was surely not taken; trying again later may help."""


class MailRefused(Exception):
    """The server said no for good; the message is its own."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server, and who writes.

    `url`: smtp://USER:PASSWORD@HOST:587?from=ADDRESS with STARTTLS, which only a server on the
    loopback may lack; smtps:// with TLS from the start. Raises `ValueError` with the remedy.
    """

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = None
    tls: Tls = Tls.UPGRADED

    @classmethod
    def of(cls, url: str) -> "Mail":
        """The server that a `SMTP_URL` names."""
        parts = urlsplit(url)
        user = unquote(parts.username) if parts.username else None
        given = parse_qs(parts.query).get("from", [])
        sender = given[0] if given else user or ""
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("give it as smtps://USER:PASSWORD@HOST?from=ADDRESS")
        if "@" not in sender:
            raise ValueError("add ?from=ADDRESS, whom the mail is from")
        password = unquote(parts.password) if parts.password else None
        port = parts.port or PORTS[parts.scheme]
        return cls(parts.hostname, port, sender, user, password, _tls(parts.scheme, parts.hostname))

    async def send(self, to: str, subject: str, text: str, message_id: str) -> None:
        """Send one mail. `message_id` is the same whenever the same thing is said.

        Raises `MailFailed` and `MailRefused`; anything else leaves open whether it was taken.
        """
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Message-ID"] = f"<{message_id}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's autoresponder answers
        message.set_content(text)
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.tls is Tls.AT_ONCE,
            start_tls={Tls.AT_ONCE: False, Tls.UPGRADED: True, Tls.IF_OFFERED: None}[self.tls],
            timeout=TIMEOUT,
        )
        try:
            await client.connect()
            if self.user and self.password:
                await client.login(self.user, self.password)
            await client.mail(self.sender)
            await client.rcpt(to)
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise _failure(error) from error
        except UnicodeError as error:
            client.close()
            raise MailRefused("the address is not ASCII") from error
        try:
            await client.data(message.as_bytes())
        except aiosmtplib.SMTPResponseException as error:
            raise _failure(error) from error
        finally:
            client.close()


def _failure(error: Exception) -> MailFailed | MailRefused:
    if isinstance(error, aiosmtplib.SMTPResponseException) and error.code >= 500:
        return MailRefused(f"the mail server answered {error.code}")  # its words name the address
    return MailFailed(type(error).__name__)


def _tls(scheme: str, host: str) -> Tls:
    if scheme == "smtps":
        return Tls.AT_ONCE
    try:
        is_loopback = ip_address(host).is_loopback
    except ValueError:
        is_loopback = host == "localhost"
    return Tls.IF_OFFERED if is_loopback else Tls.UPGRADED
