"""What the stream needs: which events were announced together, and that a session which ends is told."""

import uuid

from django.db import migrations, models

TELL = """
CREATE FUNCTION tell_end_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The digest: whoever may listen must not learn the key of a session.
    PERFORM pg_notify('placard', 'session ' || encode(sha256(convert_to(OLD.session_key, 'UTF8')), 'hex'));
    RETURN NULL;
END $$;
CREATE TRIGGER tell_end_of_session AFTER DELETE ON django_session
    FOR EACH ROW EXECUTE FUNCTION tell_end_of_session();
"""
UNTELL = """
DROP TRIGGER tell_end_of_session ON django_session;
DROP FUNCTION tell_end_of_session();
"""


class Migration(migrations.Migration):
    dependencies = [("delegation", "0005_moved_duties_leave_the_room"), ("sessions", "0001_initial")]

    operations = [
        migrations.AddField("event", "batch", models.UUIDField(default=uuid.uuid4), preserve_default=False),
        migrations.AddIndex("event", models.Index(fields=["batch"], name="event_by_batch")),
        migrations.RunSQL(TELL, UNTELL),
    ]
