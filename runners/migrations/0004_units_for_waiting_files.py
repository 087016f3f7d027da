from django.db import migrations


def give_units(apps, schema_editor):
    """Files that waited while the site was upgraded become sendings of one file each, so that they have a page."""
    Import = apps.get_model("runners", "Import")
    Original = apps.get_model("runners", "Original")
    for row in Original.objects.filter(unit=None, status="waiting").iterator():
        row.unit = Import.objects.create(
            runner_id=row.runner_id,
            name=row.name,
            sha256=row.sha256,
            size=len(row.content or b""),
            time_zone=row.time_zone,
            state="reading",
            received_at=row.received_at,
        )
        row.save(update_fields=["unit"])


class Migration(migrations.Migration):
    dependencies = [("runners", "0003_files_and_pages")]

    operations = [migrations.RunPython(give_units, migrations.RunPython.noop)]
