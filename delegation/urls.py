"""Every address of Placard."""

from django.urls import include, path

from delegation.administration import site
from delegation.views import health, imports, invitations, now

urlpatterns = [
    path("now/", now.now, name="now"),
    # Before the administration, which takes whatever else begins as it does.
    path("", include("positions.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("admin/import/people/", imports.people, name="import-people"),
    path("admin/", site.urls),
    path("accounts/invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("accounts/", include("allauth.urls")),
]
