"""A database that was restored over another one had lost the ban on two calls at once; here it comes back."""

from contextlib import suppress

from django.db import IntegrityError, migrations, transaction

NAME = "no_two_meetings_at_once"


def ban_again(apps, schema_editor):
    """Where two calls stand at the same time already it cannot come back: `manage.py doctor` goes on saying so."""
    meeting, connection = apps.get_model("consultations", "Meeting"), schema_editor.connection
    with connection.cursor() as cursor:
        if NAME in connection.introspection.get_constraints(cursor, meeting._meta.db_table):
            return
        cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    ban = next(rule for rule in meeting._meta.constraints if rule.name == NAME)
    with suppress(IntegrityError), transaction.atomic(using=connection.alias):
        schema_editor.add_constraint(meeting, ban)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0004_calls_feed")]

    operations = [migrations.RunPython(ban_again, migrations.RunPython.noop)]
