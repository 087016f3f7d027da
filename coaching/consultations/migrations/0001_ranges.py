from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Lets a constraint compare a coach for equality beside a range of time."""

    initial = True
    dependencies = []
    operations = [BtreeGistExtension()]
