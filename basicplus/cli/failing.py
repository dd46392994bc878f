"""What a command says when it cannot go on, and the exit code that programs read."""

from __future__ import annotations

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from basicplus.cli.output import complain
from basicplus.compliance.gate import Refused, Warned
from basicplus.errors import BasicplusError, Conflict, InvalidInput, NotFound, field_problems

EXIT_CODES = {InvalidInput: 2, Refused: 3, NotFound: 4, Conflict: 5, Warned: 6}


def told(error: Exception) -> int | None:
    """Tell a person of an error and return the exit code; None for an error that is nobody's but ours."""
    if isinstance(error, ValidationError):
        error = explain_invalid(error)
    elif isinstance(error, DBAPIError | OSError):
        error = unreachable(error)
    if not isinstance(error, BasicplusError):
        return None
    complain(error)
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 1)


def explain_invalid(error: ValidationError) -> InvalidInput:
    """Turn a pydantic error into sentences with field, what was found and what is allowed."""
    return InvalidInput(*field_problems(error.errors()))


def unreachable(error: DBAPIError | OSError) -> NotFound:
    """Say in one sentence that a database or a file cannot be used, and why."""
    if isinstance(error, DBAPIError):
        why = str(error.orig).strip().splitlines()[0]
        return NotFound(f"The database cannot be used: {why}. Check --db or BASICPLUS_DB.")
    return NotFound(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")
