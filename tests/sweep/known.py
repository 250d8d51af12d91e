"""What the sweep knows of each address: whose keys it takes, and which filters it reads.

An address that is not here fails the sweep: whoever adds a page tells the sweep about it first.
"""

from datetime import date

from delegation import models as ground
from positions import models as upper
from tests import factories as make

# Whose keys an address may take. "member", "issue" and the like are keys of rows; those in WORDS are words.
NOUNS = {
    "member": ground.Delegate,
    "agency": ground.Agency,
    "committee": ground.Committee,
    "membership": ground.Membership,
    "memberstate": ground.MemberState,
    "regionalgroup": ground.RegionalGroup,
    "conference": ground.Conference,
    "issue": ground.Issue,
    "assignment": ground.Assignment,
    "meeting": ground.Meeting,
    "duty": ground.Duty,
    "grant": ground.Grant,
    "document": upper.Document,
    "text": upper.Text,
    "proposal": upper.Proposal,
    "agendaitem": upper.AgendaItem,
    "speaker": upper.Speaker,
    "position": upper.Position,
    "talkingpoint": upper.TalkingPoint,
    "reserve": upper.Reserve,
    "stance": upper.Stance,
    "note": upper.Note,
    "instruction": upper.Instruction,
    "guidancerequest": upper.GuidanceRequest,
    "delivery": upper.Delivery,
    "clearance": upper.Clearance,
    "basis": upper.Basis,
    "alternative": upper.Alternative,
    "conflictinganswer": upper.ConflictingAnswer,
    "outcome": upper.Outcome,
}
WORDS = {
    "day": [date(2014, 10, 29), date(2014, 10, 30), date(2013, 1, 1)],
    "position field": ["argument", "objective", "nonsense"],
    "issue field": ["name", "summary", "agencies", "nonsense"],
    "proposal field": ["ask", "title", "stage", "nonsense"],
    "draft field": ["mandate", "text", "kind", "nonsense"],
    "asked field": ["question", "needed_by", "nonsense"],
    "kind of reserve": ["a_fallback", "b_red_line", "nonsense"],
    "group": ["EUR", "ARB", "QQQ"],
    "kind with a marking": [
        *("issue", "position", "talkingpoint", "stance", "instruction", "guidancerequest", "meeting"),
        *("note", "outcome", "nonsense"),
    ],
    "State": ["VLD", "QQQ"],
    "app": ["delegation", "positions"],
    "token": ["nonsense"],
}
IN_HISTORY = {
    "issue": "name",
    "position": "objective",
    "talkingpoint": "text",
    "reserve": "text",
    "stance": "value",
    "instruction": "mandate",
}

