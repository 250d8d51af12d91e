"""What the database holds of instructions that are live: for the whole issue or per text, and on open issues alone."""

import pgtrigger

TRIGGERS = [
    pgtrigger.Trigger(
        name="whole_issue_or_texts",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__issued_at__isnull=False, new__ended_at__isnull=True),
        func="""
                    -- Whoever issues on this issue waits here for the other.
                    PERFORM 1 FROM delegation_issue WHERE id = NEW.issue_id FOR NO KEY UPDATE;
                    IF EXISTS (
                        SELECT 1 FROM positions_instruction
                        WHERE issue_id = NEW.issue_id AND id <> NEW.id AND issued_at IS NOT NULL AND ended_at IS NULL
                            AND (text_id IS NULL) <> (NEW.text_id IS NULL)
                    ) THEN
                        RAISE EXCEPTION 'live for the whole issue, or per text, never both'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'whole_issue_or_texts';
                    END IF;
                    RETURN NEW;
                """,
    ),
    pgtrigger.Trigger(
        name="live_on_an_open_issue",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__issued_at__isnull=False, new__ended_at__isnull=True),
        func="""
                    -- Whoever closes the issue waits here, or is waited for.
                    PERFORM 1 FROM delegation_issue
                    WHERE id = NEW.issue_id AND closed_at IS NULL AND archived_at IS NULL FOR NO KEY UPDATE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'no instruction is live on a closed issue'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'live_on_an_open_issue';
                    END IF;
                    RETURN NEW;
                """,
    ),
]
