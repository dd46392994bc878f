"""The auditor's screens: rules by month, the records behind a finding, evidence, a sample, the chain."""

from __future__ import annotations

import re
from datetime import date, timedelta

from fastapi.responses import HTMLResponse, Response

from basicplus import history, journal
from basicplus.clock import Span, month_of, parse_day, today, year_span
from basicplus.compliance.rules import RULES
from basicplus.compliance.sentences import title
from basicplus.errors import NotFound, invalid
from basicplus.jobs import last_of_each_kind, result_of
from basicplus.journal import last_entry
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.reading.audit import acts_about, findings_of, in_month, kept_run, matrix, records_about
from basicplus.web.reading.chains import drawn
from basicplus.web.reading.findings import RuleItem, rules_on
from basicplus.web.roles import Role
from basicplus.web.section import Section

LOOKERS: tuple[Role, ...] = ("auditor", "coordinator", "admin")
MONTHS = (12, 24, 36)
LARGEST_SAMPLE = 200
PROBLEMS = 20
router = Section(prefix="/g/{group}/audit")


@page(router, "", *LOOKERS)
def audit_page(view: Viewed, until: str = "", known_on: str = "", months: int = 12) -> HTMLResponse:
    """Show every rule by month, as the last audit found it; or the last one by a day."""
    return _matrix(view, UNTRIED, until, known_on, months)


@post(router, "/evidence", *LOOKERS)
def ask_evidence(view: Viewed, fields: Fields) -> Response:
    """Ask for an evidence pack; its job makes it, and shows it."""
    tried = view.attempt("ask-evidence", fields)
    return _to_job(view, tried) if tried.done else _matrix(view, tried, "", "", 12)


@post(router, "/run", *LOOKERS)
def ask_audit(view: Viewed) -> Response:
    """Ask for an audit of every rule; its job runs it."""
    tried = view.attempt("ask-audit", {"language": view.language})
    return _to_job(view, tried) if tried.done else _matrix(view, tried, "", "", 12)


@page(router, "/rules/{rule}", *LOOKERS)
def rule_page(view: Viewed, rule: str, month: str, known_on: str = "") -> HTMLResponse:
    """Show what a rule found in a month, with the records behind it and their acts."""
    if rule not in {each.id for each in RULES}:
        raise NotFound(f"There is no rule {rule!r}.")
    first, known = _month(month, "month"), _known(known_on)
    with view.reading() as session:
        run = kept_run(session, known)
        found = in_month(findings_of(session, run), rule, first) if run else []
        behind = [(item, records_about(session, item.subject)) for item in found[:50]]
        return view.render(
            "audit_rule.html",
            "audit",
            rule=rule,
            title=title(rule, view.language),
            month=first,
            known_on=known,
            ran_at=run.ran_at if run else None,
            found=[(item, records, acts_about(session, records, item.subject)) for item, records in behind],
            total=len(found),
            law=_law(rule, first, view.language),
        )


@page(router, "/sample", *LOOKERS)
def sample_page(
    view: Viewed, from_on: str = "", last_on: str = "", seed: str = "", size: int = 10
) -> HTMLResponse:
    """Draw hours by a seed and show what proves each; without a seed, ask for one."""
    span = Span(
        parse_day(from_on, "from_on") if from_on else year_span(today().year - 1).from_on,
        parse_day(last_on, "last_on") + timedelta(days=1) if last_on else year_span(today().year - 1).until_on,
    )
    if not span:
        raise invalid("last_on", last_on, f"a day not before from_on ({span.from_on})")
    if not 1 <= size <= LARGEST_SAMPLE:
        raise invalid("size", size, f"1 to {LARGEST_SAMPLE} lines")
    with view.reading() as session:
        sample = drawn(session, span, seed[:60], size) if seed else None
    return view.render(
        "audit_sample.html",
        "audit",
        span=span,
        last_on=span.until_on - timedelta(days=1),
        seed=seed[:60],
        size=size,
        sample=sample,
    )


@page(router, "/chain", *LOOKERS)
def chain_page(view: Viewed) -> HTMLResponse:
    """Check the chain of the journal now, and show how the last full verification went."""
    return _chain(view, UNTRIED)


@post(router, "/chain", *LOOKERS)
def verify_all(view: Viewed) -> Response:
    """Ask for a full verification."""
    tried = view.attempt("ask-verification", {})
    return _to_job(view, tried) if tried.done else _chain(view, tried)


def _matrix(view: View, tried: Tried, until: str, known_on: str, months: int) -> HTMLResponse:
    last, known = _month(until, "until") if until else month_of(today()).from_on, _known(known_on)
    if months not in MONTHS:
        raise invalid("months", months, f"one of {', '.join(map(str, MONTHS))}")
    with view.reading() as session:
        run = kept_run(session, known)
        return view.render(
            "audit.html",
            "audit",
            status=tried.status,
            shown=matrix(session, run, last, months, view.language) if run else None,
            last=last,
            earlier=_moved(last, -months),
            later=_moved(last, months),
            known_on=known,
            months=months,
            counts=MONTHS,
            year=year_span(today().year - 1),
            year_ends=year_span(today().year - 1).until_on - timedelta(days=1),
            tried=tried,
        )


def _chain(view: View, tried: Tried) -> HTMLResponse:
    with view.reading() as session:
        broken = list(journal.broken_links(session))
        done = last_of_each_kind(session).get("verification")
        last = last_entry(session)
    return view.render(
        "audit_chain.html",
        "audit",
        status=tried.status,
        broken=broken[:PROBLEMS],
        total=len(broken),
        last=last,
        done=done,
        result=result_of(done) if done else {},
        tried=tried,
    )


def _to_job(view: View, tried: Tried) -> Response:
    assert tried.done is not None
    return see_other(f"/g/{view.desk.group}/jobs/{tried.done.result['id']}")


def _law(rule: str, month: date, language: str) -> RuleItem:
    """Return what the law says on the last day of a month."""
    last = month_of(month).until_on - timedelta(days=1)
    return next(item for item in rules_on(last, language) if item.rule == rule)


def _known(text: str) -> date | None:
    return history.not_to_come("known_on", parse_day(text, "known_on"), today()) if text else None


def _month(text: str, field: str) -> date:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise invalid(field, text, "a month as 2025-03")
    return date.fromisoformat(f"{text}-01")


def _moved(month: date, count: int) -> date:
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)
