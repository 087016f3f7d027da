from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0002_kinds_and_ways'),
    ]

    operations = [
        migrations.AddField(
            model_name='alertstep',
            name='was_until',
            field=models.DateTimeField(null=True),
        ),
    ]
