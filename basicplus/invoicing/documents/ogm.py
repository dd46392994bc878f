"""The Belgian structured communication (OGM, VCS) that a payment carries."""

from __future__ import annotations

from stdnum.be import ogm_vcs


def ogm(base: int | str) -> str:
    """Give the 12 digits of a base of at most 10 digits: the base, then base mod 97, 97 when that is 0.

    Raises ValueError when the base is not a number of at most 10 digits.
    """
    digits = str(base).zfill(10)
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{base!r} cannot be the base of a structured communication: at most 10 digits.")
    return digits + str(ogm_vcs.calc_check_digits(digits))


def format_ogm(digits: str) -> str:
    """Write the 12 digits as payers know them: `+++202/6000/04236+++`.

    Raises ValueError (stdnum's ValidationError) when the check digits are wrong.
    """
    return f"+++{ogm_vcs.format(ogm_vcs.validate(digits))}+++"
