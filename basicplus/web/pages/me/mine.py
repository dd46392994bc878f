"""What every page of a worker shares: whose it is, and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import HTMLResponse

from basicplus.errors import NotFound
from basicplus.web.pages.frame import View, Viewed

TABS = ("week", "hours", "leave", "figures", "papers")
SECTION = "me"


@dataclass(frozen=True)
class Mine:
    """A request of a worker for own pages."""

    view: View
    number: str

    @property
    def path(self) -> str:
        """The address of the worker's first page."""
        return f"/g/{self.view.desk.group}/me"

    def render(self, tab: str, *, status: int = 200, **shown: Any) -> HTMLResponse:
        """Render a page of the worker."""
        return self.view.render(
            f"me/{tab}.html", SECTION, status=status, tab=tab, tabs=TABS, worker=self.number, me=self.path, **shown
        )


def mine(view: Viewed) -> Mine:
    """Return whose pages these are; NotFound for an account without a worker."""
    number = view.desk.principal.worker
    if number is None:
        raise NotFound(
            "Your account is linked to no worker: ask an administrator to link it to your number as a worker."
        )
    return Mine(view, number)


Own = Annotated[Mine, Depends(mine)]


def day_asked(day: date | None, today: date) -> date:
    """Return the day that a page is about: today if none is said."""
    return day or today
