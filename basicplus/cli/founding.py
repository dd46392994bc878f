"""`basicplus found`: the group itself, the first thing in a new database."""

from __future__ import annotations

from typing import Annotated

import typer

from basicplus import groups
from basicplus.acts import Act
from basicplus.cli.acts import given_fields
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, JsonOption, console, print_json

FOUNDING = Act(
    "found",
    groups.GroupCreate,
    groups.found,
    ("admin",),
    {
        "code": "mygroup",
        "name": "Groupement Exemple",
        "enterprise_number": "1999.999.943",
        "street": "Rue de l'Exemple 1",
        "postal_code": "5000",
        "city": "Namur",
        "rpm_court": "Liège, division Namur",
        "email": "factures@example.org",
        "website": "www.example.org",
        "iban": "BE68 5390 0754 7034",
    },
)


def found(
    fields: Annotated[list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="A field.")] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="A JSON object of fields; - reads standard input.")
    ] = None,
    example: Annotated[bool, typer.Option("--example", help="Print an example of the fields.")] = False,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Found a group: its name, number and address, as documents show them.

    Example: basicplus found --example > group.json; edit it; basicplus found --from group.json
    """
    if example:
        print_json(dict(FOUNDING.example))
        return
    given = groups.GroupCreate.model_validate(FOUNDING.read(given_fields(source, fields)))
    with opened(db) as database, database.writing(None, actor(), new_group=True) as session:
        groups.found(session, given)
    if as_json:
        print_json({"group": given.code, "name": given.name})
        return
    console.print(f"Founded: {given.name} ({given.code}).", highlight=False)
    console.print(
        "Next: its authorisation (basicplus do authorise), and who may log in (basicplus users add --role admin).",
        soft_wrap=True,
        highlight=False,
    )
