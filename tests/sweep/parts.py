"""Which parts a page can be asked for alone: the partials of its templates."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
PARTIAL = re.compile(r"{% partialdef ([\w-]+)")
# The template of each page that has parts.
PAGES = {
    "today": "positions/today.html",
    "last-hour": "positions/last_hour.html",
    "time-plan": "positions/time_plan.html",
    "cover-day": "positions/cover_board.html",
    "cover-history": "positions/cover_history.html",
    "duty-suggestions": "positions/could_go.html",
    "inbox": "positions/inbox.html",
    "team-hand-over": "positions/handing_over.html",
    "meeting-detail": "positions/meeting.html",
    "room": "positions/room.html",
    "room-meeting": "positions/room.html",
    "briefing-day": "positions/briefing.html",
    "proposal-list": "positions/proposal_list.html",
    "proposal-detail": "positions/proposal_detail.html",
    "issue-list": "positions/issue_list.html",
    "issue-detail": "positions/issue_detail.html",
    "instruction-list": "positions/instruction_list.html",
    "room-note": "positions/note_list.html",
    "guidance-list": "positions/guidance_list.html",
    "guidance-detail": "positions/guidance_detail.html",
    "instruction-detail": "positions/instruction_detail.html",
    "delivery-detail": "positions/delivery_detail.html",
    "stance-matrix": "positions/stance_matrix.html",
    "search": "positions/search.html",
}


def parts_of_pages():
    return {
        name: [*PARTIAL.findall((TEMPLATES / template).read_text()), "now", "nonsense"]
        for name, template in PAGES.items()
    }
