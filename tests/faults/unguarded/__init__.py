"""Settings of a site without its guards: no limit to waiting, no page for an outage. What holds must fail here."""

from coaching.settings import *  # noqa: F403
from coaching.settings import DATABASES, REDIS_URL

ROOT_URLCONF = "tests.faults.unguarded.urls"
DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": "evenpace:"}
