"""Where the other packages, and migrations long released, find `PrivateText`."""

from runners.models.private import PrivateText

__all__ = ["PrivateText"]
