"""Bank files for the tests: consistent ones, in CODA and camt.053, of the account of the cast's group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from basicplus.demo.coda import Entry, Page, write_coda
from basicplus.invoicing.documents.ogm import ogm
from basicplus.money import format_cents

IBAN = "BE68539007547034"
HOLDER = "GROUPEMENT DES ECOLES ASBL"
DAY = date(2025, 5, 5)
SCHOOL, HOME = "BE71096123456769", "BE62510007547061"


def entry(cents: int, **changes: object) -> Entry:
    """Money of a school on the 5th of May, with a bank reference of its own amount."""
    given = {
        "booked_on": DAY,
        "value_on": DAY,
        "account": SCHOOL,
        "name": "ECOLE LIBRE",
        "reference": f"REF{abs(cents):014d}",
    }
    return Entry(cents, **given | changes)


def page(*entries: Entry, number: int = 12, opening_cents: int = 100000, **changes: object) -> Page:
    """A statement of the day, on from one of the day before."""
    given = {"opening_on": DAY - timedelta(days=1), "closing_on": DAY, "entries": entries}
    return Page(IBAN, HOLDER, number, opening_cents=opening_cents, **given | changes)


def coda(*pages: Page) -> bytes:
    """The statements as a bank writes them in CODA."""
    return write_coda(pages)


SAMPLE = (
    entry(175142, ogm=ogm("2026000042")),
    entry(40000, ogm=ogm("2026000043"), account=HOME, name="MAISON DE REPOS"),
    entry(53651, text="FACT 2026-000044 MERCI"),
    entry(10319, text="***202/6000/04438***", account=HOME, name="MAISON DE REPOS"),
    entry(-1250, text="FRAIS DE GESTION DU COMPTE", account="", name="", code="08037000"),
)
"""Exact, partial, a number in the text, a communication in the text, and a charge of the bank."""


def replaced(content: bytes, line: int, first: int, text: str) -> bytes:
    """Put other characters at a position (from 1 on) of a line of a CODA file."""
    lines = content.split(b"\r\n")
    record = bytearray(lines[line - 1])
    record[first - 1 : first - 1 + len(text)] = text.encode("cp1252")
    lines[line - 1] = bytes(record)
    return b"\r\n".join(lines)


def without(content: bytes, *lines: int) -> bytes:
    """Leave lines of a CODA file out."""
    kept = [text for number, text in enumerate(content.split(b"\r\n"), start=1) if number not in lines]
    return b"\r\n".join(kept)


def camt(*pages: Page, version: str = "08", pending: Sequence[Entry] = ()) -> bytes:
    """The statements as a bank writes them in camt.053; `pending` entries are not booked yet."""
    statements = "".join(_stmt(each, version, pending) for each in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr>{statements}</BkToCstmrStmt></Document>"
    ).encode()


def _stmt(page: Page, version: str, pending: Sequence[Entry]) -> str:
    entries = "".join(_ntry(each, version, "BOOK") for each in page.entries)
    entries += "".join(_ntry(each, version, "PDNG") for each in pending)
    return (
        f"<Stmt><Id>S</Id><ElctrncSeqNb>{page.number}</ElctrncSeqNb>"
        f"<Acct><Id><IBAN>{page.iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{_bal('OPBD', page.opening_on, page.opening_cents)}{_bal('CLBD', page.closing_on, page.closing_cents)}"
        f"{entries}</Stmt>"
    )


def _bal(code: str, day: date, cents: int) -> str:
    return f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_money(cents)}<Dt><Dt>{day}</Dt></Dt></Bal>"


def _money(cents: int) -> str:
    sign = "CRDT" if cents >= 0 else "DBIT"
    return f'<Amt Ccy="EUR">{format_cents(abs(cents))}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'


def _ntry(entry: Entry, version: str, state: str) -> str:
    status = state if version == "02" else f"<Cd>{state}</Cd>"
    value = f"<ValDt><Dt>{entry.value_on}</Dt></ValDt>" if entry.value_on else ""
    details = entry.details or (replace(entry, reference=""),)
    return (
        f"<Ntry>{_money(entry.cents)}<Sts>{status}</Sts><BookgDt><Dt>{entry.booked_on}</Dt></BookgDt>{value}"
        f"<AcctSvcrRef>{entry.reference}</AcctSvcrRef>"
        f"<NtryDtls>{''.join(_tx(each, version) for each in details)}</NtryDtls></Ntry>"
    )


def _tx(entry: Entry, version: str) -> str:
    amount = f'<Amt Ccy="EUR">{format_cents(abs(entry.cents))}</Amt>'
    sign = "Dbtr" if entry.cents > 0 else "Cdtr"
    amount = f"<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>" if version == "02" else _money(entry.cents)
    name = f"<Nm>{entry.name}</Nm>" if version == "02" else f"<Pty><Nm>{entry.name}</Nm></Pty>"
    account = f"<{sign}Acct><Id><IBAN>{entry.account}</IBAN></Id></{sign}Acct>"
    parties = f"<RltdPties><{sign}>{name}</{sign}>{account}</RltdPties>" if entry.account else ""
    structured = (
        "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>BBA</Issr></Tp>"
        f"<Ref>{entry.ogm}</Ref></CdtrRefInf></Strd>"
    )
    told = structured if entry.ogm else f"<Ustrd>{entry.text}</Ustrd>"
    reference = f"<Refs><AcctSvcrRef>{entry.reference}</AcctSvcrRef></Refs>" if entry.reference else ""
    return f"<TxDtls>{reference}{amount}{parties}<RmtInf>{told}</RmtInf></TxDtls>"
