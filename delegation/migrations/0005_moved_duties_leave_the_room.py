import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("delegation", "0004_core_issues_bear_any_name"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="meeting",
            name="moved_duties_are_asked_anew",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meeting",
            trigger=pgtrigger.compiler.Trigger(
                name="moved_duties_are_asked_anew",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at"))',
                    func="\n                    UPDATE delegation_duty\n                    SET period = tstzrange(NEW.starts_at, NEW.ends_at),\n                        accepted_at = NULL, in_room_at = NULL, override_reason = '', overridden_by_id = NULL\n                    WHERE meeting_id = NEW.id AND archived_at IS NULL AND done_at IS NULL AND missed_at IS NULL;\n                    RETURN NULL;\n                ",
                    hash="500695aedfbc5383cb27fa22f274f0629c31e08a",
                    operation='UPDATE OF "starts_at", "ends_at"',
                    pgid="pgtrigger_moved_duties_are_asked_anew_9761c",
                    table="delegation_meeting",
                    when="AFTER",
                ),
            ),
        ),
    ]
