from django.urls import path

from journal.views import diary, outlets, pauses, typing_in, visitors

urlpatterns = [
    path("check-in/", diary.check_in, name="journal-check-in"),
    path("check-in/<int:pk>/", diary.checked_in, name="journal-checked-in"),
    path("check-in/<int:pk>/edit/", diary.edit_check_in, name="journal-check-in-edit"),
    path("check-in/<int:pk>/choose/", outlets.choose, name="journal-choose"),
    path("check-in/<int:pk>/write/", outlets.write, name="journal-write"),
    path("check-in/<int:pk>/ran-me/", outlets.ran_me, name="journal-ran-me"),
    path("try/", visitors.first_try, name="try"),
    path("reflect/", diary.reflect, name="journal-reflect"),
    path("reflect/<int:pk>/", diary.reflected, name="journal-reflected"),
    path("reflect/<int:pk>/edit/", diary.edit_reflection, name="journal-reflection-edit"),
    path("daily-check/", diary.daily_check, name="journal-daily-check"),
    path("today/", diary.today, name="journal-today"),
    path("journal/", diary.entries, name="journal-entries"),
    path("journal/<str:kind>/<int:pk>/delete/", diary.delete, name="journal-delete"),
    path("journal/<str:kind>/<int:pk>/share/", diary.share, name="journal-share"),
    path("journal/<str:kind>/<int:pk>/restore/", diary.restore, name="journal-restore"),
    path("toolbox/breathe/", outlets.breathe, name="breathe"),
    path("pause/", pauses.pause, name="pause"),
    path("pause/end/", pauses.resume, name="pause-end"),
    path("balance/", diary.balance, name="journal-balance"),
    path("runs/new/", typing_in.new, name="run-new"),
    path("runs/<int:pk>/", diary.run, name="run"),
]
