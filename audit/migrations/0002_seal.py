"""The sealed chain: batches of events, each hashed with the one before, appended by one function of the owner."""

from django.db import migrations, models

TABLE = """
CREATE TABLE audit_seal (
    number bigint PRIMARY KEY,
    sealed_at timestamptz NOT NULL,
    ids int8multirange NOT NULL,
    events integer NOT NULL,
    previous char(64) NOT NULL,
    hash char(64) NOT NULL
);
"""

# One event as text. Times in UTC and JSON in the database's own canonical form, so that no setting changes it.
LINE = """
CREATE FUNCTION audit_line(e public.audit_event) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT jsonb_build_array(
        e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), e.action, e.outcome, e.username, e.who,
        e.request_id, to_jsonb(e.subjects), e.details)::text
$$;
"""

# Events are sealed once they are committed, whatever their order: what commits late is sealed later, as long as it is
# no older than the grace. Nothing waits for the sealer, and the sealer waits for nobody.
SEAL = """
CREATE FUNCTION audit_seal_next(p_most integer, p_grace interval) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last public.audit_seal;
    moment timestamptz;
    since timestamptz;
    sealed int8multirange;
    batch int8multirange;
    number integer;
    digest text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_seal'));
    SELECT * INTO last FROM public.audit_seal s ORDER BY s.number DESC LIMIT 1;
    moment := clock_timestamp();
    since := coalesce(last.sealed_at - p_grace, '-infinity');
    SELECT coalesce(range_agg(part), '{}') INTO sealed
      FROM public.audit_seal s, unnest(s.ids) part WHERE s.sealed_at >= since - p_grace;
    SELECT coalesce(range_agg(int8range(id, id + 1)), '{}'), count(*),
           encode(sha256(convert_to(coalesce(string_agg(line, E'\\n' ORDER BY id), ''), 'UTF8')), 'hex')
      INTO batch, number, digest
      FROM (SELECT e.id, public.audit_line(e) AS line FROM public.audit_event e
             WHERE e.at >= since AND NOT e.id <@ sealed ORDER BY e.at, e.id LIMIT least(p_most, 20000)) found;
    IF number = 0 THEN
        RETURN 0;
    END IF;
    INSERT INTO public.audit_seal (number, sealed_at, ids, events, previous, hash)
    SELECT n, moment, batch, number, p, encode(sha256(convert_to(concat_ws('|', n, to_char(moment AT TIME ZONE 'UTC',
           'YYYY-MM-DD HH24:MI:SS.US'), batch::text, number, p, digest), 'UTF8')), 'hex')
      FROM (SELECT coalesce(last.number, 0) + 1 AS n, coalesce(last.hash, repeat('0', 64)) AS p) head;
    RETURN number;
END
$$;
"""

DROP = """
DROP FUNCTION audit_seal_next;
DROP FUNCTION audit_line;
DROP TABLE audit_seal;
"""

STATE = [
    migrations.CreateModel(
        name="Seal",
        fields=[
            ("number", models.BigIntegerField(primary_key=True, serialize=False)),
            ("sealed_at", models.DateTimeField()),
            ("events", models.IntegerField()),
            ("previous", models.CharField(max_length=64)),
            ("hash", models.CharField(max_length=64)),
        ],
        options={"ordering": ["number"]},
    ),
]


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(TABLE + LINE + SEAL, DROP, state_operations=STATE)]
