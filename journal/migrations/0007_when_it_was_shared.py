from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0006_first_day_of_a_review'),
    ]

    operations = [
        migrations.AddField(
            model_name='checkin',
            name='note_shared_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='reflection',
            name='note_shared_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='weeklyreview',
            name='shared_at',
            field=models.DateTimeField(null=True),
        ),
    ]
