"""A review keeps the first day of its week: whoever lets weeks begin on another day later still has the same words under
the same days. So far it was the Monday in it."""

from django.db import migrations

FROM_MONDAYS = """
UPDATE journal_weeklyreview w SET week_on = w.week_on - (7 - u.first_weekday) % 7
FROM runners_user u WHERE u.id = w.runner_id AND u.first_weekday <> 0
"""
TO_MONDAYS = "UPDATE journal_weeklyreview SET week_on = week_on + (8 - extract(isodow FROM week_on)::int) % 7"


class Migration(migrations.Migration):
    dependencies = [("journal", "0005_striving_and_knowing"), ("runners", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="weeklyreview", name="review_of_a_week_from_monday"),
        migrations.RunSQL(FROM_MONDAYS, TO_MONDAYS),
    ]
