"""Joint liability: social and tax debts, who answers for them, provisions, what exits would cost."""

from basicplus.liability.debts import (
    DebtCreate,
    Position,
    book_debts,
    correct_debt,
    debts_of,
    pay_debt,
    position,
)
from basicplus.liability.facts import WITNESS
from basicplus.liability.keys import set_internal_key
from basicplus.liability.models import (
    DebtMovement,
    ForeseenExit,
    InternalKey,
    LiabilitySnapshot,
    Provision,
    ProvisionEntry,
    SocialDebt,
)
from basicplus.liability.provisions import (
    EntryCreate,
    ExitCreate,
    ProvisionCreate,
    close_exit,
    enter,
    open_provision,
    provisions_on,
    record_exit,
)
from basicplus.liability.report import broken_ledger, report, take_snapshot
from basicplus.liability.simulation import simulate_default
from basicplus.liability.solidarity import ExposureOfMember, exposure, exposure_of_member
from basicplus.liability.staff import theoretical

__all__ = [
    "WITNESS",
    "DebtCreate",
    "DebtMovement",
    "EntryCreate",
    "ExitCreate",
    "ExposureOfMember",
    "ForeseenExit",
    "InternalKey",
    "LiabilitySnapshot",
    "Position",
    "Provision",
    "ProvisionCreate",
    "ProvisionEntry",
    "SocialDebt",
    "book_debts",
    "broken_ledger",
    "close_exit",
    "correct_debt",
    "debts_of",
    "enter",
    "exposure",
    "exposure_of_member",
    "open_provision",
    "pay_debt",
    "position",
    "provisions_on",
    "record_exit",
    "report",
    "set_internal_key",
    "simulate_default",
    "take_snapshot",
    "theoretical",
]
