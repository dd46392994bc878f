"""The activity report of a year (law of 12 August 2000): figures from the records, as data and as a PDF."""

from basicplus.activity.figures import ActivityReport, Section, activity_report
from basicplus.activity.pdf import render_report

__all__ = ["ActivityReport", "Section", "activity_report", "render_report"]
