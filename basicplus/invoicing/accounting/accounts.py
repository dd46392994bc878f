"""Which account each product is posted to: the accountant's choice, else the usual one of the Belgian chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Product = Literal["receivable", "basis", "profession", "pool", "vat", "bank", "write_off", "rounding", "journal"]

# Minimum chart of accounts of associations; the journals' codes are customary names.
DEFAULTS: Mapping[tuple[str, str], str] = {
    ("receivable", ""): "400",
    ("vat", ""): "451",
    ("bank", ""): "550",
    ("write_off", ""): "642",
    ("rounding", ""): "659",
    ("basis", "time_spent"): "700",
    ("basis", "flat_fee"): "701",
    ("basis", "pro_rata"): "702",
    ("journal", "sales"): "VEN",
    ("journal", "credit_notes"): "NCV",
    ("journal", "bank"): "FIN",
    ("journal", "other"): "OD",
}

ROUNDING_CENTS = 100
"""What is written off below this is a difference of rounding; from here on, a loss."""


class Accounts:
    """The account of every product of a group."""

    def __init__(self, mapped: Mapping[tuple[str, str], str]) -> None:
        self._mapped = dict(DEFAULTS) | dict(mapped)

    def __getitem__(self, product: str) -> str:
        """Return the account of a product that has one."""
        return self._mapped[product, ""]

    def journal(self, key: str) -> str:
        """Return the code of a journal."""
        return self._mapped["journal", key]

    def revenue(self, pool: str, profession: str, basis: str) -> str:
        """Return the account of what was billed: that of the pool, else of the profession, else of the basis."""
        for at in (("pool", pool), ("profession", profession)):
            if at in self._mapped:
                return self._mapped[at]
        return self._mapped["basis", basis]

    def write_off(self, cents: int) -> str:
        """Return the account of an amount given up."""
        return self["rounding" if abs(cents) < ROUNDING_CENTS else "write_off"]

    def listed(self) -> list[tuple[str, str, str]]:
        """Return product, key and account of everything that has one, in the order of the products."""
        products = get_args(Product)
        order = sorted(self._mapped, key=lambda at: (products.index(at[0]), at[1]))
        return [(*at, self._mapped[at]) for at in order]
