"""What holds for the issues of the ground floor because instructions hang on them."""

import pgtrigger

from delegation.models import Issue


class IssueWithInstructions(Issue):
    """The rows of Issue, for the trigger alone: the ground floor does not know instructions."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="closed_with_its_instructions",
                operation=pgtrigger.UpdateOf("closed_at", "archived_at"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__closed_at__isnull=False) | pgtrigger.Q(new__archived_at__isnull=False),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM positions_instruction
                        WHERE issue_id = NEW.id AND issued_at IS NOT NULL AND ended_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'an instruction is live on this issue: it ends before the issue is closed'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_with_its_instructions';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]
