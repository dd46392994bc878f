"""Text wraps and shrinks into the width it is given."""

from __future__ import annotations

from basicplus.invoicing.documents.layout import Style, fit, text_width, wrap

STYLE = Style(9)


def test_words_wrap_and_a_word_that_is_too_long_is_cut() -> None:
    lines = wrap("un mot " + "anticonstitutionnellement" * 3, STYLE, 80)
    assert "".join(lines).replace(" ", "") == "unmot" + "anticonstitutionnellement" * 3
    assert all(text_width(line, STYLE) <= 80 for line in lines)


def test_a_text_shrinks_before_it_is_cut_short() -> None:
    style, lines = fit("École Saint-Joseph de Dinant", STYLE, 100)
    assert (style.size, lines) == (7.5, ("École Saint-Joseph de Dinant",))


def test_a_text_that_cannot_shrink_ends_in_dots_inside_its_width() -> None:
    for width in range(20, 60):
        style, lines = fit("i" * 100, STYLE, width, least=9)
        assert style == STYLE
        assert len(lines) == 1
        assert lines[0].endswith("…")
        assert text_width(lines[0], STYLE) <= width
