"""Acts on how the law applies to the group: waivers, readings, incidents, evidence."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from basicplus.acts.act import LAWYERS, PROOF, Act
from basicplus.compliance import evidence, incidents, service
from basicplus.db import WriteSession


class Revocation(BaseModel):
    """The first day on which a waiver no longer holds, and why."""

    reference: Annotated[str, Field(description="reference of the waiver")]
    revoked_on: date
    because: Annotated[str, Field(min_length=1, max_length=500)]


def revoke_waiver(session: WriteSession, given: Revocation) -> object:
    """Revoke a waiver from a day on; what it covers from then on must be mended first."""
    return service.revoke(session, given.reference, given.revoked_on, given.because)


def keep_file(session: WriteSession, given: service.FileCreate) -> object:
    """Keep a file as evidence, byte for byte."""
    return evidence.keep_file(session, given.name, given.content)


ACTS = (
    Act(
        "grant-waiver",
        service.WaiverCreate,
        service.grant,
        LAWYERS,
        {
            "reference": "AR-2026-1",
            "rule": "GE-07",
            "up_to": 60,
            "from_on": "2026-01-01",
            "granted_by": "Roi, arrêté délibéré en Conseil des ministres",
            "reason": "Relèvement du plafond",
            "document": PROOF,
        },
    ),
    Act(
        "revoke-waiver",
        Revocation,
        revoke_waiver,
        LAWYERS,
        {"reference": "AR-2026-1", "revoked_on": "2026-06-01", "because": "Arrêté rapporté"},
    ),
    Act(
        "decide-reading",
        service.ReadingCreate,
        service.decide,
        LAWYERS,
        {
            "question": "heads_or_fte",
            "answer": "fte",
            "from_on": "2026-01-01",
            "decided_by": "Conseil d'administration",
            "reason": "Avis d'un avocat",
            "document": PROOF,
        },
    ),
    Act(
        "close-incident",
        incidents.ClosingCreate,
        incidents.close_incident,
        LAWYERS,
        {
            "exceeded_on": "2026-02-02",
            "closed_on": "2026-03-02",
            "closed_by": "Conseil d'administration",
            "because": "Avis d'un avocat",
            "document": PROOF,
        },
    ),
    Act(
        "keep-file",
        service.FileCreate,
        keep_file,
        LAWYERS,
        {"name": "avis.txt", "content": "QXZpcyBkJ3VuIGF2b2NhdA=="},
    ),
)
