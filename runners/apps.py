from django.apps import AppConfig
from django.core.checks import Tags, register

from runners import checks


class RunnersConfig(AppConfig):
    name = "runners"

    def ready(self) -> None:
        register(checks.keys, Tags.security)
        checks.refuse_bad_keys()
