from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('runners', '0007_what_helps_and_handing_over'),
    ]

    operations = [
        migrations.AddField(
            model_name='weekahead',
            name='shared_at',
            field=models.DateTimeField(null=True),
        ),
    ]
