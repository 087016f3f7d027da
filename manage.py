#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coaching.settings")
    # Wherever it is run, a command may take longer than a page.
    if sys.argv[1:2] != ["runserver"]:
        os.environ["EVENPACE_PROCESS"] = "command"
    execute_from_command_line(sys.argv)
