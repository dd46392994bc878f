"""The OpenAPI description of the API: what FastAPI tells, with summaries, examples, tags and every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from fastapi import FastAPI

from basicplus.acts import REGISTRY
from basicplus.web import matching
from basicplus.web.examples import example_of
from basicplus.web.problems import KINDS, MEDIA_TYPE
from basicplus.web.reads import JSON, LARGEST, LAST_PAGE

Described = dict[str, Any]
TAG = f'"{"5f0c" * 16}"'
METHODS = ("get", "post", "put", "patch", "delete")
INTRO = """\
Everything the screens do, as calls. Days are Brussels days, instants are UTC, money is in cents, durations are
in minutes, spans hold their first day and not their last (`from_on`, `until_on`).

**Who asks.** Send `Authorization: Bearer <token>` with a token of your account, or the session of a signed-in
browser. `x-roles` of an operation names the roles that may call it; `anyone` needs no login.

**Changes** are acts: `POST /api/groups/{group}/acts/<act>`. A rule of law may refuse one (`409`, with the
findings), or warn of it: then send it again with `despite`, your reason. With an `Idempotency-Key` a change is
done once, and answered again when the same request comes again within 24 hours (`Idempotency-Replayed: true`).

**Lists** take `page` and `size`; their `Link` header names the first, previous, next and last page,
`X-Total-Count` counts the whole list. Reads carry an `ETag`: send it back as `If-None-Match` and the answer is
`304` while nothing has changed. Send it as `If-Match` with a change, and the change is done only while nothing
has changed (`412` otherwise): of two who decide on the same, the second is told.

**Errors** are `application/problem+json` (RFC 9457): what was found, what is allowed, what to do next.
"""
TAGS = {
    "group": "The group, its figures, findings and journal, and the same as of an earlier day.",
    "papers of the group": "Statutes, internal rules, authorisations, activity reports, incidents.",
    "members": "Associations, their memberships, what they signed, strikes.",
    "vat": "The VAT light of every member, the list for the administration, attestations.",
    "workers": "Workers and their contracts; no pay, and no reason of an absence.",
    "agreements": "What members and the group agreed: terms, versions, envelopes, signatures.",
    "visits and hours": "Visits planned and hours done.",
    "calendar": "School holidays, closing days and what they are for.",
    "plan": "The plan: versions, board, conflicts, repairs, months on paper.",
    "travel": "Kilometres and minutes between sites.",
    "invoices": "Documents, their files, proofs and reasons, and the runs that make them.",
    "payments": "What is open and what was paid.",
    "reminders": "Reminders due and sent.",
    "budgets": "The budget of a year and what it makes of the rates.",
    "deliveries": "How documents leave the house.",
    "costs": "Costs, where they were poured, what a settlement made of them.",
    "accounting": "Entries for the accountant.",
    "liability": "Debts, provisions and who stands in for whom.",
    "me": "What a worker sees and sends of its own.",
    "jobs": "Long work: asked for, under way, done.",
    "month close": "What blocks a month, its disputes, and what a member sees of itself.",
    "staffing": "Capacity, and what one more worker would change.",
    "calculators": "Social law and prices as sums, without any record.",
    "watch": "Findings as a list of work, duties, head count.",
    "acts": "Every change as one call, and the simulation of many.",
    "feeds": "Calendars by subscription.",
    "tokens": "Tokens for programs.",
    "webhooks": "What happened, sent to an address of yours.",
    "privacy": "What is held of a person, and what is to be let go.",
}


def install(app: FastAPI) -> None:
    """Have the application describe itself so; the description is made once."""
    plain: Callable[[], Described] = app.openapi
    kept: list[Described] = []

    def described() -> Described:
        if not kept:
            kept.append(describe(deepcopy(plain())))
        return kept[0]

    app.openapi = described  # type: ignore[method-assign]


def describe(raw: Described) -> Described:
    """Return FastAPI's description, completed in place."""
    shapes = raw.setdefault("components", {}).setdefault("schemas", {})
    raw["info"]["description"] = INTRO
    raw["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token of your account."},
        "session": {"type": "apiKey", "in": "cookie", "name": "session", "description": "A signed-in browser."},
    }
    used = set()
    for path, method, operation in operations(raw):
        used.update(operation["tags"])
        operation["summary"] = operation.get("description", "").split("\n")[0].rstrip(".")
        if "public" not in operation["x-roles"]:
            operation["security"] = [{"token": []}, {"session": []}]
        if method == "get" and path.startswith("/api/"):
            _reads(operation)
        if method == "post" and _names_what_can_be_read(path):
            _matches(operation)
        _parameters(operation, shapes)
        _body(path, operation, shapes)
        _answers(operation, shapes)
    raw["tags"] = [{"name": name, "description": says} for name, says in TAGS.items() if name in used]
    return raw


