"""The words of every name in an index, so that a search by the beginning of a name reads only whom it finds."""

from django.db import migrations

# The expression of `offenders.search.NAME_WORDS`. Written at once (no pending list): a search never reads one through.
INDEX = """
CREATE INDEX nominal_name_words ON offenders_nominal
 USING gin (array_to_tsvector(array_remove(string_to_array(btrim(search_name), ' '), ''))) WITH (fastupdate = off)
"""


class Migration(migrations.Migration):
    replaces = [("offenders", "0008_name_words")]
    dependencies = [("offenders", "0002_nominalaccess")]
    operations = [migrations.RunSQL(INDEX, "DROP INDEX nominal_name_words")]
