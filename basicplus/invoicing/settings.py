"""How a group bills: what it calls its invoices, how it numbers them, when they are due, what it adds to them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import col, func, select

from basicplus import groups, journal
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import invalid
from basicplus.invoicing.documents.content import Kind, Language, Title
from basicplus.invoicing.models import BillingSettings, Invoice

Prefix = Annotated[str, Field(pattern=r"^([A-Z][A-Z0-9]{0,7}[-.]?)?$")]
# Year and sequence, as 2026-000042.
_DIGITS = 11


class BillingTerms(BaseModel):
    """What changes in how the group bills from now on: fields that are left out stay; days, and texts by language.

    `grace_days` counts from the end of a period: until then a run waits for hours that are not signed yet.
    """

    title: Annotated[
        Title | None, Field(description="invoice (facture), debit_note (note de débit), claim (créance)")
    ] = None
    invoice_prefix: Annotated[Prefix | None, Field(description="before the year in the number of invoices")] = None
    credit_prefix: Annotated[Prefix | None, Field(description="the same for credit notes, another one")] = None
    due_days: Annotated[int | None, Field(ge=0, le=60, description="law of 2 August 2002: 60 days at most")] = None
    grace_days: Annotated[int | None, Field(ge=0, le=90)] = None
    vat_registered: bool | None = None
    texts: Annotated[
        dict[Language, list[Annotated[str, Field(min_length=1, max_length=500)]]] | None,
        Field(description="what is added to documents in a language: one entry a paragraph"),
    ] = None


def billing_of(session: GroupSession) -> BillingSettings:
    """Return how the group bills; what it never set is as a new group has it."""
    return session.exec(select(BillingSettings)).first() or BillingSettings()


def set_billing(session: WriteSession, terms: BillingTerms) -> BillingSettings:
    """Set how the group bills from now on; documents that are issued stay as they are.

    A prefix only changes how numbers are written: invoices and credit notes keep one counter each a year, so
    that numbers stay without gaps and no structured communication is given twice.
    """
    settings, group = billing_of(session), groups.current(session)
    for kind in ("invoice", "credit_note"):
        _prefix_is_free(session, settings, terms, kind)
    given = terms.model_dump(exclude_none=True)
    for language, texts in given.get("texts", {}).items():
        setattr(settings, f"text_{language}", "\n".join(" ".join(text.split()) for text in texts))
    for row, names in (
        (settings, ("title", "invoice_prefix", "credit_prefix", "grace_days")),
        (group, ("due_days", "vat_registered")),
    ):
        for name in names:
            if name in given:
                setattr(row, name, given[name])
        session.add(row)
    journal.record(session, "set billing", group.code, **given)
    return settings


def texts_of(settings: BillingSettings, language: str) -> tuple[str, ...]:
    """Return the paragraphs that the group adds to documents in a language."""
    return tuple(getattr(settings, f"text_{language}").splitlines())


def document_number(settings: BillingSettings, kind: Kind, year: int, sequence: int) -> str:
    """Write the number of a document: prefix, year, six digits."""
    prefix = settings.credit_prefix if kind == "credit_note" else settings.invoice_prefix
    return f"{prefix}{year:04d}-{sequence:06d}"


def _prefix_is_free(session: GroupSession, settings: BillingSettings, terms: BillingTerms, kind: Kind) -> None:
    """Refuse the prefix of a kind of documents that the other kind has, or had on a document."""
    mine, theirs = (
        ("credit_prefix", "invoice_prefix") if kind == "credit_note" else ("invoice_prefix", "credit_prefix")
    )
    wanted = getattr(terms, mine)
    if wanted is None:
        return
    other = getattr(terms, theirs)
    numbered = select(func.count(col(Invoice.id))).where(
        Invoice.kind != kind,
        func.length(Invoice.number) == len(wanted) + _DIGITS,
        col(Invoice.number).startswith(wanted, autoescape=True),
    )
    if wanted == (getattr(settings, theirs) if other is None else other) or session.exec(numbered).one():
        raise invalid(mine, wanted, "another one than invoices and credit notes have each had so far")
