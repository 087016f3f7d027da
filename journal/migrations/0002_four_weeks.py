"""Series in rows of four weeks, facts as plain numbers. Everything derived is worked out again from the entries."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import journal.facts

EVERYBODY = """
INSERT INTO runners_stale (runner_id, since_on)
SELECT runner_id, first_on FROM journal_runnerstate WHERE first_on IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial"), ("runners", "0001_initial")]
    operations = [
        migrations.RunSQL(EVERYBODY, migrations.RunSQL.noop),
        migrations.DeleteModel("Series"),
        migrations.CreateModel(
            name="FourWeeks",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "runner_id", "from_on", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_on", models.DateField()),
                ("numbers", models.BinaryField()),
                ("carried", models.BinaryField()),
                (
                    "runner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RemoveField("runnerstate", "facts"),
        migrations.AddField("runnerstate", "facts", journal.facts.FactsField(default=dict)),
    ]
