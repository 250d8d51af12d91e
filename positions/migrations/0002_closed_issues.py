import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("delegation", "0002_cache_table"),
        ("positions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="IssueWithInstructions",
            fields=[],
            options={
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("delegation.issue",),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instruction",
            trigger=pgtrigger.compiler.Trigger(
                name="live_on_an_open_issue",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."ended_at" IS NULL AND NEW."issued_at" IS NOT NULL)',
                    func="\n                    -- Whoever closes the issue waits here, or is waited for.\n                    PERFORM 1 FROM delegation_issue\n                    WHERE id = NEW.issue_id AND closed_at IS NULL AND archived_at IS NULL FOR NO KEY UPDATE;\n                    IF NOT FOUND THEN\n                        RAISE EXCEPTION 'no instruction is live on a closed issue'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'live_on_an_open_issue';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="a6072f506e5f1e29c87c33794e8945e1bb2f9160",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_live_on_an_open_issue_87ebc",
                    table="positions_instruction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="issuewithinstructions",
            trigger=pgtrigger.compiler.Trigger(
                name="closed_with_its_instructions",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."closed_at" IS NOT NULL OR NEW."archived_at" IS NOT NULL)',
                    func="\n                    IF EXISTS (\n                        SELECT 1 FROM positions_instruction\n                        WHERE issue_id = NEW.id AND issued_at IS NOT NULL AND ended_at IS NULL\n                    ) THEN\n                        RAISE EXCEPTION 'an instruction is live on this issue: it ends before the issue is closed'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_with_its_instructions';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="56073e5945ea6b52330ddccc87acf6ced98876db",
                    operation='UPDATE OF "closed_at", "archived_at"',
                    pgid="pgtrigger_closed_with_its_instructions_bd715",
                    table="delegation_issue",
                    when="BEFORE",
                ),
            ),
        ),
    ]
