"""What the runtime role may do with the audit tables: read, and add only through the owner's functions.

`audit_record` inserts an event, `audit_seal_next` a link of the chain. The months' own tables are behind the log and
open to nobody.
"""

RUNTIME_TABLE_PRIVILEGES: dict[str, tuple[str, ...]] = {"audit_event": ("SELECT",), "audit_seal": ("SELECT",)}
RUNTIME_PREFIX_PRIVILEGES: dict[str, tuple[str, ...]] = {"audit_event_": ()}
