"""The registry: every service that writes is reached by an act, every act can be done as its example says."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import basicplus
from basicplus import acts, assignments, workers
from basicplus.acts import REGISTRY, act_named
from basicplus.acts.doing import do
from basicplus.assignments import TimeEntry
from basicplus.compliance import incidents
from basicplus.compliance.models import Incident
from basicplus.db import Database
from basicplus.errors import InvalidInput
from basicplus.invoicing import Invoice
from basicplus.workers import leave
from tests import cast

# These run services, or are what services are made of.
NO_SERVICES = ("acts", "work", "cli", "demo", "migrations", "web", "db", "journal", "versions")
EXCEPTIONS = {
    "access.users.choose_password": "a user's own: the pages of its account make sure who it is",
    "access.users.change_own": "a user's own: the pages of its account make sure who it is",
    "access.factors.confirm_authenticator": "a user's own: the pages of its account make sure who it is",
    "access.factors.remove_authenticator": "a user's own: the pages of its account make sure who it is",
    "access.passkeys.add_passkey": "a user's own: the pages of its account make sure who it is",
    "access.passkeys.remove_passkey": "a user's own: the pages of its account make sure who it is",
    "history.letting_go.forget": "a part of letting people go",
    "groups.service.found": "a group is founded in a session of its own, which belongs to no group yet",
    "groups.service.record_withdrawal": "a part of assignments.withdraw, which cancels the visits too",
    "members.notices.record_strike": "a part of assignments.open_strike, which cancels the visits too",
    "compliance.incidents.open_incidents": "the nightly watch opens incidents, no user",
    "compliance.service.keep": "a part of what needs a document",
    "assignments.planning.calling_off.call_off": "a part of cancelling, of a strike and of a withdrawal",
    "assignments.planning.editing.editing": "a part of every edit of a draft",
    "assignments.planning.editing.open_draft": "a part of every edit of a draft",
    "assignments.planning.editing.write_changes": "a part of undo and redo",
    "assignments.agreements.versions.supersede": "a part of adopting an amendment",
    "conventions.amending.open_amendment": "a part of amending, and of a campaign",
    "conventions.amending.adopt": "a part of the last signature under an amendment",
    "conventions.signing.keep_sent": "a part of sending an agreement",
    "assignments.repair.judging.judged": "a part of trying a step of a repair, or a candidate",
    "assignments.repair.judging.stopped_by": "a part of trying a step of a repair, or a candidate",
    "assignments.repair.disturbances.record": "a part of repairing a plan",
    "staffing.recurring.assign_weekly": "a part of applying a plan of the year",
    "assignments.timesheets.entries.log_many": "the hours file: one act of the journal for the whole file",
    "assignments.timesheets.signing.approve": "a part of signing, and of a tacit approval",
    "assignments.timesheets.steps.say": "a part of every act that says something of a line",
    "assignments.timesheets.announcing.write_notice": "a part of putting lines before members, and of reminding",
    "assignments.timesheets.periods.begin_close": "a part of putting lines before members",
    "assignments.timesheets.billing.bill": "a part of issuing: locks the hours under their line",
    "assignments.timesheets.billing.free": "a part of crediting: frees the hours of the lines",
    "invoicing.issuing.issue": "a part of a run, a credit and a settlement: drafts are no input of a user",
    "assignments.hours_file.import_hours": "a file, through the services",
    "assignments.visits_file.import_visits": "a file, through the services",
    "invoicing.delivery.dispatch.claim": "the delivery run takes what is due, no user",
    "invoicing.delivery.dispatch.record": "the delivery run records what came of it, no user",
    "invoicing.delivery.dispatch.learn": "the delivery run records what the access point tells, no user",
    "invoicing.delivery.outbox.move": "a part of every act on a delivery",
    "invoicing.delivery.outbox.keep_event": "a part of every act on a delivery",
    "invoicing.delivery.returns.note_reports": "messages in files, as mail servers sent them back",
    "assignments.travel.distance_file.import_distances": "a file, through the services",
    "invoicing.costs.file.import_costs": "a file, through the services",
    "invoicing.reminders.sending.claim": "sending takes what is to be sent, no user",
    "invoicing.reminders.sending.record": "sending records what came of it, no user",
    "invoicing.payments.allotting.match_movements": "a part of importing a bank file",
    "invoicing.costs.mapping.import_mapped_costs": "a file, through the services",
    "liability.debt_file.import_debts": "a file, through the services",
    "members.importing.import_members": "a file, through the services",
    "members.openings_file.import_closures": "a file, through the services",
    "members.openings_file.import_openings": "a file, through the services",
    "workers.roster.import_workers": "a file, through the services",
    "jobs.passing.keep_files": "a part of asking for a job, and of ending it",
    "jobs.schedule.request_due": "the worker asks for what is due, no user",
    "jobs.service.claim": "a worker takes a job up, no user",
    "jobs.service.finish": "a worker records what came of a job, no user",
    "jobs.service.release": "a worker that ends puts its job back, no user",
    "workers.leave.grant": "a part of approving leave, which looks at the plan first",
    "workers.service.end_absence": "a part of calling approved leave off",
}
# In this order the examples tell a story that begins after the cast's.
STORY = [
    "change-group",
    "adopt-statutes",
    "authorise",
    "close-day",
    "replace-holiday",
    "register-member",
    "change-member",
    "join",
    "acknowledge",
    "adopt-internal-rules",
    "accept-rules",
    "apply",
    "ask-advice",
    "record-advice",
    "decide-application",
    "send-report",
    "add-contact",
    "end-contact",
    "add-site",
    "change-site",
    "declare-vat",
    "attest-vat",
    "notice-abroad",
    "register-worker",
    "change-worker",
    "record-scale",
    "adopt-scheme",
    "end-scheme",
    "hire",
    "record-absence",
    "record-leave-entitlement",
    "ask-leave",
    "approve-leave",
    "ask-leave-back",
    "keep-leave",
    "call-off-leave",
    "refuse-leave",
    "withdraw-leave",
    "report-illness",
    "note-illness",
    "record-qualification",
    "open-pool",
    "set-tariff",
    "open-key",
    "weigh-key",
    "weigh-key-by-sites",
    "set-price-index",
    "book-costs",
    "import-costs",
    "open-budget",
    "set-budget-line",
    "set-budget-hours",
    "adopt-budget",
    "save-cost-mapping",
    "set-pour-rule",
    "agree",
    "change-rounding",
    "assign",
    "leave-out-day",
    "draft-plan",
    "publish-plan",
    "add-visit",
    "swap-visits",
    "move-visit",
    "swap-workers",
    "copy-visit",
    "copy-week",
    "take-out-visit",
    "shift-visits",
    "reassign-visits",
    "take-out-visits",
    "undo-edit",
    "redo-edit",
    "replace-visit",
    "repair-plan",
    "record-telling",
    "cancel-visits",
    "set-opening",
    "close-member",
    "reopen-member",
    "choose-community",
    "add-day",
    "change-day",
    "change-all-days",
    "change-later-days",
    "end-assignment",
    "follow-assignments",
    "apply-year-plan",
    "set-travel",
    "record-distances",
    "open-feed",
    "revoke-feed",
    "open-strike",
    "close-strike",
    "log-hours",
    "prefill-hours",
    "correct-hours",
    "delete-hours",
    "submit-hours",
    "check-hours",
    "uncheck-lines",
    "send-back-lines",
    "submit-hours",
    "check-lines",
    "dispute-hours",
    "settle-dispute",
    "dispute-line",
    "answer-as-member",
    "answer-as-worker",
    "answer-dispute",
    "settle-dispute",
    "sign-lines",
    "set-tacit-approval",
    "put-hours-before-members",
    "remind-members-of-hours",
    "approve-hours-tacitly",
    "sign-hours",
    "close-month",
    "reopen-month",
    "set-billing",
    "open-run",
    "approve-run",
    "issue-invoices",
    "import-bank-file",
    "match-payment",
    "refund",
    "write-off",
    "undo-payment",
    "wish-channel",
    "queue-documents",
    "retry-delivery",
    "change-channel",
    "tell-delivery",
    "set-reminder-steps",
    "stop-reminders",
    "resume-reminders",
    "remind",
    "credit",
    "set-off",
    "issue-run",
    "cancel-run",
    "settle",
    "close-year",
    "map-account",
    "export-accounting",
    "amend-contract",
    "amend-agreement",
    "send-agreement",
    "sign-agreement",
    "withdraw-amendment",
    "open-campaign",
    "send-campaign",
    "remind-campaign",
    "book-debts",
    "pay-debt",
    "correct-debt",
    "set-internal-key",
    "foresee-exit",
    "open-provision",
    "enter-provision",
    "close-exit",
    "take-liability-snapshot",
    "grant-waiver",
    "revoke-waiver",
    "decide-reading",
    "keep-file",
    "run-audit",
    "own-finding",
    "bear-finding",
    "close-finding",
    "complete-duty",
    "close-incident",
    *(act.name for act in acts.jobs.ACTS),
    "withdraw-authorisation",
    "create-user",
    "grant-role",
    "end-grant",
    "disable-user",
    "enable-user",
    "reset-password",
    "log-out-everywhere",
    "create-token",
    "revoke-token",
    "require-second-factor",
    "reset-second-factor",
    "let-go",
    "create-webhook",
    "disable-webhook",
    "enable-webhook",
    "delete-webhook",
]


def writing_services() -> dict[str, object]:
    """Every public function of the packages whose first parameter is a writing session, by its place."""
    found = {}
    for module in pkgutil.walk_packages(basicplus.__path__, "basicplus."):
        place = module.name.removeprefix("basicplus.")
        if place.split(".")[0] not in NO_SERVICES:
            for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
                first = next(iter(inspect.signature(function).parameters.values()), None)
                writes = first is not None and first.annotation == "WriteSession"
                if writes and function.__module__ == module.name and not name.startswith("_"):
                    found[f"{place}.{name}"] = function
    return found


def reached() -> Iterator[object]:
    """Every function that the modules of acts name: as the `run` of a record, or in the function that is."""
    for file in sorted(Path(acts.__file__).parent.glob("*.py")):
        module = importlib.import_module(
            f"basicplus.acts.{file.stem}" if file.stem != "__init__" else "basicplus.acts"
        )
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                owner = vars(module).get(node.value.id)
                if inspect.ismodule(owner) and owner.__name__.startswith(basicplus.__name__):
                    yield getattr(owner, node.attr, None)


def overlaps_behind_the_gate(database: Database, *days: date) -> None:
    """Write the same hours twice on some days: a finding each."""
    with cast.reading(database) as session:
        entry = cast.entries(session, state="checked", kind="service") or cast.entries(session)
        given = entry[0].model_dump(exclude={"id", "day", "starts_at", "ends_at", "visit_id"})
    starts = [datetime(day.year, day.month, day.day, 20, tzinfo=UTC) for day in days]
    times = [{"day": at.date(), "starts_at": at, "ends_at": at + timedelta(hours=1)} for at in starts]
    fresh = {"kind": "internal", "state": "draft", "sign_off_id": None, "invoice_line_id": None}
    cast.put(database, TimeEntry, [given | fresh | each for each in times for _ in range(2)])


def second_lawyer(database: Database) -> None:
    """Hire a colleague of W900, and plan a visit."""
    with cast.writing(database, despite="story") as session:
        workers.register(session, cast.worker("W901", "lawyer"))
        workers.hire(session, cast.contract("W901"))
        given = dict(REGISTRY["add-visit"].example) | {"worker": "W901", "day": date(2026, 1, 8)}
        assignments.add_visit(session, assignments.VisitCreate.model_validate(given))


def leave_asked(database: Database, *days: date) -> None:
    """Ask for leave of W900 on some more days."""
    with cast.writing(database) as session:
        for day in days:
            given = dict(REGISTRY["ask-leave"].example) | {"from_on": day, "until_on": None}
            leave.ask(session, leave.LeaveRequestCreate.model_validate(given))


def incident_behind_the_gate(database: Database, exceeded_on: date) -> None:
    """Write an incident as the nightly watch opens it."""
    with cast.reading(database) as session:
        given = {"group_id": session.group(), "rule": incidents.RULE}
    days = {"opened_on": exceeded_on, "exceeded_on": exceeded_on, "ends_on": exceeded_on + timedelta(days=90)}
    cast.put(database, Incident, [given | days])


def invoice_behind_the_gate(database: Database, number: str) -> None:
    """Write the story's invoice once more: a credit note is set off against another invoice."""
    with cast.reading(database) as session:
        [invoice] = cast.invoices(session, kind="invoice")
        given = invoice.model_dump(exclude={"id", "ogm"})
    cast.put(database, Invoice, [given | {"number": number, "sequence": invoice.sequence + 1}])


