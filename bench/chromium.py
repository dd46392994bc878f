"""The Chromium in which pages are painted and looked at: where it is, and how it is started."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "BASICPLUS_CHROMIUM"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """Return the Chromium to run: the one that BASICPLUS_CHROMIUM names, or Debian's; None when there is none."""
    path = os.environ.get(VARIABLE, "/usr/bin/chromium")
    return path if Path(path).exists() else None
