"""Which profiles there are: those that come with Tidewaiter, a folder's, and a person's own file."""

from collections.abc import Sequence
from pathlib import Path

from tidewaiter.records.profile import Profile
from tidewaiter.records.profilefile import load
from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.errors import ProfileError


def load_folder(folder: Path) -> list[Profile]:
    """Every profile in a folder, by name."""
    return [load(path) for path in sorted(folder.glob("*.toml"))]


def built_in() -> list[Profile]:
    """The profiles that ship with Tidewaiter."""
    return load_folder(LIBRARY / "profiles")


def named(name: str, known: Sequence[Profile]) -> Profile:
    """A known profile by its name, or one in a TOML file of the person's own."""
    if name.endswith(".toml"):
        return load(Path(name))
    found = next((one for one in known if one.name == name), None)
    if found is None:
        listed = ", ".join(one.name for one in known)
        raise ProfileError(
            f"there is no profile {name}",
            f"the profiles are: {listed}; or give a file: --profile my-layout.toml",
        )
    return found


def keep(folder: Path, name: str, toml: str) -> Path:
    """Write a new profile into a folder, once it is seen to be one."""
    path = folder / f"{name}.toml"
    if path.exists():
        raise ProfileError(
            f"there is a profile {name} already", f"edit {path}, or remove it and keep this one"
        )
    folder.mkdir(exist_ok=True)
    beside = folder / f"{name}.part"
    try:
        beside.write_text(toml, encoding="utf-8")
        load(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path
