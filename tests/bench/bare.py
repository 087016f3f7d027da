"""What everything is measured against: views that do nothing but touch the same database, in the same process."""

import uuid

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from runners.access import public

TABLE = "CREATE TABLE IF NOT EXISTS bench_bare (id bigserial PRIMARY KEY, key uuid UNIQUE, person bigint, what text)"


@csrf_exempt
@public
def insert(request: HttpRequest) -> HttpResponse:
    """The bare INSERT: session, user, one row in a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_bare (key, person, what) VALUES (%s, %s, %s)", [uuid.uuid4(), request.user.pk, "x"]
        )
    return HttpResponse(status=204)


@public
def who(request: HttpRequest) -> HttpResponse:
    """Session and user, nothing else."""
    return HttpResponse(str(request.user.pk))


@public
def select(request: HttpRequest) -> HttpResponse:
    """One indexed SELECT, nobody signed in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM runners_user WHERE id = %s", [1])
        return HttpResponse(str(cursor.fetchone()))


urlpatterns = [
    path("bare/insert/", insert),
    path("bare/who/", who),
    path("bare/select/", select),
    path("", include("coaching.urls")),
]
