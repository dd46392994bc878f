"""The demonstration group's papers: statutes, authorisation, internal rules, activity reports."""

from __future__ import annotations

from base64 import b64encode
from datetime import date

from basicplus import groups
from basicplus.compliance.service import FileCreate
from basicplus.db import WriteSession

RULES_VERSION = 1


def paper(name: str, text: str) -> FileCreate:
    """Return a document of a few words."""
    return FileCreate(name=name, content=b64encode(text.encode()))


def file_papers(session: WriteSession, year: int) -> None:
    """Record the authorisation, the internal rules, and the activity reports of the years before `year`."""
    first = min(2014, year - 2)
    rules = paper("reglement.txt", "Règlement d'ordre intérieur du groupement de démonstration, version 1")
    groups.adopt_internal_rules(session, groups.InternalRulesCreate(from_on=date(first, 1, 15), document=rules))
    groups.authorise(
        session,
        groups.AuthorisationCreate(
            reference="AM-DEMO-2014",
            joint_committee="337",
            granted_on=date(first, 6, 1),
            from_on=date(first, 6, 10),
        ),
    )
    for reported in range(max(first, 2017), year):
        send_report(session, reported)


def send_report(session: WriteSession, year: int) -> None:
    """Send the activity report on a year in March of the next."""
    groups.send_report(
        session,
        groups.ActivityReportCreate(
            year=year,
            sent_on=date(year + 1, 3, 16),
            document=paper(f"rapport-{year}.txt", f"Rapport d'activité {year} du groupement de démonstration"),
        ),
    )
