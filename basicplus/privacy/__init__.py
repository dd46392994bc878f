"""The rights of the people in the records: what is held of a person, and what the law lets go."""

from basicplus.privacy.gathering import Held, held_of
from basicplus.privacy.letting_go import LogLine, RetentionRun, let_go, log
from basicplus.privacy.package import write_package
from basicplus.privacy.persons import Person, person_named
from basicplus.privacy.retention import Due, due

__all__ = [
    "Due",
    "Held",
    "LogLine",
    "Person",
    "RetentionRun",
    "due",
    "held_of",
    "let_go",
    "log",
    "person_named",
    "write_package",
]
