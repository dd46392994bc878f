"""Fixtures of the delivery: a database for what is the same on each, and running servers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from basicplus.db import Database
from basicplus.store import open_store
from tests.invoicing.delivery.servers import AccessPointServer, Mailbox, access_point_server, mail_server

if TYPE_CHECKING:
    from tests.conftest import Templates


@pytest.fixture
def sqlite_database(sqlite_templates: Templates) -> Iterator[Database]:
    """A database that holds the cast, for what does not depend on which one it is."""
    for url in sqlite_templates.fresh(sqlite_templates.cast):
        opened = open_store(url)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def running_mail_server() -> Iterator[Mailbox]:
    """An SMTP server for all tests."""
    with mail_server() as running:
        yield running


@pytest.fixture
def mailbox(running_mail_server: Mailbox) -> Mailbox:
    """The same, empty and willing."""
    running_mail_server.refuse.clear()
    running_mail_server.answers.clear()
    running_mail_server.envelopes.clear()
    running_mail_server.greeting = ""
    return running_mail_server


@pytest.fixture
def access_point() -> Iterator[AccessPointServer]:
    """An access point that runs."""
    with access_point_server() as running:
        yield running
