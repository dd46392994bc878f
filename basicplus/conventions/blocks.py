"""The blocks of an agreement in words: its terms and what every agreement says. Knows no records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from basicplus.assignments.recurrence import in_words
from basicplus.conventions.content import Content, Visits
from basicplus.conventions.wording import Words, words_of
from basicplus.invoicing.documents.wording import enterprise_number, legal_name

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """Something agreed: its key, its label and what it is, in words."""

    key: str
    label: str
    value: str


@dataclass(frozen=True)
class Block:
    """A numbered part of the text: its terms, what every agreement says there, and the agreement's own text."""

    key: str
    title: str
    terms: tuple[Term, ...]
    texts: tuple[str, ...]
    own: str = ""


def blocks(content: Content) -> tuple[Block, ...]:
    """Return the blocks of an agreement in its language, in the order of the paper."""
    words = words_of(content.language)
    return tuple(
        Block(key, words.say(f"{key}.title"), tuple(terms(content, words)), *_texts(key, content, words))
        for key, terms in _TERMS.items()
    )


def parties(content: Content) -> dict[str, str]:
    """Return group and member as texts name them, with their addresses and numbers."""
    group, member = content.seller, content.buyer
    return {
        "group": legal_name(group.name, group.legal_form),
        "group_address": f"{group.street}, {group.postal_code} {group.city}",
        "group_number": enterprise_number(group.enterprise_number),
        "member": member.name,
        "member_address": f"{member.street}, {member.postal_code} {member.city}",
        "member_number": enterprise_number(member.enterprise_number) if member.enterprise_number else "–",
        "member_code": member.number,
    }


def _texts(key: str, content: Content, words: Words) -> tuple[tuple[str, ...], str]:
    texts = words.paragraphs(key, **(parties(content) if key == "parties" else {}))
    price = content.price
    if key == "price" and price.exact_fee_reason:
        reason = f"{price.exact_fee_reason.rstrip('. ')}."
        texts = (*texts, words.say("price.exact", reason=reason))
    if key == "indexation" and price.index_code is None:
        texts = (words.say("indexation.fixed" if price.basis == "flat_fee" else "indexation.at_cost"),)
    return texts, content.clauses.get(key, "")


def _none(_content: Content, _words: Words) -> Iterator[Term]:
    yield from ()


def _purpose(content: Content, words: Words) -> Iterator[Term]:
    for key, value in (("authorisation", content.authorisation), ("committee", content.committee)):
        if value:
            yield _term(words, f"purpose.{key}", value)


def _service(content: Content, words: Words) -> Iterator[Term]:
    yield _term(words, "service.profession", words.forms.profession(content.profession))
    yield _term(words, "service.worker", content.worker or words.say("service.any_worker"))
    volume = words.say("service.volume_year", time=words.forms.time(content.volume_minutes))
    yield _term(words, "service.volume", volume)


def _pattern(content: Content, words: Words) -> Iterator[Term]:
    for number, visits in enumerate(content.visits, 1):
        label = words.say("pattern.presence", number=number)
        yield Term(f"presence {number}", label, _visit(visits, words))
    yield _term(words, "pattern.school_weeks", words.say("yes" if content.school_weeks_only else "no"))


def _visit(visits: Visits, words: Words) -> str:
    return words.say(
        "pattern.visit",
        rule=in_words(visits.rule, visits.from_on, words.language),
        start=visits.start_time,
        time=words.forms.time(visits.minutes),
        site=visits.site,
        worker=visits.worker,
    )


def _places(content: Content, _words: Words) -> Iterator[Term]:
    for name, address in content.places:
        yield Term(name, name, address)


def _hours(content: Content, words: Words) -> Iterator[Term]:
    yield _term(words, "hours.signers", ", ".join(content.signers) or words.say("nothing"))


def _price(content: Content, words: Words) -> Iterator[Term]:
    price, forms = content.price, words.forms
    yield _term(words, "price.basis", words.say(f"price.{price.basis}"))
    yield _term(words, "price.pool", price.pool)
    if price.basis == "time_spent":
        if price.rate_e4 is not None:
            label = words.say("price.rate", year=price.rate_year)
            yield Term("rate", label, forms.rate(price.rate_e4))
        yield _term(
            words, "price.rounding", f"{words.say(f'price.{price.rounding_rule}')} ({price.rounding_rule})"
        )
    if price.fee_cents is not None:
        amount = words.say(f"price.fee_{price.fee_per}", amount=forms.money(price.fee_cents))
        yield _term(words, "price.fee", amount)
    if price.key:
        yield _term(words, "price.key", price.key)
    if price.taxed_percent:
        yield _term(words, "price.taxed", f"{price.taxed_percent} %")


def _indexation(content: Content, words: Words) -> Iterator[Term]:
    price = content.price
    if price.index_code is None or price.index_base_on is None or price.index_begins_on is None:
        return
    month = f"{price.index_base_on:%m/%Y}"
    yield _term(words, "indexation.index", words.say("indexation.index_value", code=price.index_code, month=month))
    begins = words.forms.long_day(price.index_begins_on)
    yield _term(words, "indexation.raised", words.say(f"indexation.{price.index_each}", date=begins))


def _notice(content: Content, words: Words) -> Iterator[Term]:
    yield Term("begins", words.say("begins"), words.forms.long_day(content.from_on))
    yield Term("ends", words.say("ends"), last_day(content, words))
    months = content.notice_months
    yield _term(words, "notice.notice", words.say("notice.months" if months else "notice.none", months=months))


def last_day(content: Content, words: Words) -> str:
    """Write the last day of a version, or that it has none."""
    if content.until_on is None:
        return words.say("no_end")
    return words.forms.long_day(content.until_on - ONE_DAY)


def _rules(content: Content, words: Words) -> Iterator[Term]:
    version = content.internal_rules_version
    yield _term(words, "rules.version", str(version) if version else words.say("rules.in_force"))


def _term(words: Words, key: str, value: str) -> Term:
    return Term(key.rpartition(".")[2], words.say(key), value)


_TERMS: dict[str, Callable[[Content, Words], Iterator[Term]]] = {
    "parties": _none,
    "purpose": _purpose,
    "service": _service,
    "pattern": _pattern,
    "places": _places,
    "safety": _none,
    "hours": _hours,
    "price": _price,
    "indexation": _indexation,
    "absence": _none,
    "notice": _notice,
    "liability": _none,
    "rules": _rules,
}
