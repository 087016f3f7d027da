"""`manage.py doctor` about the tables: what a restore may have lost, and how it comes back."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from coaching.management.commands import doctor

pytestmark = pytest.mark.django_db
MEND = import_module("coaching.consultations.migrations.0005_no_two_meetings_again")


def without_the_ban() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE consultations_meeting DROP CONSTRAINT no_two_meetings_at_once")


def test_every_rule_of_the_models_is_in_the_database() -> None:
    assert doctor.tables().ok, doctor.tables().said


def test_it_names_a_rule_that_is_gone_and_a_migration_brings_it_back() -> None:
    without_the_ban()
    assert (doctor.tables().ok, doctor.tables().said) == (False, "without no_two_meetings_at_once")
    with connection.schema_editor() as editor:
        MEND.ban_again(apps, editor)
    assert doctor.tables().ok


def test_a_database_that_has_it_is_left_alone() -> None:
    with connection.schema_editor(collect_sql=True) as editor:
        MEND.ban_again(apps, editor)
        assert editor.collected_sql == []
