"""Every command, put together."""

from __future__ import annotations

import typer
from typer.main import get_command

from basicplus.cli import (
    accounting,
    activity,
    acts,
    agreements,
    as_of,
    audit,
    billing,
    budget,
    calc,
    calc_billing,
    calendar,
    costs,
    database,
    deliver,
    demo,
    exports,
    founding,
    imports,
    jobs,
    law,
    liability,
    month,
    payments,
    plan,
    plan_views,
    plan_year,
    planning,
    privacy,
    receivables,
    register,
    reminders,
    repair,
    server,
    simulation,
    staffing,
    travel,
    users,
    vat,
    watch,
    webhooks,
)

app = typer.Typer(
    name="basicplus",
    help="Schedule the shared workers of an employer group and invoice them at cost.\n\n"
    "The database is --db, or BASICPLUS_DB, or basicplus.db in the working directory.\n\n"
    "Exit codes: 0 done; 1 something was found wrong; 2 bad input; 3 refused by a rule; 4 not found;"
    " 5 not possible in this state; 6 a rule warns: say why to go ahead with --despite.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("demo")(demo.demo)
app.command("serve")(server.serve)
app.add_typer(database.app, name="db")
app.command("found")(founding.found)
app.add_typer(imports.app, name="import")
imports.app.command("bank")(payments.bank)
app.command("do")(acts.do_act)
app.command("simulate")(simulation.simulate_file)
app.command("check")(audit.check)
app.command("as-of")(as_of.as_of)
app.command("register")(register.register)
app.add_typer(users.app, name="users")
app.add_typer(law.app, name="law")
app.add_typer(watch.app, name="watch")
app.add_typer(jobs.app, name="jobs")
app.add_typer(calendar.app, name="calendar")
app.add_typer(calc.app, name="calc")
calc.app.command("allocate")(calc_billing.allocate_cents)
calc.app.command("flat-fee")(calc_billing.flat_fee_by_month)
calc.app.command("ogm")(calc_billing.structured_communication)
planning.app.command("export")(plan_views.export)
planning.app.command("print")(plan_views.print_)
planning.app.command("feeds")(plan_views.feeds)
planning.app.command("candidates", epilog="Example: basicplus plan candidates 1234")(repair.candidates)
planning.app.command("replace", epilog="Example: basicplus plan replace 1234 --with W002")(repair.replace)
planning.app.command(
    "repair", epilog="Example: basicplus plan repair --worker W001 --from 2026-03-02 --until 2026-03-07"
)(repair.repair_)
planning.app.command("year")(plan_year.year)
app.add_typer(planning.app, name="plan")
planning.app.add_typer(plan.app)
app.add_typer(billing.app, name="invoices")
app.command("settle")(billing.settle)
payments.app.command("ageing")(receivables.ageing)
payments.app.command("statement")(receivables.statement)
app.add_typer(payments.app, name="payments")
app.add_typer(agreements.app, name="agreements")
app.add_typer(budget.app, name="budget")
app.add_typer(deliver.app, name="deliver")
app.add_typer(costs.app, name="costs")
app.add_typer(costs.settlement, name="settlement")
app.command("close-year")(costs.close_year)
app.add_typer(accounting.app, name="accounting")
app.add_typer(reminders.app, name="reminders")
app.add_typer(month.app, name="month")
app.add_typer(liability.app, name="liability")
app.add_typer(travel.app, name="travel")
app.add_typer(vat.app, name="vat")
app.add_typer(staffing.app, name="staffing")
app.add_typer(privacy.app, name="privacy")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(exports.app, name="export")
app.command("activity-report")(activity.report)
app.command("verify")(audit.verify)

run = get_command(app)
"""All of it, ready to run: Typer would read the signatures of 160 commands again at each call."""
