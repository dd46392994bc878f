"""What is held of a person as one file to hand over: JSON for programs, an index to read, in a ZIP."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime

from basicplus import groups
from basicplus.db import GroupSession
from basicplus.history.rows import models
from basicplus.privacy.gathering import Held
from basicplus.versions import table_of

FORMAT = "basicplus-person-1"


def write_package(session: GroupSession, held: Held, at: datetime) -> bytes:
    """Return the ZIP of what is held of a person, as of an instant."""
    group = groups.current(session)
    told = {
        "format": FORMAT,
        "group": {"name": group.name, "enterprise_number": group.enterprise_number, "email": group.email},
        "made_at": at.isoformat(timespec="seconds"),
        "asked": held.person.asked,
        "names": list(held.person.names),
        "tables": held.tables,
        "before": held.before,
        "journal": held.journal,
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("person.json", json.dumps(told, ensure_ascii=False, indent=1))
        package.writestr("index.md", _index(held, group.name, at))
    return content.getvalue()


def _index(held: Held, group: str, at: datetime) -> str:
    """Return what is in the file, in words: each table with what it is for and how much of it there is."""
    says = {table_of(model).name: (model.__doc__ or "").split("\n")[0] for model in models()}
    lines = [f"- `{name}`: {len(rows)}. {says.get(name, '')}" for name, rows in held.tables.items()]
    return "\n".join(
        [
            f"# What {group} holds on {', '.join(held.person.names)}",
            "",
            f"Made on {at:%Y-%m-%d %H:%M} UTC. `person.json` holds {held.count} rows, in these tables:",
            "",
            *lines,
            "",
            f"`before`: {len(held.before)} earlier states of the person's own rows.",
            f"`journal`: {len(held.journal)} acts by the person or about it.",
            "",
            "Passwords, keys and sums of tokens are left out: they open doors, and nobody can read them.",
            "To have something corrected or deleted, write to the group.",
            "",
        ]
    )
