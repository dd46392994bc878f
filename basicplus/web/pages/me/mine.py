"""What every page of a worker shares: whose it is, and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import HTMLResponse

from basicplus import workers
from basicplus.errors import NotFound
from basicplus.web.pages.frame import View, Viewed
from basicplus.web.pages.me.wording import long_day, short_day


@dataclass(frozen=True)
class Mine:
    """A request of a worker for own pages."""

    view: View
    number: str

    @property
    def path(self) -> str:
        """The address of the worker's first page."""
        return f"/g/{self.view.desk.group}/me"

    def render(self, name: str, *, status: int = 200, **shown: Any) -> HTMLResponse:
        """Render a page of the worker."""
        return self.view.render(
            f"me/{name}.html",
            f"my_{name}",
            status=status,
            worker=self.number,
            me=self.path,
            long_day=long_day,
            short_day=short_day,
            **shown,
        )


def mine(view: Viewed) -> Mine:
    """Return whose pages these are; NotFound for an account without a worker, and in another group."""
    number = view.desk.principal.worker
    if number is None:
        raise NotFound(
            "Your account is linked to no worker: ask an administrator to link it to your number as a worker."
        )
    with view.reading() as session:
        workers.by_number(session, number)
    return Mine(view, number)


Own = Annotated[Mine, Depends(mine)]
