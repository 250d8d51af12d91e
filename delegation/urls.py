"""Every address of Placard."""

from django.urls import include, path
from django.views.generic import RedirectView

from delegation.admin.site import site
from delegation.views import (
    account,
    committees,
    copies,
    drafts,
    feeds,
    grants,
    health,
    imports,
    invitations,
    now,
    presences,
    rehearsal,
    team,
)

handler500 = "delegation.views.errors.broken"

urlpatterns = [
    path("now/", now.now, name="now"),
    path("presence/", presences.presence, name="presence"),
    # Before the administration, which takes whatever else begins as it does.
    path("", include("positions.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("draft-key/", drafts.key, name="draft-key"),
    path("drafts/", drafts.kept, name="drafts"),
    path("copies/", copies.kept, name="copies"),
    path("copies/elsewhere/", copies.elsewhere, name="elsewhere"),
    path("worker.js", copies.worker, name="worker"),
    path("admin/", site.urls),
    path("imports/people/", imports.people, name="import-people"),
    path("imports/time-plan/", imports.time_plan, name="import-time-plan"),
    path("groups/new/", committees.group_new, name="group-new"),
    path("groups/<path:code>/end/", committees.group_end, name="group-end"),
    path("team/", team.team_list, name="team"),
    path("team/<uuid:pk>/", team.team_member, name="team-member"),
    path("team/<uuid:pk>/end-of-access/", team.end_access, name="team-end-access"),
    path("team/<uuid:pk>/access/", team.give_access_again, name="team-give-access-again"),
    path("account/", account.my_account, name="my-account"),
    path("account/calendar/", feeds.feed_new, name="feed-new"),
    path("account/calendar/end/", feeds.feed_end, name="feed-end"),
    path("feeds/<str:secret>.ics", feeds.feed, name="feed"),
    path("account/preferences/", account.preferences, name="account-preferences"),
    path("account/email/", account.email, name="account-email"),
    path("account/confirmations/", grants.confirmations, name="grants"),
    path("account/confirmations/<uuid:pk>/yes/", grants.confirm, name="grant-confirm"),
    path("account/confirmations/<uuid:pk>/no/", grants.refuse, name="grant-refuse"),
    path("account/rehearsal/", rehearsal.rehearsal, name="rehearsal"),
    path("accounts/invitation/<str:token>/", invitations.invitation, name="invitation"),
    # One's address is kept with the rest of one's account: of a cleared member it takes two.
    path("accounts/email/", RedirectView.as_view(pattern_name="my-account")),
    path("accounts/", include("allauth.urls")),
]
