"""The description of the API for people, made from the one for programs; it loads nothing from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from markupsafe import Markup

from basicplus.web.language import language_of, speech
from basicplus.web.pages.frame import environment, page, render
from basicplus.web.problems import KINDS
from basicplus.web.roles import DECLARATION, roles

METHODS = ("get", "post")
router = APIRouter()


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a shape; `link` names the shape it holds."""

    name: str
    type: str
    link: str | None
    required: bool
    note: str


@dataclass(frozen=True)
class Operation:
    """One call of the API."""

    method: str
    path: str
    says: str
    roles: list[str]
    parameters: list[Field]
    body: str | None
    answer: str
    answer_link: str | None
    status: str


@router.get("/openapi.json", include_in_schema=False, openapi_extra=roles("anyone"))
def openapi(request: Request) -> JSONResponse:
    """Send the description for programs."""
    return JSONResponse(request.app.openapi())


@page(router, "/docs", "anyone")
def reference(request: Request) -> HTMLResponse:
    """Show every call, its parameters, its shapes and its problems."""
    return render(request, "reference.html", calls=_calls(request.app, language_of(request)))


def _calls(app: FastAPI, language: str) -> Markup:
    """Write the calls in a language, once for an application: its routes never change."""
    written: dict[str, Markup] = getattr(app.state, "reference", {})
    if language not in written:
        described = app.openapi()
        schemas = described["components"]["schemas"]
        shapes = {name: (each.get("description", ""), _fields(each)) for name, each in sorted(schemas.items())}
        shown = {"t": speech(language), "sections": _sections(described), "shapes": shapes, "problems": KINDS}
        template = environment().get_template("reference_calls.html")
        written[language] = Markup(template.render(shown))  # noqa: S704 - the template escapes what it shows.
        app.state.reference = written
    return written[language]


def _sections(described: dict[str, Any]) -> dict[str, list[Operation]]:
    sections: dict[str, list[Operation]] = {}
    for path, methods in described["paths"].items():
        for method in METHODS:
            if method in methods:
                raw = methods[method]
                sections.setdefault(raw["tags"][0], []).append(_operation(method, path, raw))
    return sections


def _operation(method: str, path: str, raw: dict[str, Any]) -> Operation:
    status, success = next((code, answer) for code, answer in raw["responses"].items() if code.startswith("2"))
    kind, link = _type(success.get("content", {}).get("application/json", {}).get("schema", {}))
    body = raw.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        method=method.upper(),
        path=path,
        says=raw.get("description", "").split("\n")[0],
        roles=raw[DECLARATION],
        parameters=[
            Field(
                name=item["name"],
                type=_type(item["schema"])[0],
                link=None,
                required=item.get("required", False),
                note=f"{item['in']}. {item.get('description', '')}",
            )
            for item in raw.get("parameters", [])
        ],
        body=_type(body)[1],
        answer=kind,
        answer_link=link,
        status=status,
    )


def _fields(schema: dict[str, Any]) -> list[Field]:
    required = schema.get("required", ())
    found = []
    for name, raw in schema.get("properties", {}).items():
        kind, link = _type(raw)
        limits = [f"{word} {raw[word]}" for word in ("minimum", "maximum", "maxLength", "pattern") if word in raw]
        limits += [f"default {raw['default']!r}"] if raw.get("default") not in (None, "") else []
        note = "; ".join(filter(None, [raw.get("description", ""), *limits]))
        found.append(Field(name, kind, link, name in required, note))
    return found


def _type(raw: dict[str, Any]) -> tuple[str, str | None]:
    """Return a type in words, and the shape it holds, if any."""
    if "$ref" in raw:
        name = raw["$ref"].rpartition("/")[2]
        return name, name
    if "anyOf" in raw:
        parts = [_type(part) for part in raw["anyOf"]]
        return " or ".join(kind for kind, _ in parts), next((link for _, link in parts if link), None)
    if "enum" in raw:
        return " | ".join(str(value) for value in raw["enum"]), None
    if raw.get("type") == "array":
        kind, link = _type(raw.get("items", {}))
        return f"list of {kind}", link
    return raw.get("format") or raw.get("type") or "anything", None
