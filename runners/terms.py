"""Which version of the terms and the privacy page holds. A new date asks everybody once to read and agree."""

from datetime import date

TERMS_VERSION = date(2026, 11, 23)
