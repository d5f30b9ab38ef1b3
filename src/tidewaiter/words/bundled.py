"""Where the data that ships with the package lies: tables, profiles, places, rates."""

from pathlib import Path

LIBRARY = Path(__file__).parent.parent / "library"
