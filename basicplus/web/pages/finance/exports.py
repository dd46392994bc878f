"""What leaves the house: batches for the accountant, and every list as CSV or XLSX."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import timedelta

from fastapi.responses import HTMLResponse, Response

from basicplus import members
from basicplus.clock import parse_day, today
from basicplus.invoicing import accounting
from basicplus.tabular.sheets import MEDIA_TYPES
from basicplus.web.pages.finance.frame import READERS, day_after, send, show
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.reading.finance.costs import pools_by_code
from basicplus.web.reading.finance.sheets import SHEETS, sheet_named
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/finance/exports")
READS = roles(*READERS)


@page(router, "", *READERS)
def exports_page(view: Viewed) -> HTMLResponse:
    """Show the batches handed over, the lists, and who the VAT guardian warns of."""
    return _exports(view, UNTRIED)


@post(router, "/batches", "finance")
def export(view: Viewed, fields: Fields) -> Response:
    """Hand what is new to the accountant, in a new batch."""
    tried = send(view, "export-accounting", fields, lambda given: {"until_on": day_after(given, "last_on")})
    if tried.done is None:
        return _exports(view, tried)
    return see_other(view.request.url.path.rpartition("/")[0], notice="finance.exported")


@post(router, "/accounts", "finance")
def map_account(view: Viewed, fields: Fields) -> Response:
    """Say to which account something is posted from the next batch on."""
    product, _, key = str(fields.get("posted", "")).partition(" ")
    typed = {name: fields[name] for name in fields if name != "posted"}
    tried = send(view, "map-account", fields, lambda _: {**typed, "product": product, "key": key})
    if tried.done is None:
        return _exports(view, tried, "accounts")
    return see_other(view.request.url.path.rpartition("/")[0], notice="finance.account_mapped")


@router.get("/batches/{number}/{file}", response_class=Response, include_in_schema=False, openapi_extra=READS)
def batch_file(view: Viewed, number: int, file: str) -> Response:
    """Send a file of a batch, byte for byte as it was handed over."""
    content = io.BytesIO()
    with view.reading() as session:
        accounting.write_batch_file(session, number, file, content)
    kind = "application/zip" if file.endswith(".zip") else "text/csv"
    return _attached(content.getvalue(), f"batch-{number:04d}-{file}", kind)


@router.get("/{name}.{extension}", response_class=Response, include_in_schema=False, openapi_extra=READS)
def sheet(view: Viewed, name: str, extension: str, on: str = "") -> Response:
    """Send a list as a file for spreadsheets."""
    day = parse_day(on, "on") if on else today()
    with view.reading() as session:
        content = sheet_named(session, name, day).written(extension)
    return _attached(content, f"{name}-{day}.{extension}", MEDIA_TYPES[extension])


def _exports(view: View, tried: Tried, form: str = "batch") -> HTMLResponse:
    with view.reading() as session:
        lights = members.vat_lights(session, today())
        return show(
            view,
            "exports",
            "exports",
            status=tried.status,
            batches=accounting.batches(session),
            lights=lights,
            warned=_alike(lights, view.language),
            sheets=tuple(SHEETS),
            last=today().replace(day=1) - timedelta(days=1),
            accounts=accounting.accounts_of(session).listed(),
            pools=pools_by_code(session),
            tried=tried,
            tried_in=form,
        )


def _alike(lights: Mapping[str, members.Light], language: str) -> list[tuple[members.Light, list[str]]]:
    """Put the members together of whom the VAT guardian says the same; of the others it says nothing."""
    found: dict[str, tuple[members.Light, list[str]]] = {}
    for number, light in lights.items():
        if light.colour != "green":
            found.setdefault(light.says(language), (light, []))[1].append(number)
    return list(found.values())


def _attached(content: bytes, name: str, media_type: str) -> Response:
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
