"""What came back: reads one delivery status notification (RFC 3464), and nothing else of a mail.

Anybody can send a mail to the address for returned mail. So nothing counts but the form of a report
and the Message-ID of one of our own mails in it, which only who had that mail can know. From, subject
and text are never looked at.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import StrEnum

LIMIT = 256 * 1024  # bytes of a mail that are read: report and headers stand in front of a returned mail
_STATUS = re.compile(r"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
_MESSAGE_ID = re.compile(r"\s*(<[^<>\s]{1,118}>)\s*")


class Tells(StrEnum):
    """What a mail in the box for returned mail tells."""

    BOUNCED = "bounced"  # given up for good (5.x.x)
    EXPIRED = "expired"  # given up for the time being (4.x.x)
    DELAYED = "delayed"  # still being tried
    NOTHING = "nothing"  # no report, or none about one of our mails


@dataclass(frozen=True)
class Report:
    """What one mail tells, about which of ours, with the status code of RFC 3463."""

    tells: Tells
    message_id: str = ""
    code: str = ""


NOTHING = Report(Tells.NOTHING)


def read(mail: bytes) -> Report:
    """Return what a mail tells; whatever cannot be read tells nothing."""
    try:
        return _read(message_from_bytes(mail[:LIMIT]))
    except Exception:  # hostile MIME makes the parser raise many kinds; to us each of them is no report
        return NOTHING


def _read(mail: Message) -> Report:
    if mail.get_content_type() != "multipart/report" or str(mail.get_param("report-type", "")).lower() != "delivery-status":
        return NOTHING
    parts = mail.get_payload()
    if not isinstance(parts, list):
        return NOTHING
    fields = next((_recipient(part) for part in parts if part.get_content_type() == "message/delivery-status"), None)
    message_id = next(filter(None, map(_message_id, parts[1:])), "")
    return Report(fields[0], message_id, fields[1]) if fields and message_id else NOTHING


def _recipient(part: Message) -> tuple[Tells, str] | None:
    """Return what is told of the recipient: each of our mails has one."""
    for block in part.get_payload()[1:]:  # the first block is about the mail as a whole
        action, status = str(block.get("Action", "")).strip().lower(), _STATUS.match(str(block.get("Status", "")))
        code = status.group(1) if status else ""
        if action == "failed" and not code.startswith("2"):
            return (Tells.EXPIRED if code.startswith("4") else Tells.BOUNCED), code
        if action == "delayed":
            return Tells.DELAYED, code
    return None


def _message_id(part: Message) -> str:
    """Return the Message-ID of the mail that came back, when this part holds that mail or its headers."""
    if part.get_content_type() == "message/rfc822":
        [returned] = part.get_payload()
    elif part.get_content_type() == "text/rfc822-headers":
        returned = message_from_bytes(part.get_payload(decode=True))
    else:
        return ""
    found = _MESSAGE_ID.fullmatch(str(returned.get("Message-ID", "")))
    return found.group(1) if found else ""
