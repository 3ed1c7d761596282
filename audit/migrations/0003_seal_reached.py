"""A link says up to which moment everything was sealed, so that a backlog of any length is sealed batch by batch."""

from django.db import migrations, models

TABLE = """
DELETE FROM audit_seal;
ALTER TABLE audit_seal ADD COLUMN reached timestamptz NOT NULL;
"""

# A full batch reaches as far as its latest event, any other as far as now.
SEAL = """
CREATE OR REPLACE FUNCTION audit_seal_next(p_most integer, p_grace interval) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last public.audit_seal;
    moment timestamptz;
    since timestamptz;
    latest timestamptz;
    most integer := greatest(1, least(p_most, 20000));
    sealed int8multirange;
    batch int8multirange;
    number integer;
    digest text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_seal'));
    SELECT * INTO last FROM public.audit_seal s ORDER BY s.number DESC LIMIT 1;
    moment := clock_timestamp();
    since := coalesce(last.reached - p_grace, '-infinity');
    SELECT coalesce(range_agg(part), '{}') INTO sealed
      FROM public.audit_seal s, unnest(s.ids) part WHERE s.sealed_at >= since;
    SELECT coalesce(range_agg(int8range(id, id + 1)), '{}'), count(*), max(at),
           encode(sha256(convert_to(coalesce(string_agg(line, E'\\n' ORDER BY id), ''), 'UTF8')), 'hex')
      INTO batch, number, latest, digest
      FROM (SELECT e.id, e.at, public.audit_line(e) AS line FROM public.audit_event e
             WHERE e.at >= since AND NOT e.id <@ sealed ORDER BY e.at, e.id LIMIT most) found;
    IF number = 0 THEN
        RETURN 0;
    END IF;
    IF number < most THEN
        latest := moment;
    END IF;
    INSERT INTO public.audit_seal (number, sealed_at, reached, ids, events, previous, hash)
    SELECT n, moment, latest, batch, number, p, encode(sha256(convert_to(concat_ws('|', n,
           to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
           to_char(latest AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
           batch::text, number, p, digest), 'UTF8')), 'hex')
      FROM (SELECT coalesce(last.number, 0) + 1 AS n, coalesce(last.hash, repeat('0', 64)) AS p) head;
    RETURN number;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_seal")]
    operations = [
        migrations.RunSQL(
            TABLE + SEAL,
            migrations.RunSQL.noop,
            state_operations=[
                migrations.AddField("seal", "reached", models.DateTimeField(default=None), preserve_default=False)
            ],
        ),
    ]
