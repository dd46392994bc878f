"""Invented member associations: who they are, where they sit, when they joined; no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from basicplus.demo import names
from basicplus.demo.mix import in_mix
from basicplus.demo.places import Place, places

KINDS = {"school": 70, "association": 30}
FREQUENCIES = {"monthly": 67, "quarterly": 20, "annual": 13}
JOINING_SHARE, LEAVING_SHARE = 0.02, 0.01
MIXED_VAT_SHARE = 0.04
LONG_NAME_EVERY = 60
FIRST_DAY = date(2014, 2, 1)
"""The law's first version of today's employer group: no invented membership or contract is older."""

ENTERPRISE_STEM = 1999_0000
"""Enterprise numbers 1999.xxx.xxx. The register opened the 1000 series in 2023 and fills about a dozen
of its thousand blocks in two years: this last block stays free for generations, so the check digits can
be right while no real organisation is meant."""


@dataclass(frozen=True)
class InventedContact:
    """A person who acts for a member; `role` is head, treasurer or signer."""

    role: str
    name: str
    email: str


@dataclass(frozen=True)
class InventedSite:
    """A place where workers meet a member; the first site of a member is its seat."""

    code: str
    name: str
    street: str
    postal_code: str
    city: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class InventedMember:
    """A member association. Membership is [joined_on, left_on); `pupils` is its key weight."""

    number: str
    name: str
    kind: str
    legal_form: str
    enterprise_number: str
    street: str
    postal_code: str
    city: str
    language: str
    email: str
    joint_committee: str
    billing_frequency: str
    contacts: tuple[InventedContact, ...]
    pupils: int
    joined_on: date
    left_on: date | None
    sites: tuple[InventedSite, ...]
    vat_status: str
    taxable_share_percent: int

    @property
    def latitude(self) -> float:
        """The latitude of the seat."""
        return self.sites[0].latitude

    @property
    def longitude(self) -> float:
        """The longitude of the seat."""
        return self.sites[0].longitude


def invent_members(seed: int, count: int, year: int) -> tuple[InventedMember, ...]:
    """Return `count` members as they stand at the end of `year`, numbered in the order they joined."""
    rng = Random(seed)
    used: set[str] = set()
    lots = _lots(rng, count, year)
    return tuple(_member(rng, f"M{rank:04d}", lot, used) for rank, lot in enumerate(lots, start=1))


def enterprise_number(stem: int) -> str:
    """Return the ten digits of the `stem`-th number of the invented block, check digits included."""
    base = ENTERPRISE_STEM + stem
    return f"{base}{97 - base % 97:02d}"


def first_day(year: int) -> date:
    """Return the earliest day on which an invented membership or contract may start."""
    return FIRST_DAY if year > FIRST_DAY.year else date(year - 3, 1, 1)


@dataclass(frozen=True)
class _Lot:
    """What a member gets out of the mixes that hold for the group as a whole."""

    kind: str
    enterprise_number: str
    billing_frequency: str
    joined_on: date
    left_on: date | None
    is_long: bool


def _lots(rng: Random, count: int, year: int) -> list[_Lot]:
    numbers = [enterprise_number(stem) for stem in rng.sample(range(10_000), count)]
    kinds, frequencies = in_mix(rng, count, KINDS), in_mix(rng, count, FREQUENCIES)
    return [
        _Lot(kinds[i], numbers[i], frequencies[i], *membership, i % LONG_NAME_EVERY == LONG_NAME_EVERY // 2)
        for i, membership in enumerate(_memberships(rng, count, year))
    ]


def _memberships(rng: Random, count: int, year: int) -> list[tuple[date, date | None]]:
    """Return who joined and left when, by joining day: a few during the year, always on a first of month."""
    joining, leaving = round(count * JOINING_SHARE), round(count * LEAVING_SHARE)
    starts = [date(y, m, 1) for y in range(first_day(year).year, year) for m in (1, 4, 9)]
    starts = [first_day(year), *(day for day in starts if day > first_day(year))]
    old = sorted(rng.choices(starts, k=count - joining))
    new = sorted(date(year, rng.randint(2, 11), 1) for _ in range(joining))
    left = sorted(rng.sample(range(len(old)), leaving))
    ends = {index: date(year, rng.choice((4, 7, 7, 9, 10)), 1) for index in left}
    return [(day, ends.get(index)) for index, day in enumerate(old)] + [(day, None) for day in new]


def _member(rng: Random, number: str, lot: _Lot, used: set[str]) -> InventedMember:
    place = rng.choices(places(), weights=[place.weight for place in places()])[0]
    name, committee = _unique_name(rng, lot, place, used)
    sites = _sites(rng, number, place)
    mixed = rng.random() < MIXED_VAT_SHARE
    return InventedMember(
        number=number,
        name=name,
        kind=lot.kind,
        legal_form="ASBL",
        enterprise_number=lot.enterprise_number,
        street=sites[0].street,
        postal_code=place.postal_code,
        city=place.name,
        language=place.language,
        email=f"secretariat@{number.lower()}.example.org",
        joint_committee=committee,
        billing_frequency=lot.billing_frequency,
        contacts=_contacts(rng, number),
        pupils=_pupils(rng, lot.kind),
        joined_on=lot.joined_on,
        left_on=lot.left_on,
        sites=sites,
        vat_status="mixed" if mixed else "exempt",
        taxable_share_percent=rng.randint(5, 45) if mixed else 0,
    )


def _unique_name(rng: Random, lot: _Lot, place: Place, used: set[str]) -> tuple[str, str]:
    """Return a name that nobody has yet, and the joint committee that goes with it."""
    while True:
        if lot.kind == "association":
            name, committee = names.association(rng, place.language, place.name)
        else:
            draw = names.long_school if lot.is_long else names.school
            name, committee = draw(rng, place.language, place.name), _school_committee(rng, place)
        if name not in used:
            used.add(name)
            return name, committee


def _school_committee(rng: Random, place: Place) -> str:
    """Return a joint committee of free education: 152 for manual staff, 225 for employees."""
    return rng.choice(("152", "225", "225")) + (".01" if place.language == "nl" else ".02")


def _sites(rng: Random, number: str, place: Place) -> tuple[InventedSite, ...]:
    lists = names.words()[place.language]
    sites = []
    for rank in range(1, rng.choices((1, 2, 3), weights=(70, 20, 10))[0] + 1):
        street = names.street(rng, place.language)
        site_name = lists["main_site"] if rank == 1 else f"{lists['site']} {street.rsplit(' ', 1)[0]}"
        latitude = round(place.latitude + rng.uniform(-0.012, 0.012), 5)
        longitude = round(place.longitude + rng.uniform(-0.018, 0.018), 5)
        code = f"{number}-{rank}"
        sites.append(InventedSite(code, site_name, street, place.postal_code, place.name, latitude, longitude))
    return tuple(sites)


def _contacts(rng: Random, number: str) -> tuple[InventedContact, ...]:
    """Return a head, who signs herself at every second member, and most often a treasurer."""
    domain = f"{number.lower()}.example.org"
    head = _contact(rng, "head", domain)
    signer = replace(head, role="signer") if rng.random() < 0.5 else _contact(rng, "signer", domain)
    treasurer = (_contact(rng, "treasurer", domain),) if rng.random() < 0.75 else ()
    return (head, *treasurer, signer)


def _contact(rng: Random, role: str, domain: str) -> InventedContact:
    first_name, last_name, _ = names.person(rng)
    name = f"{first_name} {last_name}"
    return InventedContact(role, name, f"{names.mailbox(name)}@{domain}")


def _pupils(rng: Random, kind: str) -> int:
    """Return a key weight between 50 and 1500; associations serve fewer people than schools."""
    middle = 5.9 if kind == "school" else 4.9
    return max(50, min(1500, round(rng.lognormvariate(middle, 0.6))))
