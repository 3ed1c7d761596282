"""The event log: partitioned by month, entered through one function that runs as the owner."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

TABLE = """
CREATE SEQUENCE audit_event_id_seq AS bigint;
CREATE TABLE audit_event (
    id bigint NOT NULL DEFAULT nextval('audit_event_id_seq'),
    at timestamptz NOT NULL,
    action varchar(60) NOT NULL,
    outcome varchar(20) NOT NULL,
    username varchar(150) NOT NULL,
    who jsonb NOT NULL,
    request_id varchar(40) NOT NULL,
    subjects varchar(40)[] NOT NULL,
    details jsonb NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
ALTER SEQUENCE audit_event_id_seq OWNED BY audit_event.id;
CREATE INDEX audit_event_at ON audit_event (at DESC, id DESC);
CREATE INDEX audit_event_username ON audit_event (username, at DESC);
CREATE INDEX audit_event_subjects ON audit_event USING gin (subjects);
CREATE TABLE audit_event_rest PARTITION OF audit_event DEFAULT;
"""

# Months are in London time, as everything that people ask about is.
PREPARE = """
CREATE FUNCTION audit_prepare(p_months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    month timestamp := date_trunc('month', clock_timestamp() AT TIME ZONE 'Europe/London');
    made integer := 0;
    part text;
BEGIN
    FOR ahead IN 0..least(p_months, 24) LOOP
        part := 'audit_event_' || to_char(month, 'YYYY_MM');
        IF to_regclass('public.' || part) IS NULL THEN
            BEGIN
                EXECUTE format(
                    'CREATE TABLE public.%I PARTITION OF public.audit_event FOR VALUES FROM (%L) TO (%L)', part,
                    month AT TIME ZONE 'Europe/London', (month + interval '1 month') AT TIME ZONE 'Europe/London');
                made := made + 1;
            EXCEPTION WHEN check_violation OR duplicate_table THEN
                NULL;  -- the month's first events are in the default partition already, and stay there
            END;
        END IF;
        month := month + interval '1 month';
    END LOOP;
    RETURN made;
END
$$;
SELECT audit_prepare(3);
"""

RECORD = """
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

DROP = """
DROP FUNCTION audit_record;
DROP FUNCTION audit_prepare;
DROP TABLE audit_event;
"""

STATE = [
    migrations.CreateModel(
        name="Event",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("at", models.DateTimeField()),
            ("action", models.CharField(max_length=60)),
            ("outcome", models.CharField(default="done", max_length=20)),
            ("username", models.CharField(blank=True, max_length=150)),
            ("who", models.JSONField(default=dict)),
            ("request_id", models.CharField(blank=True, max_length=40)),
            (
                "subjects",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=40), default=list, size=None
                ),
            ),
            ("details", models.JSONField(default=dict)),
        ],
        options={
            "indexes": [
                models.Index(fields=["-at", "-id"], name="audit_event_at"),
                models.Index(fields=["username", "-at"], name="audit_event_username"),
                django.contrib.postgres.indexes.GinIndex(fields=["subjects"], name="audit_event_subjects"),
            ]
        },
    ),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(TABLE + PREPARE + RECORD, DROP, state_operations=STATE),
    ]
