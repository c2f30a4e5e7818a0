"""What may stand in the log: never a link that works."""

import logging


class WithoutLinks(logging.Filter):
    """Takes the secret out of the address in a line about a request: Django logs each refusal with its path."""

    def filter(self, record: logging.LogRecord) -> bool:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        if secret := match and match.kwargs.get("token"):
            record.msg, record.args = record.getMessage().replace(secret, "…"), ()
        return True
