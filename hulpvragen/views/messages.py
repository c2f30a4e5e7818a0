"""Messages of the post room in words: what kind, for whom, and what the mail server answered."""

from hulpvragen.queries.outbox import Message
from notifications.enums import How, Outcome, State
from notifications.models import Outbox
from notifications.texts import ANYBODY, TEXTS
from portal.lib import dates

ROLES = {
    "filer": "wie de hulpvraag indiende", "contact": "de contactpersoon", "loket": "het loket", "behandelaar": "de behandelaar",
    "toegewezene": "wie eraan werkt", "contactpersoon": "de contactpersoon van de school", "person": "wie het aangaat", "stopped_person": "wie het aangaat",
    "reporter": "wie het doorgaf", "volgende": "de contactpersoon van de volgende school", "opvolger": "wie erbij komt", "bestuur": "het schoolbestuur",
    "mutatiebehandelaar": "de mutatiebehandelaar", "privacy_officer": "de privacy officer",
}


def kind(promise: Outbox) -> str:
    """Return the kind of message, as the mail names it."""
    texts = TEXTS.get(promise.event, {})
    text = texts.get(promise.role) or texts.get(ANYBODY)
    return text.soort if text else promise.event


def role(promise: Outbox) -> str:
    return ROLES.get(promise.role, promise.role)


def answer(message: Message) -> tuple[str, str]:
    """Return what the mail server answered, or what the loket did, and when or with which code."""
    if message.task:
        return _brought(message)
    if message.line is None:
        return _nothing_sent(message.promise)
    if back := message.returned:
        return f"{Outcome(back.outcome).label}{_code(back)}", dates.moment(back.at)
    return f"{Outcome(message.line.outcome).label}{_code(message.line)}", ""


def _nothing_sent(promise: Outbox) -> tuple[str, str]:
    if promise.state == State.DONE:
        return "Geen e-mail nodig", "Eigen handeling, uitgezet door de ontvanger, of niemand met deze rol"
    return State(promise.state).label, ""


def _code(line) -> str:
    return f" ({line.code})" if line.code else ""


def _brought(message: Message) -> tuple[str, str]:
    task = message.task
    if task.done_at is None:
        return "Het loket moet dit nog geven", task.get_reason_display()
    if task.how in (How.EMAIL, How.LAPSED):
        return task.get_how_display(), dates.moment(task.done_at)
    return f"{task.get_how_display()} op {dates.near(task.done_on)}", f"Aan: {task.get_to_whom_display().lower()}. Vastgelegd door {message.done_by}"


def told(message: Message) -> dict:
    """Return one message as the pages print it."""
    text, more = answer(message)
    return {
        "message": message, "kind": kind(message.promise), "role": role(message.promise), "answer": text, "more": more,
        "good": bool(message.line and message.line.outcome == Outcome.SENT and not message.returned) or bool(message.task and message.task.done_at),
    }
