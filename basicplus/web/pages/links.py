"""Coming in by a mailed link: who signs for a member asks for one, and opens it with a click."""

from __future__ import annotations

import json
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import HTMLResponse, Response

from basicplus.access import one_time
from basicplus.access.attempts import admit, note_failure
from basicplus.access.links import LINK, Link, ask_link, user_of_link
from basicplus.clock import now
from basicplus.config import Settings
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.groups import current
from basicplus.invoicing.delivery.smtp import Mailer
from basicplus.web.desk import groups_of
from basicplus.web.entering import enter
from basicplus.web.language import language_of, speech
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, not_done
from basicplus.web.pages.frame import page, post, render
from basicplus.web.pages.login import own_path

router = APIRouter()


@page(router, "/login/link", "public")
def ask(request: Request) -> HTMLResponse:
    """Show where a link is asked for."""
    return _asking(request, UNTRIED, sent=False)


@post(router, "/login/link", "public")
def asked(request: Request, fields: Fields, later: BackgroundTasks) -> HTMLResponse:
    """Mail a link to who signs for a member; whoever asks is told the same."""
    at, address = now(), request.client.host if request.client else ""
    database: Database = request.app.state.database
    try:
        admit(database, address, at)
        with database.reading(fields.get("group") or None) as session:
            group_id, group = session.group(), current(session)
        note_failure(database, group_id, address, at)
        link = ask_link(database, group_id, fields.get("email", ""), at, own_path(fields.get("next", "")))
    except BasicplusError as error:
        return _asking(request, not_done(error, fields, language_of(request)), sent=False)
    if link is not None:
        # After the answer: how long mailing takes would tell that the address is known.
        later.add_task(_mail, link, f"{request.base_url}login/link/{link.token}", group.name, group.email)
    return _asking(request, Tried(fields), sent=True)


@page(router, "/login/link/{token}", "public")
def opened(request: Request, token: str) -> HTMLResponse:
    """Ask for a click: programs that look at every link of an e-mail must not use it up."""
    one_time.look(request.app.state.database, LINK, token, now())
    return render(request, "link_opened.html")


@post(router, "/login/link/{token}", "public")
def clicked(request: Request, token: str) -> Response:
    """Use the link up, and let its user in."""
    database: Database = request.app.state.database
    wanted = json.loads(one_time.look(database, LINK, token, now()).body)["next"]
    return enter(request, user_of_link(database, token, now()), own_path(wanted))


def _asking(request: Request, tried: Tried, *, sent: bool) -> HTMLResponse:
    choice = groups_of(request.app.state.database)
    return render(request, "link.html", tried=tried, choice=choice, sent=sent, status=tried.status)


def _mail(link: Link, address: str, group: str, sender: str) -> None:
    settings, t = Settings(), speech(link.language)
    if settings.smtp_url is None:
        return
    message = EmailMessage()
    message["From"], message["To"] = formataddr((group, sender)), link.email
    message["Subject"] = t("link.subject", group=group)
    message["Date"], message["Message-ID"] = format_datetime(now()), make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(t("link.letter", name=link.name, address=address, group=group))
    mailer = Mailer.of_url(settings.smtp_url.get_secret_value(), settings.bounce_address)
    mailer.post(message, settings.bounce_address or sender, link.email)
