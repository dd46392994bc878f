"""The sections of the application: one line for each, with who sees it; the areas that a person moves between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from basicplus.access import Principal, Role

Area = Literal["office", "me", "portal"]
STAFF: tuple[Role, ...] = ("coordinator", "finance", "auditor", "admin")
AREA_ROLES: dict[Area, tuple[Role, ...]] = {"office": STAFF, "me": ("worker",), "portal": ("member",)}
ROOTS: dict[Area, str] = {"office": "/g/{group}", "me": "/g/{group}/me", "portal": "/g/{group}/portal/{member}"}


@dataclass(frozen=True)
class Entry:
    """A section: `nav.<key>` is its name, `icon-<key>` its picture, `key` what its pages give as their section.

    `path` follows the root of the area; it is shown to who holds one of the roles, once a page answers there.
    """

    key: str
    path: str
    roles: tuple[Role, ...]
    area: Area = "office"

    @property
    def route(self) -> str:
        """The path as its route declares it."""
        return ROOTS[self.area] + self.path


ENTRIES: tuple[Entry, ...] = (
    Entry("home", "", STAFF),
    Entry("plan", "/plan", ("coordinator", "auditor")),
    Entry("demand", "/demand", ("coordinator", "auditor")),
    Entry("month", "/month", ("coordinator", "finance", "auditor")),
    Entry("members", "/members", STAFF),
    Entry("workers", "/workers", STAFF),
    Entry("agreements", "/agreements", STAFF),
    Entry("finance", "/finance", ("finance", "auditor")),
    Entry("invoices", "/invoices", STAFF),
    Entry("findings", "/findings", STAFF),
    Entry("audit", "/audit", ("auditor", "admin")),
    Entry("journal", "/journal", STAFF),
    Entry("jobs", "/jobs", STAFF),
    Entry("admin", "/admin", ("admin",)),
    Entry("my_week", "", ("worker",), "me"),
    Entry("my_hours", "/hours", ("worker",), "me"),
    Entry("my_leave", "/leave", ("worker",), "me"),
    Entry("my_figures", "/figures", ("worker",), "me"),
    Entry("my_documents", "/documents", ("worker",), "me"),
    Entry("to_do", "", ("member",), "portal"),
    Entry("to_sign", "/sign", ("member",), "portal"),
    Entry("our_invoices", "/invoices", ("member",), "portal"),
    Entry("our_planning", "/planning", ("member",), "portal"),
    Entry("our_agreements", "/agreements", ("member",), "portal"),
    Entry("our_documents", "/documents", ("member",), "portal"),
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
    areas: tuple[tuple[Area, str, str], ...] = ()
    """Area, address and, for a portal, the number of the member; empty when there is but one."""


def area_of(path: str) -> Area:
    """Return the area that an address lies in."""
    parts = path.split("/")
    below = parts[3] if parts[1:2] == ["g"] and len(parts) > 3 else ""
    return "me" if below == "me" else "portal" if below == "portal" else "office"


def navigation(principal: Principal, group: str, path: str, declared: frozenset[str]) -> Navigation:
    """Return what the principal sees around the page at `path`; `declared` are the paths that pages answer."""
    area = area_of(path)
    parts = path.split("/")
    member = parts[4] if area == "portal" and len(parts) > 4 else ""
    links = tuple(
        Link(entry.key, entry.route.format(group=group, member=member))
        for entry in ENTRIES
        if entry.area == area and entry.route in declared and principal.acting(entry.roles)
    )
    quick = tuple(link for key in QUICK[area] for link in links if link.key == key)[:4]
    areas = tuple(_areas(principal, group))
    return Navigation(area, links, quick, areas if len(areas) > 1 else ())


def paths(app: FastAPI) -> frozenset[str]:
    """Return the paths that the application answers; they are looked up once."""
    found: frozenset[str] | None = getattr(app.state, "paths", None)
    if found is None:
        contexts = iter_route_contexts(app.routes)
        found = frozenset(str(getattr(each.original_route, "path", "")) for each in contexts)
        app.state.paths = found
    return found


def _areas(principal: Principal, group: str) -> Iterable[tuple[Area, str, str]]:
    if principal.acting(STAFF):
        yield "office", f"/g/{group}", ""
    if principal.worker and principal.acting(AREA_ROLES["me"]):
        yield "me", f"/g/{group}/me", ""
    if principal.acting(AREA_ROLES["portal"]):
        for member in principal.members:
            yield "portal", f"/g/{group}/portal/{member}", member
