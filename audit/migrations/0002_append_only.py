"""Events enter through one function that runs as the owner; the runtime role may not insert, alter or delete them."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION audit_record(
    p_action varchar, p_outcome varchar, p_username varchar, p_who jsonb,
    p_request varchar, p_subjects varchar[], p_details jsonb
) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO public.audit_event (at, action, outcome, username, who, request_id, subjects, details)
    VALUES (clock_timestamp(), p_action, p_outcome, p_username, p_who, p_request, p_subjects, p_details)
    RETURNING id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION audit_record")]
