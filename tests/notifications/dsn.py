"""Mail as it comes back: delivery status notifications (RFC 3464), right ones and odd ones."""

import os
import time
from itertools import count
from pathlib import Path

_numbers = count()


def report(message_id: str, *, action: str = "failed", status: str = "5.1.1", headers_only: bool = False) -> bytes:
    """A report about one mail, as mail servers write it."""
    returned = f"From: geen-antwoord@sluitend.example\r\nTo: weg@school.example\r\nMessage-ID: {message_id}\r\nSubject: Hulpvraag\r\n"
    part = "text/rfc822-headers" if headers_only else "message/rfc822"
    return (
        "From: MAILER-DAEMON@mx.example\r\nTo: retour@sluitend.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Message-ID: <report@mx.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nI could not deliver your message.\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; weg@school.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 No such user\r\n\r\n"
        f"--B\r\nContent-Type: {part}\r\n\r\n{returned}\r\nBeste lezer,\r\n--B--\r\n"
    ).encode()


def post(folder: Path, mail: bytes) -> Path:
    """Put a mail in a folder, as one that has lain there for a while."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{next(_numbers):06}-{os.getpid()}.part"
    unfinished.write_bytes(mail)
    aged = time.time() - 3600
    os.utime(unfinished, (aged, aged))
    return unfinished.rename(unfinished.with_suffix(".eml"))
