"""Reads ISO 20022 statements, camt.053 versions 02 and 08; the parser expands no entity and opens no address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import get_args

from lxml import etree

from basicplus.invoicing.payments.statements import (
    AGAIN,
    BankFormat,
    Movement,
    Statement,
    one_line,
    proven,
    refused,
    split,
    valid_ogm,
)
from basicplus.money import format_cents

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
READ: tuple[BankFormat, ...] = tuple(each for each in get_args(BankFormat) if each.startswith("camt"))
SIGNS = {"CRDT": 1, "DBIT": -1}
Element = etree._Element


def read_camt(content: bytes) -> list[Statement]:
    """Read the statements of a message; entries that are not booked yet are left out.

    Raises InvalidInput for the first thing that is wrong: no XML, another message, balances that the entries do
    not make. Nothing of such a file is to be used.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise refused("file", str(error), f"a whole XML message: this one is cut off or broken; {AGAIN}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused("file", "a DOCTYPE", "a bank's message has none; do not use this file")
    version = _version(root)
    found = [_statement(stmt, version) for stmt in _all(root, "BkToCstmrStmt/Stmt")]
    if not found:
        raise refused("file", "no statement", f"at least one statement (Stmt); {AGAIN}")
    return found


def _version(root: Element) -> BankFormat:
    told = etree.QName(root).namespace or "no namespace"
    for version in READ:
        if told == NAMESPACE + version:
            return version
    raise refused("message", told.removeprefix(NAMESPACE), f"one of {', '.join(READ)}: ask the bank for one")


def _all(element: Element, path: str) -> list[Element]:
    return element.findall("/".join(f"{{*}}{name}" for name in path.split("/")))


def _text(element: Element, *paths: str) -> str:
    """Return the text at the first of some paths that has any."""
    return next(
        (text for path in paths for each in _all(element, path) if (text := (each.text or "").strip())), ""
    )


def _day(element: Element, path: str) -> date | None:
    """Return a day, whether it is given alone or with a time."""
    told = _text(element, f"{path}/Dt", f"{path}/DtTm")
    try:
        return date.fromisoformat(told[:10]) if told else None
    except ValueError:
        raise refused(path, told, f"a day as 2026-12-31; {AGAIN}", _line(element)) from None


def _cents(amount: Element) -> int:
    """Return an amount of zero or more in cents."""
    currency = amount.get("Ccy")
    if currency != "EUR":
        raise refused("currency", currency or "none", "EUR: basicplus keeps accounts in euros", _line(amount))
    return _read_cents((amount.text or "").strip(), amount)


def _read_cents(told: str, element: Element) -> int:
    """Read the one way in which XML writes an amount; `parse_cents` reads what people write."""
    match = re.fullmatch(r"(\d{1,13})(?:\.(\d\d?)0*)?", told)
    if match is None:
        raise refused("amount", told, f"euros with at most two decimals, as 1234.50; {AGAIN}", _line(element))
    return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))


def _sign(element: Element) -> int:
    told = _text(element, "CdtDbtInd")
    if told not in SIGNS:
        raise refused("CdtDbtInd", told or "nothing", f"CRDT or DBIT; {AGAIN}", _line(element))
    return SIGNS[told]


def _line(element: Element) -> int | None:
    line: int | None = getattr(element, "sourceline", None)
    return line


def _statement(stmt: Element, version: BankFormat) -> Statement:
    opening_on, opening_cents = _balance(stmt, "OPBD", "PRCD")
    closing_on, closing_cents = _balance(stmt, "CLBD")
    entries = _all(stmt, "Ntry")
    _check_summary(stmt, entries)
    booked = [entry for entry in entries if _text(entry, "Sts/Cd", "Sts") == "BOOK"]
    movements = [each for place, entry in enumerate(booked, start=1) for each in _entry(entry, place, closing_on)]
    return proven(
        Statement(
            iban=_text(stmt, "Acct/Id/IBAN"),
            number=_number(stmt) or closing_on.timetuple().tm_yday,
            opening_on=opening_on,
            closing_on=closing_on,
            opening_cents=opening_cents,
            closing_cents=closing_cents,
            format=version,
            movements=tuple(movements),
        )
    )


def _number(stmt: Element) -> int:
    """Return the number of the statement, 0 when the bank gives none."""
    told = _text(stmt, "ElctrncSeqNb", "LglSeqNb")
    return int(told) if re.fullmatch(r"\d{1,9}", told) else 0


