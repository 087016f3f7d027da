"""Run inside the site's own environment: lets somebody live through a drifting month that ended yesterday."""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coaching.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from runners.models import User  # noqa: E402
from tests import making  # noqa: E402

runner = User.objects.get(email=sys.argv[1])
making.drifting_month(runner, until=runner.day(timezone.now()) - timedelta(days=1))
