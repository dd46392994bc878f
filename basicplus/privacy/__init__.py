"""The rights of the people in the records: what is held of a person, and what the law lets go."""

from basicplus.privacy.gathering import Held, held_of
from basicplus.privacy.package import write_package
from basicplus.privacy.persons import Person, person_named

__all__ = ["Held", "Person", "held_of", "person_named", "write_package"]
