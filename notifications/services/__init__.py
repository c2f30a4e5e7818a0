"""The counter of the post room: announce in the change's transaction, the sweep delivers."""

from .choosing import choose
from .delivering import sweep
from .promising import Subject, announce, announce_each, retry
from .returning import read_bounces
from .stopping import drain

__all__ = ["Subject", "announce", "announce_each", "choose", "drain", "read_bounces", "retry", "sweep"]