def test_every_service_that_writes_is_reached_by_an_act() -> None:
    services, named = writing_services(), list(reached())
    without = {place for place, function in services.items() if function not in named}
    assert without - EXCEPTIONS.keys() == set(), "give each an act, or a line in EXCEPTIONS that says why not"
    assert EXCEPTIONS.keys() - without == set(), "these exceptions are none any more"
    assert len(services) > 40


def test_every_act_can_be_done_as_its_example_says(database: Database) -> None:
    for name in STORY:
        if name == "run-audit":
            overlaps_behind_the_gate(database, date(2026, 2, 3), date(2026, 2, 4))
        if name == "close-incident":
            incident_behind_the_gate(database, date.fromisoformat(REGISTRY[name].example["exceeded_on"]))
        if name == "refuse-leave":
            leave_asked(database, date(2026, 8, 3), date(2026, 9, 1))
        if name == "swap-visits":
            second_lawyer(database)
        if name == "set-off":
            invoice_behind_the_gate(database, "2026-000002")
        if name == "cancel-run":
            do(
                database,
                cast.GROUP,
                "tester",
                act_named("open-run"),
                act_named("open-run").read(act_named("open-run").example),
            )
        example: Any = dict(REGISTRY[name].example)
        if name in ("settle", "close-year"):
            example["year"] = 2024  # nothing of the cast's 2025 is billed
        actor = "Louise Petit" if REGISTRY[name].roles == ("member",) else "tester"  # a signer signs as himself
        done = do(database, cast.GROUP, actor, REGISTRY[name], REGISTRY[name].read(example), despite="story")
        assert (done.act, done.entries > 0, done.verdict["rules"] != []) == (name, True, True)
    assert set(REGISTRY) - set(STORY) == {"end-agreement", "end-contract", "leave"}


