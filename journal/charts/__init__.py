"""Series into geometry: arrays in, frozen dataclasses out; templates place them, style sheets colour them."""

from journal.charts.lanes import Lane, Lanes, Told, lanes
from journal.charts.paths import beyond
from journal.charts.sparks import Spark, SparkHalf, spark, sparks
from journal.charts.table import LEAST_OBSERVED, Columns, Row
from journal.charts.waterline import SMALL, TALL, Event, Half, Heights, Stretch, Waterline, by_week, waterline

__all__ = [
    "LEAST_OBSERVED",
    "SMALL",
    "TALL",
    "Columns",
    "Event",
    "Half",
    "Heights",
    "Lane",
    "Lanes",
    "Row",
    "Spark",
    "SparkHalf",
    "Stretch",
    "Told",
    "Waterline",
    "beyond",
    "by_week",
    "lanes",
    "spark",
    "sparks",
    "waterline",
]
