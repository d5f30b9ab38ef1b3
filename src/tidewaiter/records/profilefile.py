"""A profile from its TOML file, or a sentence that says what is wrong with the file."""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

from tidewaiter.records.document import read_document
from tidewaiter.records.entities import read_entities, with_made_columns
from tidewaiter.records.headed import read_header_rows
from tidewaiter.records.profile import Profile
from tidewaiter.records.several import period_of, records_of
from tidewaiter.records.signs import fixed_of
from tidewaiter.records.stated import check, filled_by, names_of, optional_in
from tidewaiter.words.errors import ProfileError


def load(path: Path) -> Profile:
    """Read one profile; what is wrong with it is said with the file's name."""
    try:
        body = path.read_bytes()
        said = tomllib.loads(body.decode("utf-8-sig"))
    except FileNotFoundError:
        raise ProfileError(
            f"there is no profile file {path}", "list the built-in ones: tidewaiter profiles"
        ) from None
    except (OSError, ValueError) as error:
        raise ProfileError(
            f"{path.name} is not read as TOML: {error}",
            'texts stand in quotes, and so do column names with blanks: "Net Mass" = "net_kg"',
        ) from None
    try:
        content = with_made_columns(said)
        check(content)
        return _build(path, body, content)
    except (ValueError, re.error) as error:
        raise ProfileError(
            f"{path.name}: {error}", "compare it with the example in docs/profiles.md"
        ) from None


def _build(path: Path, body: bytes, content: dict[str, Any]) -> Profile:
    read = content.get("read", {})
    return Profile(
        name=path.stem,
        sha256=hashlib.sha256(body).hexdigest(),
        title=content["title"],
        kind=content["kind"],
        source=content["source"],
        licence=content["licence"],
        status=content.get("status", "?"),
        synthetic=bool(content.get("synthetic", False)),
        entities=read_entities(content.get("entities")),
        countries=read.get("countries", "CN"),
        columns={column: names_of(names) for column, names in content["columns"].items()},
        ignored=content.get("ignored", {}),
        optional=optional_in(content),
        constants={name: str(value) for name, value in content.get("constants", {}).items()},
        words=content.get("words", {}),
        fits={column: re.compile(pattern) for column, pattern in content.get("fits", {}).items()},
        numbers=read.get("numbers", "1234.5"),
        dates=read.get("dates", "ymd"),
        vintage=read.get("vintage", ""),
        serials=read.get("serials"),
        fixed=fixed_of(content.get("fixed")),
        match={column: names_of(texts) for column, texts in content.get("match", {}).items()},
        notes=content.get("notes", {}),
        header_rows=read_header_rows(content.get("header_rows"), list(content["columns"])),
        document=read_document(content.get("document"), filled_by(content), "vintage" in read),
        not_stated=tuple(read.get("not_stated", ())),
        nothing={name: names_of(texts) for name, texts in content.get("not_stated", {}).items()},
        absent={name: str(value) for name, value in content.get("absent", {}).items()},
        named=content.get("named", ""),
        values_in=read.get("values_in", ""),
        records=records_of(content.get("record", ())),
        period=period_of(content.get("period", {})),
        path=path,
    )
