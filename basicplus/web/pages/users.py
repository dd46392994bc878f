"""Who may come in: users, what they are granted and on which days; passwords are chosen by themselves."""

from __future__ import annotations

from fastapi.responses import HTMLResponse, Response

from basicplus import clock
from basicplus.access import ROLES
from basicplus.errors import NotFound, invalid
from basicplus.web.language import LANGUAGES
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.reading.listing import folded, one_of
from basicplus.web.reading.users import people, person
from basicplus.web.section import Section

STEPS = {
    "grant": "grant-role",
    "end": "end-grant",
    "reset": "reset-password",
    "disable": "disable-user",
    "enable": "enable-user",
    "log-out": "log-out-everywhere",
}
router = Section(prefix="/g/{group}/admin/users")


@page(router, "", "admin")
def users_page(view: Viewed, q: str = "", role: str = "") -> HTMLResponse:
    """Show the users with the roles they hold today, searched and filtered."""
    return _list(view, UNTRIED, q, role)


@post(router, "", "admin")
def create(view: Viewed, fields: Fields) -> Response:
    """Create a user, and show once the address at which it chooses its password."""
    tried = view.attempt("create-user", fields)
    if tried.done is None:
        return _list(view, tried, "", "")
    return _one(view, int(tried.done.result["id"]), {}, path=str(tried.done.result["path"]))


@page(router, "/{number}", "admin")
def user_page(view: Viewed, number: int) -> HTMLResponse:
    """Show one user: what it was granted, and on which days."""
    return _one(view, number, {})


@post(router, "/{number}/{step}", "admin")
def change(view: Viewed, number: int, step: str, fields: Fields) -> Response:
    """Grant a role, end a grant, reset a password, keep a user out or let it in again."""
    if step not in STEPS:
        raise NotFound(f"A user cannot be changed by {step!r}: {', '.join(STEPS)}.")
    with view.reading() as session:
        found = person(session, number)
    if step == "end":
        if fields.get("grant") not in {str(each.id) for each in found.grants}:
            raise invalid("grant", fields.get("grant"), f"a grant of {found.email}")
        tried = view.attempt(STEPS[step], fields)
    else:
        tried = view.attempt(STEPS[step], fields | {"email": found.email})
    if tried.done is None:
        return _one(view, number, {step: tried})
    if step == "reset":
        return _one(view, number, {}, path=str(tried.done.result["path"]))
    return see_other(f"/g/{view.desk.group}/admin/users/{number}", notice="users.saved")


def _list(view: View, tried: Tried, q: str, role: str) -> HTMLResponse:
    today = clock.today()
    one_of("role", role, ROLES)
    with view.reading() as session:
        found = [
            each
            for each in people(session)
            if folded(q) in folded(f"{each.name} {each.email}") and (not role or role in each.roles_on(today))
        ]
    return view.render(
        "users.html", "admin", status=tried.status, users=found, roles=ROLES, known=LANGUAGES, tried=tried
    )


def _one(view: View, number: int, tried: dict[str, Tried], path: str = "") -> HTMLResponse:
    with view.reading() as session:
        found = person(session, number)
    status = next((each.status for each in tried.values()), 200)
    return view.render(
        "user.html",
        "admin",
        status=status,
        user=found,
        roles=ROLES,
        tried={step: tried.get(step, UNTRIED) for step in STEPS},
        path=path,
        address=f"{str(view.request.base_url).rstrip('/')}{path}",
    )
