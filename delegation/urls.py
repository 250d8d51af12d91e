"""Every address of Placard."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from delegation.views import health, invitations

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("accounts/invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("accounts/", include("allauth.urls")),
    path("", include("positions.urls")),
]
