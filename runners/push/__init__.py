"""The only place that sends words to phones: a push waits as a row and is sent at least once, rarely twice.

`write_push` puts it down in the caller's transaction. What it says is as little as the subject of a letter says: no
feeling, no name of anybody, no number.
"""

from runners.push.posting import Words, has_push, hold, write_push, write_pushes

__all__ = ["Words", "has_push", "hold", "write_push", "write_pushes"]