PLAIN = [
    "healthz", "today", "now", "presence", "mark-as-read", "time-plan", "time-plan-weeks", "cover", "meeting-new",
    "briefing", "room", "room-note", "inbox", "inbox-read", "proposal-list",
    "proposal-suggestions", "proposal-csv", "proposal-xlsx", "proposal-new", "issue-list", "issue-new",
    "instruction-list", "instruction-new", "guidance-list", "guidance-new", "clearance-list",
    "stance-matrix", "search", "reference", "import-people", "import-time-plan",
    "import-documents", "group-new", "admin:index", "admin:login", "admin:autocomplete", "admin:jsi18n",
    "admin:password_change", "admin:password_change_done", "team", "my-account", "account-email",
    "account-preferences", "feed-new", "feed-end", "grants", "rehearsal", "draft-key", "drafts", "last-hour",
    "copies", "elsewhere", "worker",
]  # fmt: skip
KEYS = {
    "time-plan-day": {"day": "day"},
    "cover-day": {"day": "day"},
    "duty-suggestions": {"pk": "meeting"},
    "briefing-day": {"day": "day"},
    "briefing-lead": {"day": "day"},
    "meeting-detail": {"pk": "meeting"},
    "room-meeting": {"pk": "meeting"},
    "meeting-confirm": {"pk": "meeting"},
    "meeting-start": {"pk": "meeting"},
    "meeting-end": {"pk": "meeting"},
    "meeting-move": {"pk": "meeting"},
    "meeting-cancel": {"pk": "meeting"},
    "duty-assign": {"pk": "meeting"},
    "duty-place": {"pk": "meeting"},
    "cover-history": {"day": "day"},
    "committee-detail": {"code": "committee"},
    "group-end": {"code": "committee"},
    "agenda-paste": {"pk": "meeting"},
    "item-new": {"pk": "meeting"},
    "speaker-add": {"pk": "agendaitem"},
    "proposal-detail": {"pk": "proposal"},
    "proposal-field": {"pk": "proposal", "name": "proposal field"},
    "outcome-new": {"pk": "proposal"},
    "outcome": {"pk": "outcome"},
    "position-add": {"pk": "issue"},
    "basis-take-off": {"pk": "basis"},
    "alternative-add": {"pk": "position"},
    "instruction-ask": {"pk": "instruction"},
    "clearance-detail": {"pk": "clearance"},
    "conflict-detail": {"pk": "conflictinganswer"},
    "conflict-decide": {"pk": "conflictinganswer"},
    "holder-add": {"pk": "issue"},
    "holder-end": {"pk": "assignment"},
    "marking": {"kind": "kind with a marking", "pk": "anything with a marking"},
    "point-add": {"pk": "issue"},
    "point-archived": {"pk": "issue"},
    "reserve-add": {"pk": "issue", "kind": "kind of reserve"},
    "stance-add": {"pk": "issue"},
    "issue-field": {"pk": "issue", "name": "issue field"},
    "position-field": {"pk": "position", "name": "position field"},
    "reserve-edit": {"pk": "reserve"},
    "field-history": {"kind": "kind", "pk": "anything", "name": "field"},
    "bring-back": {"kind": "kind", "pk": "anything", "name": "field"},
    "instruction-field": {"pk": "instruction", "name": "draft field"},
    "stance-of-group": {"pk": "issue", "code": "group"},
    "stance-of-state": {"pk": "issue", "symbol": "State"},
    "guidance-field": {"pk": "guidancerequest", "name": "asked field"},
    "invitation": {"token": "token"},
    "feed": {"secret": "token"},
    "team-member": {"pk": "member"},
    "team-hand-over": {"pk": "member"},
    "team-let-go": {"pk": "member"},
    "team-lower": {"pk": "member"},
    "duty-hand-on": {"pk": "duty"},
    "issue-hand-on": {"pk": "assignment"},
    "part-hand-on": {"pk": "membership"},
    "draft-hand-on": {"pk": "instruction"},
    "team-end-access": {"pk": "member"},
    "team-give-access-again": {"pk": "member"},
    "grant-confirm": {"pk": "grant"},
    "grant-refuse": {"pk": "grant"},
    "admin:app_list": {"app_label": "app"},
}
KEYS |= {
    f"duty-{act}": {"pk": "duty"} for act in "accept refuse arrive finish hand-over miss override take-back".split()
}
KEYS |= {f"item-{act}": {"pk": "agendaitem"} for act in "edit now done postpone put-back archive".split()}
KEYS |= {f"speaker-{act}": {"pk": "speaker"} for act in "up down place spoken strike".split()}
KEYS |= {f"issue-{act}": {"pk": "issue"} for act in "detail close open archive restore history".split()}
KEYS |= {f"point-{act}": {"pk": "talkingpoint"} for act in "edit up down place archive restore".split()}
KEYS |= {
    f"guidance-{act}": {"pk": "guidancerequest"}
    for act in "detail send drop take ask-back resend answer withdraw close otherwise".split()
}
KEYS |= {
    f"position-{act}": {"pk": "position"}
    for act in "submit activate confirm revise resume close withdraw suspend ask rest".split()
}
KEYS |= {f"alternative-{act}": {"pk": "alternative"} for act in "edit up down place archive".split()}
KEYS |= {f"instruction-{act}": {"pk": "instruction"} for act in "detail issue withdraw acknowledge deliver".split()}
KEYS |= {f"note-{act}": {"pk": "note"} for act in "edit archive restore".split()}
KEYS |= {f"delivery-{act}": {"pk": "delivery"} for act in "detail correct".split()}

ADMINISTERED = {
    "delegation": (
        "delegate agency committee membership memberstate regionalgroup conference meeting assignment issue grant"
    ),
    "positions": (
        "document text proposal outcome agendaitem position talkingpoint reserve guidancerequest instruction clearance "
        "delivery conflictinganswer stance note basis alternative"
    ),
}
for app, nouns in ADMINISTERED.items():
    for noun in nouns.split():
        PLAIN += [f"admin:{app}_{noun}_changelist", f"admin:{app}_{noun}_add"]
        whose = {"object_id": "member" if noun == "delegate" else noun}
        KEYS |= {f"admin:{app}_{noun}_{page}": whose for page in ("change", "history", "delete")}
