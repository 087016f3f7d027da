"""A link that opens something without a sign-in, for whoever has it: one an owner, and changed at will."""

import hashlib
import secrets
from datetime import datetime

from django.db import models


class SecretLink(models.Model):
    """The token itself is never stored. The primary key is the owner."""

    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        abstract = True

    @staticmethod
    def digest(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @classmethod
    def issue(cls, owner: models.Model, *, now: datetime) -> str:
        """A new link; the one before opens nothing any more."""
        token = secrets.token_urlsafe(24)
        cls._default_manager.update_or_create(pk=owner.pk, defaults={"token_hash": cls.digest(token), "made_at": now})
        return token
