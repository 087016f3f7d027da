from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB and two passes: OWASP's first recommendation, a seventh of Django's default cost."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
