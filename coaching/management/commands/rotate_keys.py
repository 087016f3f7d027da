"""Wrap every data key, every secret of a second step and the key for pushes with the first key of JOURNAL_KEYS.

Put the new key first and keep the old ones behind it, start the site again, then run this. It can be stopped and run
again at any time: it takes up what is left. An old key may go once nothing is left under its name.
"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from runners import crypto
from runners.models import DataKey, PushKey
from runners.push.keys import reseal
from runners.second_step import PLACE

SECRETS = ("secret", "seed")


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="rows a transaction (500)")

    def handle(self, *args: Any, batch: int, **options: Any) -> None:
        done = in_batches(DataKey.objects.all(), rewrap_data_key, batch=batch)
        done += in_batches(Authenticator.objects.all(), reseal_secrets, batch=batch)
        done += in_batches(PushKey.objects.all(), reseal_push_key, batch=batch)
        self.stdout.write(f"{done} rows now under {crypto.first_kid()}.")
        left = left_by_kid()
        for kid, count in sorted(left.items()):
            self.stdout.write(f"{count} left under {kid}{'' if kid in crypto.ring() else ', which is not in the ring'}")
        if left:
            raise CommandError("Not everything could be taken along. Keep the old keys.")


def in_batches(rows: models.QuerySet[Any], renew: Callable[[Any], bool], *, batch: int) -> int:
    """Each batch is a transaction of its own; how many rows were renewed."""
    last, done = 0, 0
    while True:
        with transaction.atomic():
            found = list(rows.filter(pk__gt=last).order_by("pk").select_for_update()[:batch])
            done += sum(renew(row) for row in found)
        if not found:
            return done
        last = found[-1].pk


def rewrap_data_key(row: DataKey) -> bool:
    if not _to_do(row.wrapped):
        return False
    row.wrapped = crypto.rewrapped(row.wrapped, row.pk)
    row.save(update_fields=["wrapped"])
    return True


def reseal_secrets(row: Authenticator) -> bool:
    sealed = {name: row.data[name] for name in SECRETS if _to_do(row.data.get(name, ""))}
    for name, secret in sealed.items():
        row.data[name] = crypto.seal_secret(crypto.open_secret(secret, place=PLACE), place=PLACE)
    if sealed:
        row.save(update_fields=["data"])
    return bool(sealed)


def reseal_push_key(row: PushKey) -> bool:
    if not _to_do(row.private):
        return False
    reseal(row)
    return True


def _to_do(sealed: str) -> bool:
    """Under an older key that we have; what nobody here can open is left alone and counted."""
    return bool(sealed) and crypto.kid_of(sealed) != crypto.first_kid() and _opens(sealed)


def _opens(sealed: str) -> bool:
    return crypto.kid_of(sealed) in crypto.ring()


def left_by_kid() -> Counter[str]:
    wrapped = list(DataKey.objects.values_list("wrapped", flat=True))
    wrapped += PushKey.objects.values_list("private", flat=True)
    for data in Authenticator.objects.values_list("data", flat=True):
        wrapped += [data[name] for name in SECRETS if name in data]
    kids = Counter(crypto.kid_of(sealed) for sealed in wrapped)
    del kids[crypto.first_kid()]
    return kids
