"""The broker, as the health check asks after it. Loaded with the first question: nothing else on the web needs it."""

import redis
from django.conf import settings


def trouble() -> str:
    """What is wrong with it, in a word; "" while it answers."""
    try:
        _client().ping()
    except redis.RedisError as error:
        return type(error).__name__
    return ""


def unanswered() -> int | None:
    """Messages of beat that no worker has fetched; None without a broker."""
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    try:
        return int(_client().llen(f"{prefix}celery"))
    except redis.RedisError:
        return None


def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
