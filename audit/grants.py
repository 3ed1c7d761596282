"""What the runtime role may do with the audit tables: read the log as a whole, and insert only through `audit_record`.

The months' own tables are behind the log and open to nobody.
"""

RUNTIME_TABLE_PRIVILEGES: dict[str, tuple[str, ...]] = {"audit_event": ("SELECT",)}
RUNTIME_PREFIX_PRIVILEGES: dict[str, tuple[str, ...]] = {"audit_event_": ()}
