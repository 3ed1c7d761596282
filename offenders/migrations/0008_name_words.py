"""The words of every name in an index, so that a search by the beginning of a name reads only whom it finds."""

from django.db import migrations

# The expression of `offenders.search.NAME_WORDS`. Written at once (no pending list): a search never reads one through.
INDEX = """
CREATE INDEX nominal_name_words ON offenders_nominal
 USING gin (array_to_tsvector(array_remove(string_to_array(btrim(search_name), ' '), ''))) WITH (fastupdate = off)
"""


class Migration(migrations.Migration):
    dependencies = [("offenders", "0007_events_and_levels_explained")]
    operations = [migrations.RunSQL(INDEX, "DROP INDEX nominal_name_words")]
