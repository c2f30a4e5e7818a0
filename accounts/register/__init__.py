"""Reads DUO's register of schools as it really comes, and lists of codes. Pure: knows no database."""

from .codes import CodeList, read_codes
from .reading import Register, read_register
from .text import ENCODINGS, LARGEST, Fault

__all__ = ["ENCODINGS", "LARGEST", "CodeList", "Fault", "Register", "read_codes", "read_register"]
