"""Addresses. Pages carry their language in the path; data endpoints do not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from tutorial import views
from tutorial.share.views import figures

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", RedirectView.as_view(url=static("orrery.svg"))),
    path("", views.front, name="front"),
    path("", include("tutorial.live.urls")),
    path("", include("tutorial.share.urls")),
    path("", include("tutorial.classroom.urls")),
    path("schema/<str:group>/<str:version>/<str:kind>/", views.schema, name="schema"),
    path("admin/authoring/", include("tutorial.admin.urls")),
    path("admin/", admin.site.urls),
]
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("simulated/", views.simulated, name="simulated"),
    path("figures/", figures, name="figures"),
    path("", include("tutorial.lessons.urls")),
)
handler404 = "tutorial.views.not_found"
handler400 = "tutorial.unavailable.bad_request"
handler500 = "tutorial.unavailable.server_error"
