"""Settings of the tests: the product's own, on a database cluster of their own, made quick and strict."""
# ruff: noqa: F403, F405

import os

os.environ["REGISTER_TESTING"] = "1"  # a data folder of their own; read by config.env, inherited by other workers
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop in the test's thread

from config.settings import *
from tests.support.missing import MissingVariable

INSTALLED_APPS = ["tests.support", *INSTALLED_APPS]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATICFILES_DIRS = [folder for folder in STATICFILES_DIRS if folder.exists()]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# A connection kept by a thread of the live server would keep the test database from being dropped.
DATABASES = {"default": {**DATABASES["default"], "CONN_MAX_AGE": 0}}
# A template variable that does not exist is an error in our own templates.
TEMPLATES = [{**TEMPLATES[0], "OPTIONS": {**TEMPLATES[0]["OPTIONS"], "string_if_invalid": MissingVariable("%s")}}]
