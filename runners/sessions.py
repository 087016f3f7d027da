"""Django's sessions in the database, found with a statement that is not put together anew for every page."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import connection
from django.utils import timezone

FOUND = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseSessions):
    def load(self) -> dict[str, Any]:
        """As Django's own does it: a session that is not there, or over, is empty and gets a new key."""
        with connection.cursor() as cursor:
            cursor.execute(FOUND, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])
