#!/usr/bin/env python
"""Django's command line. Run from the project's own virtual environment, whichever Python starts it."""

import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
OWN_PYTHON = PROJECT / ".venv" / "bin" / "python"


def main() -> None:
    """Set the settings module and hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        if OWN_PYTHON.exists() and Path(sys.prefix) != PROJECT / ".venv":
            os.execv(OWN_PYTHON, [str(OWN_PYTHON), *sys.argv])  # noqa: S606
        sys.exit("Django is not installed here. Run `make setup` first, then .venv/bin/python manage.py …")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a variable that is missing or wrong: its text says which and why
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
