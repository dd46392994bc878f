"""The transports that the settings of this installation give, one for each channel that needs no hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from basicplus.config import Settings
from basicplus.invoicing.delivery.access_point import access_point_of
from basicplus.invoicing.delivery.outcome import AccessPoint, Outcome, Parcel, Transport
from basicplus.invoicing.delivery.smtp import Mailer


class Portal:
    """Where members see their documents; nothing needs to be carried there."""

    def send(self, parcel: Parcel) -> Outcome:
        """Say that the document is to be seen there: it is, from its issue on."""
        return Outcome("sent", f"shown to {parcel.address}")


@dataclass(frozen=True)
class Transports:
    """What carries documents, by channel; without an access point, nothing is asked of one."""

    by_channel: dict[str, Transport] = field(default_factory=dict)
    access_point: AccessPoint | None = None


def transports(settings: Settings) -> Transports:
    """Return the transports of the settings; a channel whose setting is missing has none. Post needs a hand."""
    found: dict[str, Transport] = {"portal": Portal()}
    if mailer := mailer_of(settings):
        found["email"] = mailer
    if not settings.access_point:
        return Transports(found)
    token = settings.access_point_token
    access_point = access_point_of(settings.access_point, token.get_secret_value() if token else "")
    return Transports({**found, "peppol": access_point}, access_point)


def mailer_of(settings: Settings) -> Mailer | None:
    """Return the mail server of the settings; None without one."""
    if not settings.smtp_url:
        return None
    return Mailer.of_url(settings.smtp_url.get_secret_value(), settings.bounce_address)
