"""Agreements with members: their terms, their versions, and who is assigned to them."""

from basicplus.assignments.agreements.service import (
    AssignmentCreate,
    agree,
    assign,
    change_rounding,
    end_agreement,
)
from basicplus.assignments.agreements.terms import AgreementCreate, AgreementTerms, check_fee
from basicplus.assignments.agreements.versions import (
    agreements_of,
    by_number,
    check_days,
    holds_for,
    member_of,
    number_after,
    successor,
    supersede,
    version_on,
    versions_of,
)

__all__ = [
    "AgreementCreate",
    "AgreementTerms",
    "AssignmentCreate",
    "agree",
    "agreements_of",
    "assign",
    "by_number",
    "change_rounding",
    "check_days",
    "check_fee",
    "end_agreement",
    "holds_for",
    "member_of",
    "number_after",
    "successor",
    "supersede",
    "version_on",
    "versions_of",
]
