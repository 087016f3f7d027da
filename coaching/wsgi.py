"""What a web process starts from: everything is loaded before the first request, and then left alone."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coaching.settings")

# What is loaded now stays for good. Looking through it for garbage, again and again, is work for nothing.
gc.disable()
application = get_wsgi_application()
get_resolver().reverse_dict  # noqa: B018 - reads every address, and with them every page
gc.freeze()
gc.enable()