def _balance(stmt: Element, *codes: str) -> tuple[date, int]:
    for code in codes:
        for balance in _all(stmt, "Bal"):
            day = _day(balance, "Dt")
            if _text(balance, "Tp/CdOrPrtry/Cd") == code and day is not None:
                return day, _sign(balance) * _cents(_one(balance, "Amt"))
    raise refused("balance", "nothing", f"a balance {codes[0]} with its day; {AGAIN}", _line(stmt))


def _one(element: Element, path: str) -> Element:
    found = _all(element, path)
    if not found:
        raise refused(path, "nothing", f"one in each {etree.QName(element).localname}; {AGAIN}", _line(element))
    return found[0]


def _check_summary(stmt: Element, entries: Sequence[Element]) -> None:
    """Compare the entries with the summary that some banks put before them."""
    for name, signs in (("TtlNtries", (1, -1)), ("TtlCdtNtries", (1,)), ("TtlDbtNtries", (-1,))):
        summed = [_cents(_one(entry, "Amt")) for entry in entries if _sign(entry) in signs]
        count = _text(stmt, f"TxsSummry/{name}/NbOfNtries")
        if count and count != str(len(summed)):
            said = f"{len(summed)} entries are here: some are missing or too many; {AGAIN}"
            raise refused(f"number of entries ({name})", count, said, _line(stmt))
        told = _text(stmt, f"TxsSummry/{name}/Sum")
        if told and _read_cents(told, stmt) != sum(summed):
            said = f"the entries here make {format_cents(sum(summed))} EUR; {AGAIN}"
            raise refused(f"sum of entries ({name})", f"{told} EUR", said, _line(stmt))


def _entry(entry: Element, place: int, closing_on: date) -> Iterator[Movement]:
    """Yield the money of an entry once: its transactions where they make it up, else the entry itself."""
    sign = _sign(entry)
    whole = Movement(
        sequence=f"{place:04d}",
        booked_on=_day(entry, "BookgDt") or closing_on,
        value_on=_day(entry, "ValDt"),
        amount_cents=sign * _cents(_one(entry, "Amt")),
        text=one_line(_text(entry, "AddtlNtryInf")),
        bank_reference=_text(entry, "AcctSvcrRef"),
    )
    transactions = _all(entry, "NtryDtls/TxDtls")
    if len(transactions) == 1:
        yield from split(_detailed(whole, transactions[0], sign), [])
        return
    amounts = [_amount(transaction, sign) for transaction in transactions]
    parts = [
        replace(_detailed(whole, transaction, sign), sequence=f"{whole.sequence}.{number}", amount_cents=cents)
        for number, (transaction, cents) in enumerate(zip(transactions, amounts, strict=True), start=1)
        if cents is not None
    ]
    texts = [_detailed(whole, transaction, sign).text for transaction in transactions]
    yield from split(
        replace(whole, text=one_line(whole.text, *texts)[:2000]), parts if None not in amounts else []
    )


def _amount(transaction: Element, sign: int) -> int | None:
    """Return what one transaction of several moved, None where the bank does not say it in euros."""
    sign = _sign(transaction) if _text(transaction, "CdtDbtInd") else sign
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        for amount in _all(transaction, path):
            if amount.get("Ccy") == "EUR":
                return sign * _cents(amount)
    return None


def _detailed(whole: Movement, transaction: Element, sign: int) -> Movement:
    """Return a movement with the payer and the communication of a transaction."""
    party = "Dbtr" if sign > 0 else "Cdtr"
    references = [_reference(each) for each in _all(transaction, "RmtInf/Strd/CdtrRefInf")]
    valid = [ogm for ogm, _ in references if ogm]
    free = [(each.text or "") for each in _all(transaction, "RmtInf/Ustrd")]
    told = one_line(*[text for ogm, text in references if ogm not in valid[:1]], *free)
    return replace(
        whole,
        counterparty_iban=_text(transaction, f"RltdPties/{party}Acct/Id/IBAN"),
        counterparty_name=one_line(
            _text(transaction, f"RltdPties/{party}/Nm", f"RltdPties/{party}/Pty/Nm"),
        )[:140],
        ogm=valid[0] if valid else None,
        text=(told or ("" if valid else one_line(_text(transaction, "AddtlTxInf"), whole.text)))[:2000],
        bank_reference=_text(transaction, "Refs/AcctSvcrRef") or whole.bank_reference,
    )


def _reference(reference: Element) -> tuple[str | None, str]:
    """Return a creditor's reference as a structured communication, when it is a Belgian one, and as written."""
    written = _text(reference, "Ref")
    digits = re.sub(r"[^0-9]", "", written) if _text(reference, "Tp/Issr") == "BBA" else ""
    return valid_ogm(digits), written
