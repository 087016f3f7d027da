from django.urls import include, path

from coaching.alerts import views as alerts
from coaching.conversations import views as conversations
from coaching.dashboard import views as dashboard
from coaching.pages import views as pages
from runners.admin import desk

urlpatterns = [
    path("", pages.home, name="home"),
    path("terms/", pages.terms, name="terms"),
    path("privacy/", pages.privacy, name="privacy"),
    path("healthz", pages.healthz, name="healthz"),
    path("admin/", desk.urls),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/second-step/", include("allauth.mfa.urls")),
    path("accounts/devices/", include("allauth.usersessions.urls")),
    path("coach/", dashboard.squad, name="squad"),
    path("coach/runners/<int:pk>/", dashboard.athlete, name="athlete"),
    path("settings/sharing/<int:pk>/preview/", dashboard.preview, name="settings-preview"),
    path("settings/sharing/<int:pk>/preview/squad/", dashboard.preview_line, name="settings-preview-line"),
    path("coach/runners/<int:pk>/notes/", conversations.about, name="notes-about"),
    path("coach/notes/<int:pk>/", conversations.edit, name="note-edit"),
    path("coach/notes/<int:pk>/share/", conversations.share, name="note-share"),
    path("coach/notes/<int:pk>/unshare/", conversations.unshare, name="note-unshare"),
    path("coach/notes/<int:pk>/delete/", conversations.delete, name="note-delete"),
    path("notes/", conversations.received, name="notes"),
    path("coach/alerts/", alerts.coach_alerts, name="coach-alerts"),
    path("coach/alerts/<int:pk>/outcome/", alerts.outcome, name="alert-outcome"),
    path("coach/alerts/<int:pk>/<str:step>/", alerts.step, name="alert-step"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:pk>/answer/", alerts.answer, name="alert-answer"),
    path("", include("coaching.articles.urls")),
    path("", include("coaching.consultations.urls")),
    path("", include("journal.urls")),
    path("", include("runners.urls")),
]

handler500 = "coaching.pages.outage.fault"
