"""The jail needs no database. The helpers beside these tests are imported by their name, here and in the jail."""

import sys
from pathlib import Path

import pytest

from hulpvragen.rendering import jail

HERE = str(Path(__file__).parent)
sys.path.append(HERE)


@pytest.fixture
def with_helpers(monkeypatch):
    """The jail can start the programs that stand here."""
    monkeypatch.setattr(jail, "PATHS", [*jail.PATHS, HERE])