def test_what_began_ends_in_the_order_that_the_rules_want(database: Database) -> None:
    for name in ("register-member", "join", "register-worker", "hire", "open-pool", "agree"):
        do(database, cast.GROUP, "tester", REGISTRY[name], REGISTRY[name].read(REGISTRY[name].example))
    for name in ("end-agreement", "end-contract", "leave"):
        do(database, cast.GROUP, "tester", REGISTRY[name], REGISTRY[name].read(REGISTRY[name].example))


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_act_says_what_it_does_in_one_sentence(name: str) -> None:
    act = REGISTRY[name]
    assert act.says.endswith(".")
    assert act.says[0].isupper()
    assert act.model.__doc__, f"the input of {name} says nothing of its units"
    assert act.roles


def test_an_unknown_field_names_those_there_are() -> None:
    with pytest.raises(InvalidInput) as refused:
        act_named("join").read({"member": "M001", "from": "2026-01-01", "member_class": "gold"})
    assert [str(problem) for problem in refused.value.problems] == [
        "from: found '2026-01-01'; join has no such field; it has "
        + ", ".join(act_named("join").model.model_fields),
        "from_on: found 'nothing'; Field required",
        "member_class: found 'gold'; Input should be 'effective' or 'adherent'",
    ]


def test_an_unknown_act_names_those_there_are() -> None:
    with pytest.raises(InvalidInput, match="act: found 'sack'; one of accept-rules, acknowledge, add-contact"):
        act_named("sack")


def test_days_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(InvalidInput, match=f"give a day after {date(2026, 1, 2)}"):
        act_named("draft-plan").read({"from_on": "2026-01-02", "until_on": "2026-01-02"})


def test_the_table_in_the_documentation_is_the_registry() -> None:
    lines = (Path(basicplus.__file__).parent.parent / "docs/acts.md").read_text("utf-8").splitlines()
    table = [line for line in lines if line.startswith("| `")]
    assert table == [f"| `{act.name}` | {', '.join(act.roles)} | {act.says} |" for act in REGISTRY.values()]
