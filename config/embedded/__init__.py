"""PostgreSQL and Redis on this machine, for whoever gives the system no servers of its own.

One `keeper` process for each data folder runs both. Every process that uses them holds a shared lock on
`users.lock`; the first one that finds no keeper starts it, and the keeper stops both and ends once it can take that
lock for itself: nobody is left, however they went. So nothing stays behind, and any number of commands share one
database.
"""

from config.embedded.client import ensure, in_use, look, release
from config.embedded.errors import ServiceError
from config.embedded.state import DATABASE, OWNER_ROLE, RUNTIME_ROLE, Services, make_data_dir, redis_url

__all__ = [
    "DATABASE",
    "OWNER_ROLE",
    "RUNTIME_ROLE",
    "ServiceError",
    "Services",
    "ensure",
    "in_use",
    "look",
    "make_data_dir",
    "redis_url",
    "release",
]
