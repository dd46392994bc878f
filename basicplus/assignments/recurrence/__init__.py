"""Recurring visits: rules of RFC 5545, the days left out and added, and how people say it. Pure files."""

from basicplus.assignments.recurrence.rules import check_rule, days_of, parts_of, rule_from
from basicplus.assignments.recurrence.series import Occurrence, Series
from basicplus.assignments.recurrence.words import in_words

__all__ = ["Occurrence", "Series", "check_rule", "days_of", "in_words", "parts_of", "rule_from"]
