"""The rows of the board, written straight into HTML: a template would take longer than the rest of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from basicplus.web.language import Speech, speech
from basicplus.web.reading.plan.board import BY_MEMBER
from basicplus.web.reading.plan.days import HeadDay
from basicplus.web.reading.plan.lines import Cell, Line, Shown

BADGES = {"stop": "⊘", "warning": "⚠", "travel": "⇢", "recurring": "↻", "unsigned": "✎"}
STATES = {"published": "●", "draft": "○", "cancelled": "✕"}
KEPT = 4_096
"""How many texts are kept as they are written: names and signs come again on every day of every board."""


@dataclass(frozen=True)
class Ink:
    """What rows are written with: the group's address, the language, the view, and what its links carry on.

    The days of a week have room for names, those of a month for numbers and short names.
    """

    base: str
    language: str
    view: str
    query: str
    choosing: bool = False
    by_week: bool = False

    @property
    def by_member(self) -> bool:
        """Whether a line is a member's."""
        return self.view == BY_MEMBER


def rows(lines: Iterable[Line], head: Sequence[HeadDay], ink: Ink) -> Markup:
    """Write the rows of a board; in the view by profession, each profession begins with its name."""
    classes = [_day_class(day) for day in head]
    written, group = [], ""
    for line in lines:
        if ink.view == "profession" and line.group != group:
            group = line.group
            written.append(_heading(group, len(classes), ink))
        written.append(row(line, classes, ink))
    return Markup("".join(written))  # noqa: S704 - every text in it is escaped where it is written.


def row(line: Line, classes: Sequence[str], ink: Ink) -> str:
    """Write one line: who it is with the sums, then its days."""
    cells = "".join(_cell(cell, name, ink) for cell, name in zip(line.cells, classes, strict=True))
    return f'<tr id="row-{escape(line.number)}">{_who(line, ink)}{cells}</tr>\n'


def gone(number: str) -> str:
    """Write what takes the place of a row that has nothing to show any more."""
    return f'<tr id="row-{escape(number)}" hidden></tr>\n'


def _heading(profession: str, days: int, ink: Ink) -> str:
    name = escape(speech(ink.language)(f"profession.{profession}"))
    return f'<tr class="kind"><th scope="rowgroup">{name}</th><td colspan="{days}"></td></tr>\n'


def _who(line: Line, ink: Ink) -> str:
    t, kind = speech(ink.language), "members" if ink.by_member else "workers"
    number = escape(line.number)
    link = f'<a href="{ink.base}/{kind}/{number}?{escape(ink.query)}">{escape(line.name)}</a>'
    alert = f'<span class="alert">{_badge("warning", t)} {line.alerts}</span>' if line.alerts else ""
    return f'<th scope="row">{link}<span class="sums">{number} · {_sums(line, t)} {alert}</span></th>'


def _sums(line: Line, t: Speech) -> str:
    planned = t.hours(line.planned_minutes)
    if line.owed_minutes is None:
        return escape(t("plan.sum_planned", planned=planned))
    said = {"owed": t.hours(line.owed_minutes), "planned": planned, "free": t.hours(abs(line.free_minutes))}
    return escape(t("plan.sums", **said) if line.free_minutes >= 0 else t("plan.sums_over", **said))


def _cell(cell: Cell, name: str, ink: Ink) -> str:
    names = f"{name} away".strip() if cell.away else name
    opened = f'<td class="{names}">' if names else "<td>"
    if not cell.shown and not cell.away:
        return f"{opened}</td>"
    away = f'<span class="gone">{speech(ink.language)("plan.away")}</span>' if cell.away else ""
    return f"{opened}{away}{''.join([_chip(shown, ink) for shown in cell.shown])}</td>"


def _chip(shown: Shown, ink: Ink) -> str:
    chip = shown.chip
    kind, icons, words = _signs(ink.language, chip.state, shown.badges)
    if ink.by_member:
        number, name, short = shown.worker, shown.worker_name, _short(shown.worker_name)
    else:
        number, name, short = chip.member, shown.member_name, chip.member
    first, then = (name, number) if ink.by_week else (short, name)
    inside = f'{shown.hours}<br>{icons}{escaped(first)}<span class="hidden"> {escaped(then)}, {words}</span>'
    if chip.state == "cancelled":
        return f'<span class="{kind}">{inside}</span>'
    if ink.choosing:
        ticked = f'<input type="checkbox" name="visit" value="{chip.visit}" form="many">'
        return f'<label class="{kind}" id="v{chip.visit}">{ticked}{inside}</label>'
    return f'<a class="{kind}" id="v{chip.visit}" href="{ink.base}/visits/{chip.visit}">{inside}</a>'


@lru_cache(KEPT)
def _short(name: str) -> str:
    """Write the name of a person short: `A. Lambert`."""
    first, _, last = name.partition(" ")
    return f"{first[:1]}. {last}" if last else first


@lru_cache(KEPT)
def _signs(language: str, state: str, badges: tuple[str, ...]) -> tuple[str, str, str]:
    """Return the classes of a visit, its signs, and the words for them."""
    t = speech(language)
    icons = STATES[state] + "".join(BADGES[badge] for badge in badges)
    words = [t(f"plan_state.{state}"), *(t(f"plan_badge.{badge}") for badge in badges)]
    kind = f"v {state}{' stop' if 'stop' in badges else ''}"
    return kind, f'<i aria-hidden="true">{icons}</i>', str(escape(", ".join(words)))


@lru_cache(KEPT)
def escaped(text: str) -> str:
    """Escape a text that is likely to come again."""
    return str(escape(text))


def _badge(badge: str, t: Speech) -> str:
    return (
        f'<i aria-hidden="true">{BADGES[badge]}</i><span class="hidden">{escape(t(f"plan_badge.{badge}"))}</span>'
    )


def _day_class(day: HeadDay) -> str:
    return "off" if day.note else "we" if day.is_weekend else ""
