"""Asks a running system how it is: `python -m config.probe` ends with status 0 only if every part is well.

For the health check of a container, and for `make run` while it waits.
"""

import http.client
import json
import sys
from urllib.parse import urlsplit

from config.env import EVERY_ADDRESS, Environment, environment

SECONDS = 4.0  # /healthz itself answers within three


def faults(here: Environment) -> str:
    """Return what is not well with the system on this machine, or nothing."""
    host = "127.0.0.1" if here.host in EVERY_ADDRESS else here.host
    link = http.client.HTTPConnection(host, here.port, timeout=SECONDS)
    try:
        link.request("GET", "/healthz", headers={"Host": urlsplit(here.public_url).netloc})
        parts = json.loads(link.getresponse().read())["parts"]
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return "the web server does not answer"
    finally:
        link.close()
    return "; ".join(f"{name}: {state}" for name, state in parts.items() if state != "ok")


if __name__ == "__main__":
    sys.exit(faults(environment()) or 0)