KEYS |= {
    f"admin:delegation_delegate_{act}": {"key": "member"} for act in ("invitation", "end-access", "give-access-again")
}

# Asked of nobody here, each with its reason.
NOT_ASKED = {
    "admin:logout": "ends the session that asks",
}
OF_THE_SIGN_IN = """
account_login account_logout account_inactive account_signup account_reauthenticate account_email
account_email_verification_sent account_change_password account_set_password account_reset_password
account_confirm_login_code account_confirm_email account_reset_password_from_key_done
account_reset_password_from_key account_reset_password_done mfa_index mfa_authenticate mfa_reauthenticate
mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes
mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn mfa_reauthenticate_webauthn
mfa_remove_webauthn mfa_edit_webauthn mfa_login_webauthn usersessions_list
"""
NOT_ASKED |= dict.fromkeys(OF_THE_SIGN_IN.split(), "knows the account and nothing of the conference")

FILTERS = {
    "proposal-list": [
        "?q=73A1/3", "?q=hidden", "?source=RCC", "?action=MOD", "?text=Res+102", "?committee=WG-PL", "?issue=Internet",
        "?issue=hidden", "?stage=received", "?outcome=adopted", "?group=EUR", "?sort=title", "?sort=-text",
        "?filters=all",
    ],
    "proposal-csv": ["?q=hidden", "?action=MOD"],
    "proposal-suggestions": [
        "?of=text&as=text&text=R", "?of=document&as=q&q=7", "?of=source&as=q&q=R", "?of=issue&as=issue&issue=h",
    ],
    "search": [
        "?q=hidden", "?q=internet", "?q=Res+102", "?q=79A1/3", "?q=chen", "?q=hidden&bar=1", "?q=zqx", "?q=study",
        "?q=speak", "?q=support", "?q=zqxasked", "?q=zqxanswered", "?q=zqxdelivered", "?q=zqxnoted",
        "?q=zqxconflict", "?q=Not+at+all", "?q=thrice",
        "?q=study&bar=1", "?q=speak&bar=1", "?q=zqxdelivered&bar=1",
    ],
    "briefing-day": ["?print=1"],
    "room-meeting": [f"?item={make.key('item')}", f"?item={make.key('hidden item')}", "?item=nonsense"],
    "inbox": ["?cursor=nonsense"],
    "time-plan": ["?mine=1", "?by=room"],
    "cover": ["?by=people"],
    "cover-day": ["?by=people"],
    "time-plan-day": ["?mine=1"],
    "issue-list": ["?which=closed", "?which=archived", "?cursor=nonsense"],
    "last-hour": ["?kind=position", "?by=nonsense", "?before=2014-10-29T09:00%2B09:00", "?before=nonsense"],
    "issue-history": ["?before=2014-10-29T09:00%2B09:00", "?before=nonsense"],
    "instruction-list": ["?cursor=nonsense"],
    "room-note": [
        "?cursor=nonsense", f"?issue={make.key('issue Internet')}", f"?meeting={make.key('hidden meeting')}",
    ],
    "guidance-list": ["?cursor=nonsense"],
    "instruction-deliver": [f"?meeting={make.key('hidden meeting')}&back=/room/", "?meeting=nonsense"],
    "guidance-new": ["?issue=nonsense", f"?issue={make.key('issue Internet')}"],
    "stance-matrix": ["?committee=WG-PL", "?cursor=nonsense"],
    "team": ["?q=chen", "?here=on", "?page=nonsense"],
    "admin:autocomplete": [
        f"?term=h&app_label={app}&model_name={model}&field_name={field}"
        for app, model, field in (
            ("positions", "agendaitem", "issues"),
            ("positions", "outcome", "text"),
            ("positions", "outcome", "issue"),
            ("delegation", "assignment", "issue"),
            ("delegation", "meeting", "committee"),
        )
    ],
}  # fmt: skip
for app, nouns in ADMINISTERED.items():
    for noun in nouns.split():
        FILTERS[f"admin:{app}_{noun}_changelist"] = [
            "?q=hidden",
            "?marking__exact=government",
            "?archived_at__isnull=True",
        ]
