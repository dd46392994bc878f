"""`basicplus users`: who may come in, from the shell of the machine: the first administrator begins here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer
from sqlmodel import col, select

from basicplus import clock
from basicplus.access import ROLES, User, grants_of
from basicplus.acts import act_named
from basicplus.acts.doing import do
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.db import GroupSession
from basicplus.web.callers import principal_of

app = typer.Typer(
    help="Users: who may come in, in which roles, on which days.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
HEAD = """# Which roles each route is for

Every page and every call of the API but the acts, whose roles are in [acts.md](acts.md). `anyone` is who is logged
in, `public` is who is not. The file is made: `basicplus users may --markdown > docs/routes.md`; a test compares it
with what the routes declare. What a role sees behind a route is in [access.md](access.md)."""
EmailOption = Annotated[str, typer.Option("--email", metavar="ADDRESS", help="The user's e-mail address.")]
RoleOption = Annotated[str, typer.Option("--role", help=f"One of {', '.join(ROLES)}.")]
WorkerOption = Annotated[
    str | None, typer.Option("--worker", metavar="NUMBER", help="Whose hours and week, for the role worker.")
]
MemberOption = Annotated[
    str | None, typer.Option("--member", metavar="NUMBER", help="Which member, for the role member.")
]
SignOption = Annotated[bool, typer.Option("--may-sign", help="May sign the member's hours.")]
FromOption = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="From this day; today if not given.")
]
UntilOption = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="The first day after; an auditor needs one.")
]
UrlOption = Annotated[
    str, typer.Option("--url", help="Where the server answers, for the address that is printed.")
]


@app.command()
def add(
    email: EmailOption,
    role: RoleOption,
    name: Annotated[str, typer.Option("--name", help="How the user is called; the address if not given.")] = "",
    language: Annotated[str, typer.Option("--language", help="fr, nl, de or en.")] = "fr",
    worker: WorkerOption = None,
    member: MemberOption = None,
    may_sign: SignOption = False,
    from_on: FromOption = None,
    until_on: UntilOption = None,
    url: UrlOption = "http://127.0.0.1:8000",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Create a user with one role, and print the address, good once, at which it chooses its password.

    Example: basicplus users add --role admin --email chantal@group.example --name "Chantal Noël"
    """
    granted = _granted(email, role, worker, member, may_sign, from_on, until_on)
    made = _do(db, group, "create-user", {"email": email, "name": name or email, "language": language})
    _do(db, group, "grant-role", granted)
    _tell_address(made, url, as_json)


