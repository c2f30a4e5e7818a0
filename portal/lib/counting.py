"""Counts on a page: they stop at a thousand, so that a long list costs no more than a short one."""

from django.db.models import QuerySet

CAP = 1000


def capped(found: QuerySet) -> str:
    """Count these rows and write the number; "1.000+" when there are more."""
    number = found.order_by().values("pk")[: CAP + 1].count()
    return "1.000+" if number > CAP else str(number)
