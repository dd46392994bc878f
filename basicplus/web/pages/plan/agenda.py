"""The agenda of a week: everybody's visits day by day in order of time, as a phone shows the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from basicplus.clock import Span
from basicplus.web.language import speech
from basicplus.web.pages.plan.rows import BADGES, KEPT, STATES, Ink, escaped
from basicplus.web.reading.plan.days import HeadDay
from basicplus.web.reading.plan.lines import Line, Shown


@dataclass(frozen=True)
class AgendaDay:
    """A day of a week with its visits, written."""

    head: HeadDay
    weekday: str
    visits: Markup


def agenda(lines: Sequence[Line], head: Sequence[HeadDay], week: Span, ink: Ink, query: str) -> list[AgendaDay]:
    """Write the visits of a week that stand; their links carry on what was asked for."""
    t, after = speech(ink.language), f"?{escape(query)}"
    return [
        AgendaDay(day, t.weekday(day.day), _written(_standing(lines, place), ink, after))
        for place, day in enumerate(head)
        if day.day in week
    ]


def _standing(lines: Iterable[Line], place: int) -> list[Shown]:
    shown = [each for line in lines for each in line.cells[place].shown if each.chip.state != "cancelled"]
    return sorted(shown, key=lambda each: (each.chip.starts_at, each.worker))


def _written(visits: Iterable[Shown], ink: Ink, after: str) -> Markup:
    return Markup("\n".join(_visit(shown, ink, after) for shown in visits))  # noqa: S704 - texts are escaped.


def _visit(shown: Shown, ink: Ink, after: str) -> str:
    chip = shown.chip
    link = f'<a class="v {chip.state}" href="{ink.base}/visits/{chip.visit}{after}">'
    who = f"<b>{shown.hours}</b> {escaped(shown.worker_name)}<br>{escaped(shown.member_name)}"
    return f"<li>{link}{who}{_signs(ink.language, chip.state, shown.badges)}</a></li>"


@lru_cache(KEPT)
def _signs(language: str, state: str, badges: tuple[str, ...]) -> str:
    """Write what is to be said of a visit beside whose it is; that it comes again is usual."""
    t = speech(language)
    drafted = [f"{STATES[state]} {escape(t('plan_state.draft'))}"] if state == "draft" else []
    found = [
        f'<i aria-hidden="true">{BADGES[badge]}</i> {escape(t(f"plan_badge.{badge}"))}'
        for badge in badges
        if badge != "recurring"
    ]
    return "".join(f' <span class="soft">{sign}</span>' for sign in drafted + found)