@app.command()
def grant(
    email: EmailOption,
    role: RoleOption,
    worker: WorkerOption = None,
    member: MemberOption = None,
    may_sign: SignOption = False,
    from_on: FromOption = None,
    until_on: UntilOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a user one more role.

    Example: basicplus users grant --email luc@school.example --role member --member M001 --may-sign
    """
    granted = _granted(email, role, worker, member, may_sign, from_on, until_on)
    made = _do(db, group, "grant-role", granted)
    _tell(as_json, made, f"Grant {made['id']}: {email} is {role} from {granted.get('from_on') or 'today'} on.")


@app.command("end-grant")
def end_grant(
    number: Annotated[int, typer.Argument(metavar="GRANT", help="Its id, as `users list` shows it.")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The first day without it; today if not given.")
    ] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a role from a user.

    Example: basicplus users end-grant 3 --on 2026-07-01
    """
    made = _do(db, group, "end-grant", {"grant": number} | ({"on": on} if on else {}))
    _tell(as_json, made, f"Grant {number} does not hold any more from {on or 'today'} on.")


@app.command()
def disable(
    email: EmailOption, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Keep a user out from now on; `basicplus do enable-user` lets it in again.

    Example: basicplus users disable --email luc@school.example
    """
    made = _do(db, group, "disable-user", {"email": email})
    _tell(as_json, made, f"{email} may not come in any more, and its sessions have ended.")


@app.command()
def reset(
    email: EmailOption,
    url: UrlOption = "http://127.0.0.1:8000",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a user's password away, and print the address, good once, at which it chooses another.

    Example: basicplus users reset --email luc@school.example
    """
    _tell_address(_do(db, group, "reset-password", {"email": email}), url, as_json)


@app.command("list")
def list_(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """Show the users, and what each may do today.

    Example: basicplus users list
    """
    with opened(db) as database, database.reading(group) as session:
        rows = _users(session, clock.today())
    if as_json:
        print_json(rows)
        return
    cells = [
        (
            row["email"],
            row["name"],
            ", ".join(row["roles"]) or "-",
            row["grants"],
            "no" if row["disabled"] else "yes",
        )
        for row in rows
    ]
    print_table(f"{len(rows)} users", ["address", "name", "today", "grants", "may come in"], cells)


@app.command()
def may(
    role: Annotated[str | None, typer.Option("--role", help="What one role may call; else every route.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="The whole of docs/routes.md.")] = False,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which roles each page and call of the API is for.

    Example: basicplus users may --role member
    """
    # The whole web takes seconds to come up: other commands do without.
    from basicplus.app import create_app
    from basicplus.web.roles import roles_by_route

    with opened(db) as database:
        routes = roles_by_route(create_app(database))
    wanted = [each for each in routes if role is None or {role, "anyone", "public"} & set(each[2])]
    if markdown:
        console.print(markdown_of(wanted), soft_wrap=True, markup=False, highlight=False)
    elif as_json:
        print_json([{"method": method, "path": path, "roles": roles} for method, path, roles in wanted])
    else:
        rows = [(method, path, ", ".join(roles)) for method, path, roles in wanted]
        print_table(f"{len(rows)} routes", ["method", "path", "roles"], rows)


def markdown_of(routes: Sequence[tuple[str, str, list[str]]]) -> str:
    """Write routes and their roles as a table of a document."""
    lines = [f"| {method} | `{path}` | {', '.join(roles)} |" for method, path, roles in routes]
    return "\n".join([HEAD, "", "| method | path | roles |", "|---|---|---|", *lines])


def _users(session: GroupSession, today: date) -> list[dict[str, Any]]:
    found = []
    for user in session.exec(select(User).order_by(col(User.email))):
        principal = principal_of(session, user, today)
        found.append(
            {
                "email": user.email,
                "name": user.name,
                "roles": sorted(principal.roles),
                "worker": principal.worker,
                "members": list(principal.members),
                "signs_for": list(principal.signs_for),
                "grants": " ".join(f"{each.id}:{each.role}" for each in grants_of(session, user)),
                "disabled": user.disabled,
            }
        )
    return found


def _granted(
    email: str,
    role: str,
    worker: str | None,
    member: str | None,
    may_sign: bool,
    from_on: str | None,
    until_on: str | None,
) -> dict[str, Any]:
    """Return the fields of a grant, as far as they were given; what is wrong with them is said before all else."""
    given = {"worker": worker, "member": member, "from_on": from_on, "until_on": until_on}
    fields = {"email": email, "role": role, "may_sign": may_sign} | {
        name: value for name, value in given.items() if value is not None
    }
    act_named("grant-role").read(fields)
    return fields


def _do(db: str | None, group: str | None, name: str, fields: dict[str, Any]) -> dict[str, int | str]:
    act = act_named(name)
    with opened(db) as database:
        return do(database, group, actor(), act, act.read(fields)).result


def _tell(as_json: bool, made: dict[str, int | str], sentence: str) -> None:
    if as_json:
        print_json(made)
    else:
        console.print(sentence)


def _tell_address(made: dict[str, int | str], url: str, as_json: bool) -> None:
    address = f"{url.rstrip('/')}{made['path']}"
    if as_json:
        print_json({"email": made["email"], "address": address})
        return
    console.print(f"{made['email']} chooses a password here, once, within 7 days:")
    console.print(address, soft_wrap=True, markup=False)
