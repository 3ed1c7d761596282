"""What the runtime role may do with the audit tables: read them, and insert only through `audit_record`."""

RUNTIME_TABLE_PRIVILEGES: dict[str, tuple[str, ...]] = {"audit_event": ("SELECT",)}
RUNTIME_SEQUENCE_PRIVILEGES: dict[str, tuple[str, ...]] = {"audit_event_id_seq": ()}