def operations(raw: Described) -> Iterator[tuple[str, str, Described]]:
    """Yield the path, method and description of every operation."""
    for path, methods in raw["paths"].items():
        for method in METHODS:
            if method in methods:
                yield path, method, methods[method]


def _reads(operation: Described) -> None:
    """Tell of the tags, and of the pages of plain lists (`basicplus.web.reads`)."""
    answers, asked = operation["responses"], operation.setdefault("parameters", [])
    answers["304"] = {"description": "Nothing has changed since the answer with the tag in `If-None-Match`."}
    asked.append(_asked("If-None-Match", "header", {"type": "string"}, "The `ETag` of an earlier answer."))
    headers = {"ETag": _header("string", "Names this answer; send it back as `If-None-Match`.")}
    schema = answers["200"].get("content", {}).get(JSON, {}).get("schema", {})
    if schema.get("type") == "array":
        for name, most in (("page", LAST_PAGE), ("size", LARGEST)):
            limits = {"type": "integer", "minimum": 1, "maximum": most}
            asked.append(_asked(name, "query", limits, "The whole list where neither page nor size is given."))
    if schema.get("type") == "array" or "/Part_" in schema.get("$ref", ""):
        headers["X-Total-Count"] = _header("integer", "How many items the whole list has.")
        headers["Link"] = _header("string", "The first, previous, next and last page (RFC 8288).")
    answers["200"]["headers"] = headers


def _names_what_can_be_read(path: str) -> bool:
    act = REGISTRY.get(path.rpartition("/acts/")[2])
    return bool(matching.readable(act.model.model_fields) if act else matching.named_in_path(path, "number"))


def _matches(operation: Described) -> None:
    """Tell of changes that are done only while what they name reads as it did (`basicplus.web.matching`)."""
    says = "The `ETag` under which you read something that this call names: done only while that reads the same."
    tag = {"type": "string", "maxLength": 1000}
    operation.setdefault("parameters", []).append(_asked(matching.HEADER, "header", tag, says) | {"example": TAG})
    operation["responses"]["412"] = deepcopy(operation["responses"]["409"]) | {"description": KINDS["changed"]}


def _asked(name: str, where: str, schema: Described, says: str) -> Described:
    return {"name": name, "in": where, "required": False, "schema": schema, "description": says}


def _header(kind: str, says: str) -> Described:
    return {"schema": {"type": kind}, "description": says}


def _parameters(operation: Described, shapes: Described) -> None:
    for parameter in operation.get("parameters", []):
        parameter.setdefault("example", example_of(parameter["schema"], shapes, parameter["name"]))
        if parameter["example"] is None:
            del parameter["example"]


def _body(path: str, operation: Described, shapes: Described) -> None:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        act = REGISTRY.get(path.rpartition("/acts/")[2])
        content["example"] = dict(act.example) if act else _as_an_act(content["schema"], shapes)


def _as_an_act(schema: Described, shapes: Described) -> Any:
    """Return the example of the act that takes the same shape, or one made from the schema."""
    shape = schema.get("$ref", "").rpartition("/")[2]
    same = next((act.example for act in REGISTRY.values() if act.model.__name__ == shape), None)
    return dict(same) if same else example_of(schema, shapes)


def _answers(operation: Described, shapes: Described) -> None:
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            answer["description"] = operation["summary"]
            for media_type, content in answer.get("content", {}).items():
                if media_type == JSON and content.get("schema"):
                    content["example"] = example_of(content["schema"], shapes)
        elif JSON in answer.get("content", {}):
            content = answer["content"].pop(JSON)
            content["example"] = _problem(int(status))
            answer["content"][MEDIA_TYPE] = content


def _problem(status: int) -> Described:
    """Return a problem as the API answers it."""
    kind = {404: "not-found", 409: "refused", 412: "changed", 422: "invalid"}.get(status, "request")
    told: Described = {
        "type": f"/docs#problem-{kind}",
        "title": KINDS[kind],
        "status": status,
        "detail": DETAILS.get(status, KINDS[kind]),
    }
    if status == 422:
        told["errors"] = [{"field": "until_on", "found": "2026-13-01", "allowed": "a day, as 2026-03-31"}]
    return told


DETAILS = {
    400: "The law is not known here before 2014-01-01.",
    401: "Sign in, or send a token.",
    403: "This is for coordinator, auditor.",
    404: "There is no member M999 in this group.",
    409: "M001 is already a member from 2021-01-01.",
    412: "Changed since you read it: agreement A-12. Nothing was saved: read it again, and decide again.",
    422: "until_on: found '2026-13-01'; a day, as 2026-03-31",
    429: "Too many requests: ask again in 60 seconds.",
}
