"""Structured communications carry the right check digits and refuse wrong ones."""

from __future__ import annotations

import pytest

from basicplus.invoicing.documents.ogm import format_ogm, ogm

VECTORS = [
    ("0909337554", "090933755493", "+++090/9337/55493+++"),
    ("0108068171", "010806817183", "+++010/8068/17183+++"),
    ("2026000042", "202600004236", "+++202/6000/04236+++"),
    ("2026000043", "202600004337", "+++202/6000/04337+++"),
    ("2026000044", "202600004438", "+++202/6000/04438+++"),
    ("2027000007", "202700000728", "+++202/7000/00728+++"),
    ("0000000001", "000000000101", "+++000/0000/00101+++"),
    ("0000000000", "000000000097", "+++000/0000/00097+++"),
    ("0000000097", "000000009797", "+++000/0000/09797+++"),
    ("0000000194", "000000019497", "+++000/0000/19497+++"),
    ("1234567890", "123456789002", "+++123/4567/89002+++"),
    ("9999999999", "999999999948", "+++999/9999/99948+++"),
    ("2402838428", "240283842818", "+++240/2838/42818+++"),
    ("0000035051", "000003505134", "+++000/0035/05134+++"),
    ("3456789012", "345678901212", "+++345/6789/01212+++"),
    ("1000000000", "100000000034", "+++100/0000/00034+++"),
]


@pytest.mark.parametrize(("base", "digits", "printed"), VECTORS)
def test_a_base_gets_its_check_digits_and_its_printed_form(base: str, digits: str, printed: str) -> None:
    assert ogm(base) == digits
    assert ogm(int(base)) == digits
    assert format_ogm(digits) == printed


@pytest.mark.parametrize("base", ["12345678901", -1, "12a", "²"])
def test_a_base_that_is_not_ten_digits_is_refused(base: int | str) -> None:
    with pytest.raises(ValueError, match="at most 10 digits"):
        ogm(base)


@pytest.mark.parametrize(
    "wrong",
    ["123456789012", "090933755494", "000000970000", "000000000000", "12345678901", "1234567890123", ""],
)
def test_digits_with_a_wrong_check_are_not_printed(wrong: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        format_ogm(wrong)
