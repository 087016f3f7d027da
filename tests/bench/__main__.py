"""`make bench`: ratios to bare Django views, measured in one run on throw-away servers. It prints and asserts nothing.

Everything runs in this process through Django's test client, the bare views too, so that ratios compare like with like;
a web server's own share is in neither. Absolute figures are this machine's and vary; goals are printed beside them.
"""

import argparse
import os
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ROUNDS = 60


def prepare(folder: Path) -> None:
    """A site of its own, as it runs in production: hashed static files, real password hashing, no debug."""
    import django
    from django.core.management import call_command

    from coaching import embedded

    folder.chmod(0o755)  # root's PostgreSQL runs as another account
    if (built := PROJECT / "var" / "build").exists():
        (folder / "build").symlink_to(built)
    running = embedded.servers(folder)
    os.environ.update(
        DATABASE_URL=running.database_url,
        REDIS_URL=running.redis_url,
        EVENPACE_EMBEDDED="1",
        EVENPACE_VAR=str(folder),
        EVENPACE_STATIC=str(folder / "static"),
        DJANGO_SETTINGS_MODULE="coaching.settings",
    )
    django.setup()
    from django.conf import settings

    settings.ROOT_URLCONF = "tests.bench.bare"
    call_command("migrate", interactive=False, verbosity=0)
    if not any((folder / "build" / "fonts").glob("*.woff2")):
        call_command("build_fonts")
    call_command("collectstatic", interactive=False, verbosity=0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--runners", type=int, default=10_000, help="for the assessment; 100,000 takes its time")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--deliveries", type=int, help="as many alerts by mail, also with killed workers; nothing else")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evenpace-bench-", dir="/tmp") as name:
        from coaching import embedded

        try:
            prepare(Path(name))
            from tests.bench import measures

            if asked.deliveries:
                measures.run_deliveries(asked.deliveries)
            else:
                measures.run(runners=asked.runners, rounds=asked.rounds)
        finally:
            embedded.release()


if __name__ == "__main__":
    main()
