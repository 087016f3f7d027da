"""`PrivateText`: a field sealed with its owner's data key and opened only when somebody reads it."""

from typing import Any

from django.db import models

from runners import crypto
from runners.models.people import DataKey


class Sealed:
    """Ciphertext on its way to or from the database; its text never shows in a repr."""

    __slots__ = ("ciphertext",)

    def __init__(self, ciphertext: str) -> None:
        self.ciphertext = ciphertext

    def __repr__(self) -> str:
        return "<sealed>"


class _Opener:
    """Descriptor: hands out the text of an instance, opening it on first read."""

    def __init__(self, field: "PrivateText") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        value = instance.__dict__[self.field.attname]
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.open(instance, value)
        return value

    def __set__(self, instance: models.Model, value: str | Sealed | None) -> None:
        instance.__dict__[self.field.attname] = "" if value is None else value


class PrivateText(models.TextField):  # type: ignore[type-arg]
    """Text only its owner's data key opens. It cannot be filtered, ordered or updated in bulk; '' stays ''."""

    def __init__(self, *args: Any, owner: str = "runner_id", **kwargs: Any) -> None:
        self.owner = owner
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "owner": self.owner}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opener(self))

    def place(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def open(self, instance: models.Model, value: Sealed) -> str:
        owner_id = getattr(instance, self.owner)
        return crypto.open_sealed(
            value.ciphertext, data_key=DataKey.objects.key_of(owner_id), place=self.place(), owner_id=owner_id
        )

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | str:
        return Sealed(value) if value else ""

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | str:
        value: Sealed | str = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, Sealed) or value == "":
            return value
        owner_id = getattr(model_instance, self.owner)
        return Sealed(
            crypto.seal(value, data_key=DataKey.objects.key_of(owner_id), place=self.place(), owner_id=owner_id)
        )

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, Sealed):
            return value.ciphertext
        if value in ("", None):
            return ""
        raise TypeError("Private text is written through its model instance only.")
