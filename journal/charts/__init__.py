"""Series into geometry: arrays in, frozen dataclasses out; templates place them, style sheets colour them."""

from journal.charts.sparks import Spark, SparkHalf, spark
from journal.charts.waterline import SMALL, TALL, Event, Half, Heights, Row, Waterline, by_week, waterline

__all__ = [
    "SMALL",
    "TALL",
    "Event",
    "Half",
    "Heights",
    "Row",
    "Spark",
    "SparkHalf",
    "Waterline",
    "by_week",
    "spark",
    "waterline",
]
