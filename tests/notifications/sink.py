"""A mail server of our own: remembers every conversation, and fails on request.

Faults: `421` no service at the greeting, `slow` a late greeting, `451` try later, `550` no such
mailbox, `554` will not take this mail, `hang` silence before the data, `hang_after` silence after
it, `reset` the line breaks after the mail was taken in, `drip` a greeting of one byte at a time,
`bounce` the mail is taken in and comes back: a report lands in the folder `returned`. To the
addresses in `dead` every mail comes back.
"""

import asyncio
import logging
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from devtools.programs import free_port
from tests.notifications import dsn

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it repeats every line of every talk
FOR_EVER = 60  # seconds: longer than any client waits


@dataclass
class Talk:
    """One conversation as the server saw it; `mail` only when it was taken in."""

    begun: float
    fault: str = ""
    to: list[str] = field(default_factory=list)
    mail: EmailMessage | None = None
    answered: bool = False


class _Server(SMTP):
    def __init__(self, *args, sink: "Sink", **kwargs):
        self.sink = sink
        super().__init__(*args, **kwargs)

    def connection_made(self, transport):
        self.talk = Talk(time.time(), self.sink.draw())
        self.sink.talks.append(self.talk)
        super().connection_made(transport)

    async def push(self, status):
        if str(status).startswith("220 ") and not self.session.host_name:
            status = await self._greet(str(status))
        await super().push(status)

    async def _greet(self, status: str) -> str:
        if self.talk.fault == "slow":
            await asyncio.sleep(self.sink.pause * 3)
        if self.talk.fault == "drip":
            for letter in status:
                self.transport.write(letter.encode())
                await asyncio.sleep(0.2)
        return "421 closed for a moment" if self.talk.fault == "421" else status


class Sink:
    """`with Sink() as sink:`; `sink.faults[address]` is a queue of faults, `draw` gives one for a new line."""

    def __init__(self, *, pause: float = 0.0, draw=lambda: "", returned: Path | None = None):
        self.pause, self.draw = pause, draw  # seconds before and after a mail is taken in
        self.returned, self.dead = returned, set()
        self.port = free_port()
        self.talks: list[Talk] = []
        self.faults: dict[str, deque] = defaultdict(deque)
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=10)
        self._controller.factory = lambda: _Server(self, sink=self, **self._controller.SMTP_kwargs)

    def __enter__(self):
        # a sender that was killed is no news; its traceback would come at any moment, from the garbage collector
        self._controller.loop.set_exception_handler(lambda loop, context: None)
        self._controller.start()
        self.talks.clear()  # it rings itself up to see whether it answers
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._controller.loop).result(10)
        self._controller.stop()

    async def _hang_up(self):
        talks = asyncio.all_tasks() - {asyncio.current_task()}
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    @property
    def mails(self) -> list[EmailMessage]:
        """Every mail taken in, oldest first."""
        return [talk.mail for talk in self.talks if talk.mail]

    @property
    def addressed(self) -> list[str]:
        """To whom mail was taken in, sorted."""
        return sorted(mail["To"] for mail in self.mails)

    async def handle_RCPT(self, server, session, envelope, address, options):
        talk = server.talk
        talk.to.append(address)
        if self.faults[address]:
            talk.fault = self.faults[address].popleft()
        if talk.fault == "hang":
            await asyncio.sleep(FOR_EVER)
        if talk.fault in ("451", "550"):
            return f"{talk.fault} {address} not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        talk = server.talk
        await asyncio.sleep(self.pause)
        if talk.fault == "554":
            return "554 looks like unwanted mail"
        if talk.fault == "hang_after":
            await asyncio.sleep(FOR_EVER)
        talk.mail = message_from_bytes(envelope.content, policy=policy.default)
        await asyncio.sleep(self.pause)  # a sender that dies now has sent, and does not know it
        if talk.fault == "reset":
            server.transport.abort()
        if talk.fault == "bounce" or talk.to[0] in self.dead:
            dsn.post(self.returned, dsn.report(talk.mail["Message-ID"]))
        talk.answered = talk.fault != "reset"
        return "250 taken in"
