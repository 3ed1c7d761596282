"""Lets the runtime role have the tables' statistics brought up to date after a load, and nothing else of an owner's."""

from django.db import migrations

ANALYZE = """
CREATE FUNCTION common_analyze() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part record;
    looked_at integer := 0;
BEGIN
    FOR part IN
        SELECT c.relname FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
           AND c.relowner = current_user::regrole
    LOOP
        EXECUTE format('ANALYZE (SKIP_LOCKED) public.%I', part.relname);
        looked_at := looked_at + 1;
    END LOOP;
    RETURN looked_at;
END $$;
"""


class Migration(migrations.Migration):
    replaces = [("common", "0004_analyze")]
    dependencies = [("common", "0002_bank_holidays")]
    operations = [migrations.RunSQL(ANALYZE, "DROP FUNCTION common_analyze")]
