"""Makes the first administrator, who makes everybody else's account in the browser."""

from __future__ import annotations

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from audit.events import record


class Command(BaseCommand):
    help = "Make an administrator. The password is asked for, or read from the variable ADMINISTRATOR_PASSWORD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--email", default="")

    def handle(self, *, username: str, name: str, email: str, **options: Any) -> None:
        password = os.environ.get("ADMINISTRATOR_PASSWORD") or getpass.getpass("Password: ")
        try:
            validate_password(password, User(username=username, full_name=name, email=email))
            with transaction.atomic():
                user = User.objects.create_user(
                    username, password, full_name=name, email=email, role=Role.ADMINISTRATOR
                )
                record("account.administrator_made", by=None, details={"username": user.username})
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Administrator {user.username} made. Sign in and add forces, teams and people.")
