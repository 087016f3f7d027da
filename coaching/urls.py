from django.urls import include, path

from coaching.alerts import delivery_views as deliveries
from coaching.alerts import preset_views as presets
from coaching.alerts import views as alerts
from coaching.alerts.actions import wrote
from coaching.consultations.absent import away_until
from coaching.conversations import views as conversations
from coaching.conversations.eased import tell
from coaching.conversations.urls import message_urls
from coaching.dashboard import before_views as before
from coaching.dashboard import group_views as groups
from coaching.dashboard import views as dashboard
from coaching.dashboard.topics import titles
from coaching.pages import views as pages
from journal.views import plan
from runners.admin import desk

urlpatterns = [
    path("", pages.home, name="home"),
    path("terms/", pages.terms, name="terms"),
    path("privacy/", pages.privacy, name="privacy"),
    path("healthz", pages.healthz, name="healthz"),
    # They are looked through in this order: what visitors and runners open first, what is opened rarely last.
    path("", include("coaching.articles.urls")),
    path("", include("coaching.consultations.urls")),
    path("", include("journal.urls")),
    path("admin/", desk.urls),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/second-step/", include("allauth.mfa.urls")),
    path("accounts/devices/", include("allauth.usersessions.urls")),
    path("coach/", dashboard.squad, name="squad"),
    path("coach/squad.csv", dashboard.squad_sheet, name="squad-sheet"),
    path("coach/groups/", groups.groups, name="groups"),
    path("coach/groups/fill/", groups.fill, name="group-fill"),
    path("coach/groups/undo/", groups.undo, name="group-undo"),
    path("coach/groups/<int:pk>/", groups.group, name="group"),
    path("coach/groups/<int:pk>/delete/", groups.delete_group, name="group-delete"),
    path("coach/groups/<int:pk>/out/", groups.take_out, name="group-take-out"),
    path("coach/looks/", groups.keep_look, name="look-keep"),
    path("coach/looks/<int:pk>/let-go/", groups.let_look_go, name="look-let-go"),
    path("coach/runners/<int:pk>/", dashboard.athlete, name="athlete"),
    path("coach/runners/<int:pk>/days/", dashboard.timeline, name="athlete-days"),
    path("coach/runners/<int:pk>/call/", dashboard.offer_call, name="offer-call"),
    path("coach/runners/<int:pk>/before/", before.read, name="athlete-before"),
    path("settings/sharing/<int:pk>/before/", before.hand_over, name="settings-before"),
    path("settings/sharing/<int:pk>/preview/", dashboard.preview, name="settings-preview"),
    path("settings/sharing/<int:pk>/preview/days/", dashboard.preview_days, name="settings-preview-days"),
    path("settings/sharing/<int:pk>/preview/squad/", dashboard.preview_line, name="settings-preview-line"),
    path("coach/runners/<int:pk>/notes/", conversations.about, {"wrote": wrote}, name="notes-about"),
    path("coach/notes/<int:pk>/", conversations.edit, name="note-edit"),
    path("coach/notes/<int:pk>/share/", conversations.share, name="note-share"),
    path("coach/notes/<int:pk>/unshare/", conversations.unshare, name="note-unshare"),
    path("coach/notes/<int:pk>/delete/", conversations.delete, name="note-delete"),
    path("notes/", conversations.received, name="notes"),
    path("", include(message_urls(titles, away_until, wrote))),
    path("plan/ease/<int:pk>/", plan.ease, {"tell": tell}, name="plan-ease"),
    path("coach/alerts/", alerts.coach_alerts, name="coach-alerts"),
    path("coach/alerts/presets/", presets.index, name="alert-presets"),
    path("coach/alerts/presets/squad/", presets.squad, name="preset-squad"),
    path("coach/alerts/presets/group/<int:pk>/", presets.group, name="preset-group"),
    path("coach/alerts/presets/runner/<int:pk>/", presets.runner, name="preset-runner"),
    path("coach/alerts/<int:pk>/outcome/", alerts.outcome, name="alert-outcome"),
    path("coach/alerts/<int:pk>/undo/", alerts.undo_step, name="alert-undo"),
    path("coach/alerts/<int:pk>/<str:step>/", alerts.step, name="alert-step"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/agreed/", deliveries.agreed, name="agreed"),
    path("alerts/agreed/<int:pk>/end/", deliveries.agreed_end, name="agreed-end"),
    path("alerts/agreed/<int:pk>/hold/", deliveries.agreed_hold, name="agreed-hold"),
    path("coach/agreed/<int:pk>/heard/", deliveries.agreed_heard, name="agreed-heard"),
    path("settings/alerts/", deliveries.ways, name="alert-ways"),
    path("settings/alerts/server/", deliveries.server, name="alert-server"),
    path("settings/alerts/server/remove/", deliveries.server_remove, name="alert-server-remove"),
    path("settings/alerts/server/resume/", deliveries.server_resume, name="alert-server-resume"),
    path("settings/alerts/server/try/", deliveries.server_try, name="alert-server-try"),
    path("alerts/<int:pk>/answer/", alerts.answer, name="alert-answer"),
    path("alerts/<int:pk>/fine/", alerts.fine, name="alert-fine"),
    path("alerts/<int:pk>/fine/back/", alerts.fine_back, name="alert-fine-back"),
    path("", include("coaching.planning.urls")),
    path("", include("runners.urls")),
]

handler500 = "coaching.pages.outage.fault"
