"""The counter of the post room: announce in the change's transaction, the sweep delivers."""

from .delivering import sweep
from .promising import announce, retry
from .stopping import drain

__all__ = ["announce", "drain", "retry", "sweep"]
