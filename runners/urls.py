from django.urls import path

from runners.views import imports, inviting, people, runs, support, trust

urlpatterns = [
    path("runs/", runs.runs, name="runs"),
    path("runs/import/", imports.upload, name="run-import"),
    path("runs/import/<int:pk>/", imports.unit, name="import"),
    path("runs/import/<int:pk>/files/", imports.files, name="import-files"),
    path("runs/import/<int:pk>/files.csv", imports.files_csv, name="import-csv"),
    path("runs/import/<int:pk>/cancel/", imports.cancel, name="import-cancel"),
    path("runs/import/<int:pk>/undo/", imports.undo, name="import-undo"),
    path("runs/import/files/<int:pk>/answer/", imports.answer, name="import-answer"),
    path("runs/import/files/<int:pk>/date/", imports.date, name="import-date"),
    path("runs/import/files/<int:pk>/original/", imports.original, name="import-original"),
    path("runs/<int:pk>/edit/", runs.edit, name="run-edit"),
    path("runs/<int:pk>/delete/", runs.delete, name="run-delete"),
    path("runs/<int:pk>/restore/", runs.restore, name="run-restore"),
    path("runs/<int:pk>/original/", runs.original, name="run-original"),
    path("settings/", people.settings, name="settings"),
    path("settings/sharing/", people.sharing, name="settings-sharing"),
    path("settings/sharing/<int:pk>/", people.shares, name="settings-shares"),
    path("settings/sharing/<int:pk>/leave/", people.leave, name="settings-leave"),
    path("settings/readers/", trust.readers, name="settings-readers"),
    path("settings/second-step/", trust.second_step, name="second-step"),
    path("agree/", trust.agree, name="agree"),
    path("settings/coaching/", people.become_coach, name="settings-coaching"),
    path("invites/<str:token>/", people.invited, name="invited"),
    path("coach/invites/", people.invites, name="invites"),
    path("coach/invites/many/", inviting.many, name="invites-many"),
    path("coach/invites/<int:pk>/resend/", inviting.resend, name="invite-resend"),
    path("coach/invites/<int:pk>/revoke/", people.revoke, name="invite-revoke"),
    path("support/", support.support, name="support"),
]
