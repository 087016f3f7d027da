from django.urls import include, path

from coaching.alerts import views as alerts
from coaching.dashboard import views as dashboard
from coaching.pages import views as pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("terms/", pages.terms, name="terms"),
    path("privacy/", pages.privacy, name="privacy"),
    path("healthz", pages.healthz, name="healthz"),
    path("accounts/", include("allauth.account.urls")),
    path("coach/", dashboard.squad, name="squad"),
    path("coach/runners/<int:pk>/", dashboard.athlete, name="athlete"),
    path("coach/alerts/", alerts.coach_alerts, name="coach-alerts"),
    path("coach/alerts/<int:pk>/<str:step>/", alerts.step, name="alert-step"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("", include("journal.urls")),
    path("", include("runners.urls")),
]
