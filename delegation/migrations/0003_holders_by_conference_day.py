import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("delegation", "0002_cache_table"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="delegate",
            name="holders_stay_cleared",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="delegate",
            trigger=pgtrigger.compiler.Trigger(
                name="holders_stay_cleared",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.\"clearance\" = 'delegation' AND OLD.\"clearance\" = 'government')",
                    func="\n                    IF EXISTS (\n                        SELECT 1 FROM delegation_assignment\n                        WHERE delegate_id = NEW.id AND archived_at IS NULL AND (\n                            ends_on IS NULL\n                            -- the day at the conference, in its zone, which a rehearsal moves\n                            OR ends_on >= (coalesce(\n                                (SELECT (now() + rehearsal_offset) AT TIME ZONE zone FROM delegation_conference),\n                                now() AT TIME ZONE 'UTC'\n                            ))::date\n                        )\n                    ) THEN\n                        RAISE EXCEPTION 'holds an issue: hand it on before the clearance is lowered'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'holders_stay_cleared';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="5d4c3c80fc90ab31de2d409dc1b9929473a2e11e",
                    operation='UPDATE OF "clearance"',
                    pgid="pgtrigger_holders_stay_cleared_608b0",
                    table="delegation_delegate",
                    when="BEFORE",
                ),
            ),
        ),
    ]
