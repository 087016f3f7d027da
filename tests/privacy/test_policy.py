"""privacy.toml says for every column whose it is, who else sees it, how long it is kept and how it goes."""

import tomllib
from collections import Counter

import pytest
from django.apps import apps
from django.db.models import CASCADE, Field, Model

from runners.models import User
from runners.private import PrivateText
from tests.servers import PROJECT

CLASSES = ("own", "shared_with_coach", "operational")
POLICY = tomllib.loads((PROJECT / "privacy.toml").read_text())
TABLES = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
WITHOUT_OWNER = {
    "not about a person",
    "not about a person, but for who checked it last: emptied with their account",
    "it expires",
}


def columns(model: type[Model]) -> dict[str, Field]:
    return {field.column: field for field in model._meta.local_concrete_fields}


def listed(table: str) -> list[str]:
    return [column for name in CLASSES for column in POLICY[table].get(name, [])]


def test_every_table_stands_in_the_policy_and_no_other() -> None:
    assert set(POLICY) == set(TABLES)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_column_has_one_class(table: str) -> None:
    assert Counter(listed(table)) == Counter(columns(TABLES[table]).keys())


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_says_how_long_it_is_kept_and_how_it_goes(table: str) -> None:
    rules = POLICY[table]
    assert set(rules) <= {"keep", "erase", *CLASSES}
    assert rules["keep"].strip()
    assert rules["erase"].strip()


@pytest.mark.parametrize("table", sorted(TABLES))
def test_what_is_private_is_sealed_and_goes_with_its_key(table: str) -> None:
    sealed = {name for name, field in columns(TABLES[table]).items() if isinstance(field, PrivateText)}
    assert not sealed & set(POLICY[table].get("operational", []))
    assert bool(sealed) == ("by the key" in POLICY[table]["erase"])


@pytest.mark.parametrize("table", sorted(TABLES))
def test_what_goes_with_the_account_really_does(table: str) -> None:
    """A chain of cascades leads from the row to a person."""
    if POLICY[table]["erase"].startswith("with the account"):
        assert goes_with_a_person(TABLES[table], set()), f"no cascade from {table} to the account"
    else:
        assert POLICY[table]["erase"] in WITHOUT_OWNER


def goes_with_a_person(model: type[Model], seen: set[type[Model]]) -> bool:
    if model is User:
        return True
    seen.add(model)
    links = [f for f in model._meta.local_concrete_fields if f.remote_field and f.remote_field.on_delete is CASCADE]
    return any(goes_with_a_person(f.related_model, seen) for f in links if f.related_model not in seen)
