"""The annual settlement: actual costs replace provisional prices, the difference is billed or credited."""

from basicplus.invoicing.settlement.explaining import ExplainedYear, explain_settlement
from basicplus.invoicing.settlement.proofs import proof, proof_of
from basicplus.invoicing.settlement.settling import close_year, settle_year
from basicplus.invoicing.settlement.years import AgreementYear, PoolYear, year_of

__all__ = [
    "AgreementYear",
    "ExplainedYear",
    "PoolYear",
    "close_year",
    "explain_settlement",
    "proof",
    "proof_of",
    "settle_year",
    "year_of",
]
