"""The admin's screens: the group and its papers, settings, the law with its sources, backups."""

from __future__ import annotations

from fastapi.responses import HTMLResponse, Response
from sqlmodel import col, select

from basicplus import clock
from basicplus.compliance.law import belgian_law
from basicplus.groups import Authorisation, current
from basicplus.groups.models import InternalRules, Statutes
from basicplus.invoicing.settings import billing_of
from basicplus.web.pages.forms import UNTRIED, Tried, see_other
from basicplus.web.pages.frame import AskedPart, View, Viewed, page, post
from basicplus.web.reading.jobs import job_items
from basicplus.web.reading.listing import arrange
from basicplus.web.reading.users import people
from basicplus.web.section import Section
from basicplus.work.copying import backups_in, folder_of

LATEST = 5
router = Section(prefix="/g/{group}/admin")


@page(router, "", "admin")
def admin_page(view: Viewed) -> HTMLResponse:
    """Show who the group is, its papers, how it bills, and what ran last."""
    today = clock.today()
    with view.reading() as session:
        users = people(session)
        return view.render(
            "admin.html",
            "admin",
            identity=current(session),
            statutes=session.exec(select(Statutes).order_by(col(Statutes.from_on).desc())).all(),
            rules=session.exec(select(InternalRules).order_by(col(InternalRules.version).desc())).all(),
            authorisations=session.exec(select(Authorisation).order_by(col(Authorisation.from_on).desc())).all(),
            billing=billing_of(session),
            users=len(users),
            may_come_in=sum(bool(each.roles_on(today)) and not each.disabled for each in users),
            jobs=job_items(session)[:LATEST],
        )


@page(router, "/law", "admin", "auditor", "coordinator")
def law_page(view: Viewed, asked: AskedPart, confirmed: str = "") -> HTMLResponse:
    """Show every parameter of the law with its values by date, their sources, and how sure they are."""
    known = [
        parameter
        for parameter in belgian_law().parameters.values()
        if not confirmed or confirmed in {value.confirmed for value in parameter.values}
    ]
    part = arrange(
        known,
        asked,
        lambda each: f"{each.known_as} {each.labels[view.language]}",
        {"name": lambda each: each.known_as},
    )
    certainties = ("official", "secondary", "belief", "house")
    return view.render("law.html", "admin", part=part, certainties=certainties)


@page(router, "/backups", "admin")
def backups_page(view: Viewed) -> HTMLResponse:
    """Show the copies of the database that there are."""
    return _backups(view, UNTRIED)


@post(router, "/backups", "admin")
def back_up(view: Viewed) -> Response:
    """Ask for a copy of the database."""
    tried = view.attempt("ask-backup", {})
    if tried.done is None:
        return _backups(view, tried)
    return see_other(f"/g/{view.desk.group}/jobs/{tried.done.result['id']}")


def _backups(view: View, tried: Tried) -> HTMLResponse:
    found = backups_in(folder_of(view.desk.database))
    return view.render("backups.html", "admin", status=tried.status, backups=found, tried=tried)
