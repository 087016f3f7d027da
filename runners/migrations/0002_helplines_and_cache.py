from dataclasses import asdict

from django.db import migrations

from runners.helplines import SEED


def seed(apps, schema_editor):
    Helpline = apps.get_model("runners", "Helpline")
    fields = {f.name for f in Helpline._meta.get_fields()}
    Helpline.objects.bulk_create(
        Helpline(**{name: value for name, value in asdict(line).items() if name in fields}) for line in SEED
    )


class Migration(migrations.Migration):
    dependencies = [("runners", "0001_initial")]

    operations = [
        migrations.RunPython(seed, migrations.RunPython.noop),
        # Django's database cache: rate limits live here, so that they outlive a wiped Redis.
        migrations.RunSQL(
            "CREATE TABLE cache_rows (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);"
            "CREATE INDEX cache_rows_expires ON cache_rows (expires);",
            "DROP TABLE cache_rows;",
        ),
    ]
