"""Reads an OSO SWV dossier (PaO profile): what a concept takes over, and what does not go along and why. Knows no database."""

from .attachments import Attachment
from .markup import LARGEST
from .profile import FIELDS, MASKED, MISSING, STRIPPED, Finding
from .reading import Reading, Section, answers, read

__all__ = ["FIELDS", "LARGEST", "MASKED", "MISSING", "STRIPPED", "Attachment", "Finding", "Reading", "Section", "answers", "read"]
