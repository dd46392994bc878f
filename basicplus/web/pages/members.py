"""Members: the list, and a member's page."""

from __future__ import annotations

from fastapi.responses import HTMLResponse

from basicplus import clock, members
from basicplus.assignments import Agreement, TimeEntry
from basicplus.invoicing import Invoice
from basicplus.members.models import FREQUENCIES
from basicplus.web.pages.frame import AskedPart, Viewed, page
from basicplus.web.reading.agreements import agreement_items
from basicplus.web.reading.invoices import invoice_items
from basicplus.web.reading.listing import one_of
from basicplus.web.reading.members import STATES, list_members, member_detail
from basicplus.web.reading.presences import minutes_by_month
from basicplus.web.reading.sites_map import PROVINCES, map_of, spots_of
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/members")


@page(router, "", "coordinator", "finance", "auditor")
def members_list(view: Viewed, asked: AskedPart, state: str = "", frequency: str = "") -> HTMLResponse:
    """Show the members, searched and filtered."""
    with view.reading() as session:
        part = list_members(session, asked, clock.today(), state, frequency)
        lights = members.vat_lights(session, clock.today())
        return view.render(
            "members.html", "members", part=part, states=STATES, frequencies=FREQUENCIES, lights=lights
        )


@page(router, "/map", "coordinator", "finance", "auditor")
def members_map(view: Viewed, q: str = "", province: str = "") -> HTMLResponse:
    """Show where the sites of members lie, by town; a filter brings the map nearer."""
    one_of("province", province, tuple(PROVINCES))
    with view.reading() as session:
        spots = spots_of(session, q[:100], province)
    drawn = map_of(spots)
    return view.render("members_map.html", "members", map=drawn, count=len(spots), provinces=tuple(PROVINCES))


@page(router, "/{number}", "coordinator", "finance", "auditor")
def member_page(view: Viewed, number: str) -> HTMLResponse:
    """Show one member: who it is, what was agreed, what was done and billed."""
    with view.reading() as session:
        member_id = members.by_number(session, number).id
        return view.render(
            "member.html",
            "members",
            member=member_detail(session, number, clock.today()),
            light=members.vat_light(session, number, clock.today()),
            agreements=agreement_items(session, Agreement.member_id == member_id),
            invoices=invoice_items(session, Invoice.member_id == member_id, limit=100),
            months=minutes_by_month(session, TimeEntry.state, TimeEntry.member_id == member_id),
        )
