"""Ways between sites: how far, how long, what of them is working time, and what they emit."""

from basicplus.assignments.travel.fetching import Fetched, fetch_distances
from basicplus.assignments.travel.journeys import Journey, Place, journey
from basicplus.assignments.travel.legs import Leg, legs
from basicplus.assignments.travel.report import TravelLine, TravelReport, travel_report, travel_sheet
from basicplus.assignments.travel.routing import Router
from basicplus.assignments.travel.service import (
    DistanceCreate,
    DistancesCreate,
    TravelTerms,
    record_distances,
    set_travel,
)
from basicplus.assignments.travel.ways import Ways, ways_of

__all__ = [
    "DistanceCreate",
    "DistancesCreate",
    "Fetched",
    "Journey",
    "Leg",
    "Place",
    "Router",
    "TravelLine",
    "TravelReport",
    "TravelTerms",
    "Ways",
    "fetch_distances",
    "journey",
    "legs",
    "record_distances",
    "set_travel",
    "travel_report",
    "travel_sheet",
    "ways_of",
]
