"""What the portal raises on purpose. Messages are Dutch sentences for the person who acts."""

from django.core.exceptions import PermissionDenied


class NotAllowed(PermissionDenied):
    """Visible, but this may not be done now; carries the reason. Django answers 403."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Conflict(Exception):
    """Somebody else changed it meanwhile; nothing was stored."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


class Invalid(Exception):
    """Input that cannot be accepted; `field` names the form field when there is one, `code` what a form does with it."""

    def __init__(self, message: str, field: str | None = None, code: str = "invalid"):
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code
