"""The sections of the application, one line for each; who may open one sees it. The areas people move between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from basicplus.access import Principal, Role
from basicplus.web.roles import roles_of

Area = Literal["office", "me", "portal"]
Pages = Mapping[str, Sequence[str]]
STAFF: tuple[Role, ...] = ("coordinator", "finance", "auditor", "admin")
AREA_ROLES: dict[Area, tuple[Role, ...]] = {"office": STAFF, "me": ("worker",), "portal": ("member",)}
ROOTS: dict[Area, str] = {"office": "/g/{group}", "me": "/g/{group}/me", "portal": "/g/{group}/portal/{member}"}


@dataclass(frozen=True)
class Entry:
    """A section: `nav.<key>` is its name, `<key>` its picture in icons.svg and what its pages give as section.

    `path` follows the root of the area. Who may see it is what the page there declares: it is said once.
    """

    key: str
    path: str
    area: Area = "office"

    @property
    def route(self) -> str:
        """The path as its route declares it."""
        return ROOTS[self.area] + self.path


ENTRIES: tuple[Entry, ...] = (
    Entry("home", ""),
    Entry("plan", "/plan"),
    Entry("demand", "/demand"),
    Entry("month", "/month"),
    Entry("members", "/members"),
    Entry("workers", "/workers"),
    Entry("leave", "/leave"),
    Entry("agreements", "/agreements"),
    Entry("finance", "/finance"),
    Entry("invoices", "/invoices"),
    Entry("findings", "/findings"),
    Entry("audit", "/audit"),
    Entry("journal", "/journal"),
    Entry("jobs", "/jobs"),
    Entry("admin", "/admin"),
    Entry("my_week", "", "me"),
    Entry("my_hours", "/hours", "me"),
    Entry("my_leave", "/leave", "me"),
    Entry("my_figures", "/figures", "me"),
    Entry("my_documents", "/documents", "me"),
    Entry("to_do", "", "portal"),
    Entry("to_sign", "/sign", "portal"),
    Entry("our_invoices", "/invoices", "portal"),
    Entry("our_planning", "/planning", "portal"),
    Entry("our_agreements", "/agreements", "portal"),
    Entry("our_documents", "/documents", "portal"),
)
QUICK: dict[Area, tuple[str, ...]] = {
    "office": ("home", "plan", "month", "members", "workers", "findings"),
    "me": ("my_week", "my_hours", "my_leave", "my_figures"),
    "portal": ("to_do", "to_sign", "our_invoices", "our_planning"),
}
"""What the bar at the foot of a phone offers of each area: the first four of these."""


@dataclass(frozen=True)
class Link:
    """A link of the navigation."""

    key: str
    url: str


@dataclass(frozen=True)
class Navigation:
    """What one person sees around a page: sections, the phone's bar, and the other areas open to them."""

    area: Area
    links: tuple[Link, ...] = ()
    quick: tuple[Link, ...] = ()
    areas: tuple[tuple[Area, str, str, str], ...] = ()
    """Area, address and, for a portal, number and name of the member; empty when there is but one."""
    member: str = ""
    """Whose portal this is."""

    @property
    def keys(self) -> frozenset[str]:
        """The sections that the person may open here."""
        return frozenset(link.key for link in self.links)


def area_of(path: str) -> Area:
    """Return the area that an address lies in."""
    parts = path.split("/")
    below = parts[3] if parts[1:2] == ["g"] and len(parts) > 3 else ""
    return "me" if below == "me" else "portal" if below == "portal" else "office"


def navigation(principal: Principal, group: str, path: str, pages: Pages) -> Navigation:
    """Return what the principal sees around the page at `path`, of the pages that the application has."""
    area = area_of(path)
    parts = path.split("/")
    member = parts[4] if area == "portal" and len(parts) > 4 else ""
    links = tuple(
        Link(entry.key, entry.route.format(group=group, member=member))
        for entry in ENTRIES
        if entry.area == area and may_open(principal, entry.route, area, pages)
    )
    quick = tuple(link for key in QUICK[area] for link in links if link.key == key)[:4]
    areas = tuple(_areas(principal, group))
    return Navigation(area, links, quick, areas if len(areas) > 1 else (), member)


def may_open(principal: Principal, route: str, area: Area, pages: Pages) -> bool:
    """Tell whether the principal may open a page, in the roles of an area."""
    return bool(principal.acting(set(pages.get(route, ())) & set(AREA_ROLES[area])))


def landing(principal: Principal, group: str, pages: Pages) -> str | None:
    """Return where somebody begins who has no business in the office: own work, else the first member's portal."""
    if principal.worker and may_open(principal, ROOTS["me"], "me", pages):
        return f"/g/{group}/me"
    if principal.members and may_open(principal, ROOTS["portal"], "portal", pages):
        return f"/g/{group}/portal/{principal.members[0]}"
    return None


def pages_of(app: FastAPI) -> Pages:
    """Return what the application answers to a browser: the path of each route and its roles; looked up once."""
    found: Pages | None = getattr(app.state, "pages", None)
    if found is None:
        found = {
            each.path or "": roles_of(each.original_route)
            for each in iter_route_contexts(app.routes)
            if "GET" in (each.methods or ())
        }
        app.state.pages = found
    return found


def _areas(principal: Principal, group: str) -> Iterable[tuple[Area, str, str, str]]:
    if principal.acting(STAFF):
        yield "office", f"/g/{group}", "", ""
    if principal.worker and principal.acting(AREA_ROLES["me"]):
        yield "me", f"/g/{group}/me", "", ""
    if principal.acting(AREA_ROLES["portal"]):
        for member in principal.members:
            yield "portal", f"/g/{group}/portal/{member}", member, principal.member_names.get(member, "")
