"""The plan as others read it: calendars by subscription, tables for spreadsheets, months on paper."""

from basicplus.feeds.facts import WITNESS
from basicplus.feeds.models import Feed

__all__ = ["WITNESS", "Feed"]
