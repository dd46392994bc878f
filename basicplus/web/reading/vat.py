"""The VAT guardian as API and screens show it: lights of members, the counter of outsiders, the members' list."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from basicplus import members
from basicplus.db import GroupSession
from basicplus.invoicing.vat import outsiders
from basicplus.members import Light


class LightItem(BaseModel):
    """How a member stands for the VAT exemption, and why; `valid_until_on` is when its attestation ends."""

    member: str
    colour: str
    reason: str
    says: str
    taxable_percent: int | None
    valid_until_on: date | None


class OutsidersItem(BaseModel):
    """What was billed in a year, and what of it for days outside of membership."""

    year: int
    billed_cents: int
    outsiders_cents: int
    billed_minutes: int
    outsiders_minutes: int
    percent: float
    limit_percent: int | None
    level: str


class VatWatch(BaseModel):
    """The lights of the members of a day, the worst first, and the outsiders of its year."""

    on: date
    counters: dict[str, int]
    lights: list[LightItem]
    outsiders: OutsidersItem


class ListedItem(BaseModel):
    """A member as the VAT administration is told; `left_on` is the first day after the last."""

    number: str
    name: str
    enterprise_number: str | None
    activity: str
    status: str
    taxable_percent: int | None
    joined_on: date
    left_on: date | None


class ChangesItem(BaseModel):
    """What changed in the list after a day."""

    since: date
    joined: list[ListedItem]
    left: list[ListedItem]
    differs: list[ListedItem]


class VatList(BaseModel):
    """The members of a day, for the VAT administration, and what changed since another."""

    on: date
    members: list[ListedItem]
    changes: ChangesItem | None


def vat_watch(session: GroupSession, on: date, language: str) -> VatWatch:
    """Return the lights of the members of a day and the outsiders of its year."""
    lights = members.vat_lights(session, on)
    counted = outsiders(session, on.year)
    return VatWatch(
        on=on,
        counters={
            colour: sum(light.colour == colour for light in lights.values())
            for colour in ("red", "amber", "green")
        },
        lights=[light_item(number, light, language) for number, light in lights.items()],
        outsiders=OutsidersItem(**vars(counted), percent=round(float(counted.percent), 2), level=counted.level),
    )


def light_item(member: str, light: Light, language: str) -> LightItem:
    """Write a light for a person or a program."""
    return LightItem(
        member=member,
        colour=light.colour,
        reason=light.reason,
        says=light.says(language),
        taxable_percent=light.taxable_percent,
        valid_until_on=light.until_on,
    )


def vat_list(session: GroupSession, on: date, since: date | None) -> VatList:
    """Return the members of a day, and what changed since another if one is given."""
    changes = members.vat_changes(session, since, on) if since else None
    return VatList(
        on=on,
        members=[ListedItem(**vars(each)) for each in members.vat_list(session, on)],
        changes=ChangesItem(
            since=since,
            **{kind: [ListedItem(**vars(each)) for each in rows] for kind, rows in vars(changes).items()},
        )
        if since and changes
        else None,
    )
