"""The VAT guardian: lights, the list for the administration, attestations."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query, Request

from basicplus import members
from basicplus.clock import today
from basicplus.web.api.shapes import GROUP, REFUSALS
from basicplus.web.desk import AtDesk, AtWritingDesk
from basicplus.web.language import language_of_api
from basicplus.web.reading import vat
from basicplus.web.reading.members import MemberDetail, member_detail
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["vat"])
On = Annotated[date | None, Query(description="The day; today if nothing is said.")]


@router.get("/vat", openapi_extra=roles("finance", "auditor"))
def get_vat(request: Request, desk: AtDesk, on: On = None) -> vat.VatWatch:
    """Return the light of every member of a day, the worst first, and the share of outsiders in its year."""
    with desk.reading() as session:
        return vat.vat_watch(session, on or today(), language_of_api(request))


@router.get("/vat/list", openapi_extra=roles("finance", "auditor"))
def get_vat_list(
    desk: AtDesk, on: On = None, since: Annotated[date | None, Query(description="Tell changes after it.")] = None
) -> vat.VatList:
    """Return the members of a day as the VAT administration wants them, and what changed since another day."""
    with desk.reading() as session:
        return vat.vat_list(session, on or today(), since)


@router.post(
    "/members/{number}/vat-attestations", status_code=201, responses=REFUSALS, openapi_extra=roles("finance")
)
def attest(desk: AtWritingDesk, number: str, attestation: members.VatAttestation) -> MemberDetail:
    """Record what a member attests of its VAT status, for a year unless it says otherwise."""
    with desk.writing() as session:
        members.attest_vat(session, number, attestation)
    with desk.reading() as session:
        return member_detail(session, number, today())
