"""A mail server on the loopback that keeps what it is sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP


@dataclass
class Mailbox:
    """What was sent, and what the server says instead of taking more."""

    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """Given to the next recipients; "" takes the mail."""
    is_cut_short: bool = False
    """Whether the connection ends before a mail is acknowledged, though it is kept."""

    async def handle_RCPT(  # noqa: N802 # aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.answers and (answer := self.answers.pop(0)):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 # aiosmtpd's name
        self, server: Any, _session: Any, envelope: Any
    ) -> str:
        found = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(found)
        if self.is_cut_short:
            server.transport.abort()
        return "250 OK"


@asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    """A server that runs until the block ends."""
    box = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, enable_SMTPUTF8=True), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    box.url = f"smtp://127.0.0.1:{port}?from=linchpin@example.com"
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()
