"""The shared workers: identity, employment contracts, absences, qualifications."""

from basicplus.workers.corrections import WorkerChange, change_worker
from basicplus.workers.entitlements import EntitlementCreate, entitlements_of, record_entitlement
from basicplus.workers.facts import WITNESS
from basicplus.workers.models import (
    Absence,
    ContractTerms,
    EmploymentContract,
    LeaveEntitlement,
    LeaveRequest,
    PayScale,
    Qualification,
    Worker,
    WorkingTimeScheme,
)
from basicplus.workers.pay import ScaleCreate, record_scale
from basicplus.workers.schemes import SchemeCreate, adopt_scheme, end_scheme, schemes
from basicplus.workers.service import (
    ContractCreate,
    WorkerCreate,
    absences_of,
    amend,
    by_number,
    contract_by_number,
    end_contract,
    hire,
    record_absence,
    record_qualification,
    register,
    terms_of,
)

__all__ = [
    "WITNESS",
    "Absence",
    "ContractCreate",
    "ContractTerms",
    "EmploymentContract",
    "EntitlementCreate",
    "LeaveEntitlement",
    "LeaveRequest",
    "PayScale",
    "Qualification",
    "ScaleCreate",
    "SchemeCreate",
    "Worker",
    "WorkerChange",
    "WorkerCreate",
    "WorkingTimeScheme",
    "absences_of",
    "adopt_scheme",
    "amend",
    "by_number",
    "change_worker",
    "contract_by_number",
    "end_contract",
    "end_scheme",
    "entitlements_of",
    "hire",
    "record_absence",
    "record_entitlement",
    "record_qualification",
    "record_scale",
    "register",
    "schemes",
    "terms_of",
]
