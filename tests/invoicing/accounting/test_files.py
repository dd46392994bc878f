"""The accountant's files, line by line; the same entries give the same bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date

from basicplus.invoicing.accounting.accounts import Accounts
from basicplus.invoicing.accounting.files import neutral_csv, winbooks_csv, write_zip
from basicplus.invoicing.accounting.postings import Paid, document_entry, payment_entry
from tests.invoicing.documents.cast import FORFAIT, REGIE, SCHOOL, credit_note, invoice

USUAL = Accounts({})
TAXED = replace(REGIE, agreement="2025-017", minutes=180, amount_cents=13686, vat_percent=21)
MIXED = document_entry(invoice(FORFAIT, TAXED, total_cents=61560, vat_cents=2874), USUAL)
NOTE = document_entry(credit_note(), USUAL)
PAID = payment_entry(
    [Paid(7, "payment", date(2026, 3, 2), 57027, "2026-000042", "M004", SCHOOL.name, "REF0001")], USUAL
)
FILES = [("2026-000042.pdf", b"%PDF-1.4"), ("2026-000042.xml", b"<Invoice/>" * 200)]


def test_the_neutral_file_has_a_line_for_each_posting() -> None:
    said = neutral_csv(3, [MIXED, NOTE])
    assert said.startswith(b"\xef\xbb\xbfbatch;journal;")
    assert said.decode("utf-8-sig").split("\r\n") == [
        "batch;journal;kind;number;date;due date;member;name;account;customer;label;vat percent;debit;credit;"
        "refers to;reference",
        "3;VEN;invoice;2026-000042;2026-02-05;2026-03-07;M004;École Saint-Joseph ASBL;400;M004;2026-000042;;"
        "615,60;;;+++202/6000/04236+++",
        "3;VEN;invoice;2026-000042;2026-02-05;2026-03-07;M004;École Saint-Joseph ASBL;701;;2025-015 CPT;0;"
        ";450,00;;+++202/6000/04236+++",
        "3;VEN;invoice;2026-000042;2026-02-05;2026-03-07;M004;École Saint-Joseph ASBL;700;;2025-017 CP;21;"
        ";136,86;;+++202/6000/04236+++",
        "3;VEN;invoice;2026-000042;2026-02-05;2026-03-07;M004;École Saint-Joseph ASBL;451;;2026-000042;;"
        ";28,74;;+++202/6000/04236+++",
        "3;NCV;credit_note;NC-2026-000003;2026-02-05;2026-03-07;M004;École Saint-Joseph ASBL;400;M004;"
        "NC-2026-000003;;;570,27;2026-000042;",
        "3;NCV;credit_note;NC-2026-000003;2026-02-05;2026-03-07;M004;École Saint-Joseph ASBL;700;;2025-014 CP;0;"
        "570,27;;2026-000042;",
        "",
    ]


def test_a_payment_has_no_due_date_and_the_reference_of_the_bank() -> None:
    assert neutral_csv(1, [PAID]).decode("utf-8-sig").split("\r\n")[1:] == [
        "1;FIN;payment;7;2026-03-02;;M004;École Saint-Joseph ASBL;550;;2026-000042;;570,27;;2026-000042;REF0001",
        "1;FIN;payment;7;2026-03-02;;M004;École Saint-Joseph ASBL;400;M004;2026-000042;;;570,27;2026-000042;"
        "REF0001",
        "",
    ]


def test_winbooks_reads_documents_by_number_and_numbers_payments_itself() -> None:
    later = replace(PAID, number="9")
    assert winbooks_csv([MIXED, NOTE, PAID, later]).decode().split("\r\n") == [
        "bookyear,bookmonth,jnltype,jnl,number,renumber,accounttyp,accountid,date,duedate,cur,side,amountcur,"
        "amount,vattype",
        "2026,2,SAL,VEN,2026000042,F,C,M004,2026/02/05,2026/03/07,,D,,615.600,0",
        "2026,2,SAL,VEN,2026000042,F,G,701,2026/02/05,2026/03/07,,C,,450.000,0",
        "2026,2,SAL,VEN,2026000042,F,G,700,2026/02/05,2026/03/07,,C,,136.860,0",
        "2026,2,SAL,VEN,2026000042,F,G,451,2026/02/05,2026/03/07,,C,,28.740,0",
        "2026,2,SAC,NCV,2026000003,F,C,M004,2026/02/05,2026/03/07,,C,,570.270,0",
        "2026,2,SAC,NCV,2026000003,F,G,700,2026/02/05,2026/03/07,,D,,570.270,0",
        "2026,3,CAS,FIN,1,T,G,550,2026/03/02,2026/03/02,,D,,570.270,0",
        "2026,3,CAS,FIN,1,T,C,M004,2026/03/02,2026/03/02,,C,,570.270,0",
        "2026,3,CAS,FIN,2,T,G,550,2026/03/02,2026/03/02,,D,,570.270,0",
        "2026,3,CAS,FIN,2,T,C,M004,2026/03/02,2026/03/02,,C,,570.270,0",
        "",
    ]


def test_a_name_that_looks_like_a_formula_or_a_column_is_neither() -> None:
    said = neutral_csv(1, [replace(PAID, name='=2+2;"x"')]).decode("utf-8-sig")
    assert ';"\'=2+2;""x""";' in said


def test_a_zip_is_the_same_bytes_wherever_and_whenever_it_is_written() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    digest = write_zip(FILES, first)
    assert (write_zip(FILES, second), write_zip(FILES)) == (digest, digest)
    assert first.getvalue() == second.getvalue()
    assert hashlib.sha256(first.getvalue()).hexdigest() == digest
    with zipfile.ZipFile(first) as archive:
        assert archive.testzip() is None
        assert [(each.filename, archive.read(each)) for each in archive.infolist()] == FILES
