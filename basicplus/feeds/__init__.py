"""The plan as others read it: calendars by subscription, tables for spreadsheets, months on paper."""

from basicplus.feeds.facts import WITNESS
from basicplus.feeds.models import Feed
from basicplus.feeds.month import Month, month_sheet
from basicplus.feeds.month_pdf import render_month
from basicplus.feeds.planned import Planned, View, described, planned
from basicplus.feeds.service import (
    FeedCreate,
    FeedItem,
    FeedRevocation,
    feeds_of,
    open_feed,
    read_feed,
    revoke_feed,
)
from basicplus.feeds.sheet import plan_sheet
from basicplus.feeds.told import Told, told_on
from basicplus.feeds.wording import Language

__all__ = [
    "WITNESS",
    "Feed",
    "FeedCreate",
    "FeedItem",
    "FeedRevocation",
    "Language",
    "Month",
    "Planned",
    "Told",
    "View",
    "described",
    "feeds_of",
    "month_sheet",
    "open_feed",
    "plan_sheet",
    "planned",
    "read_feed",
    "render_month",
    "revoke_feed",
    "told_on",
]
