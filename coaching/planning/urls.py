from django.urls import path

from coaching.planning import ease_views as easing
from coaching.planning import views

urlpatterns = [
    path("coach/calendar/", views.calendar, name="coach-calendar"),
    path("coach/calendar/runs/new/", views.new_run, name="plan-run-new"),
    path("coach/calendar/practices/new/", views.new_practice, name="plan-practice-new"),
    path("coach/calendar/runs/<int:pk>/", views.change, {"what": "runs"}, name="plan-run"),
    path("coach/calendar/practices/<int:pk>/", views.change, {"what": "practices"}, name="plan-practice"),
    path("coach/calendar/runs/<uuid:key>/undo/", views.undo_plan, {"what": "runs"}, name="plan-run-undo"),
    path(
        "coach/calendar/practices/<uuid:key>/undo/", views.undo_plan, {"what": "practices"}, name="plan-practice-undo"
    ),
    path("coach/calendar/runs/<int:pk>/move/", views.move, {"what": "runs"}, name="plan-run-move"),
    path("coach/calendar/runs/<int:pk>/remove/", views.remove, {"what": "runs"}, name="plan-run-remove"),
    path("coach/calendar/practices/<int:pk>/move/", views.move, {"what": "practices"}, name="plan-practice-move"),
    path("coach/calendar/practices/<int:pk>/remove/", views.remove, {"what": "practices"}, name="plan-practice-remove"),
    path("coach/calendar/runs/<int:pk>/put-back/", views.put_back, {"what": "runs"}, name="plan-run-put-back"),
    path(
        "coach/calendar/practices/<int:pk>/put-back/",
        views.put_back,
        {"what": "practices"},
        name="plan-practice-put-back",
    ),
    path("coach/calendar/copy/", views.copy, name="plan-copy"),
    path("coach/calendar/copy/undo/", views.undo_copy, name="plan-copy-undo"),
    path("coach/calendar/keep/", views.keep, name="plan-keep"),
    path("coach/calendar/weeks/", views.weeks, name="plan-weeks"),
    path("coach/calendar/weeks/<int:pk>/use/", views.use, name="plan-week-use"),
    path("coach/calendar/weeks/<int:pk>/remove/", views.forget, name="plan-week-remove"),
    path("coach/runners/<int:pk>/sees/", views.reach, name="plan-reach"),
    path("coach/runners/<int:pk>/ease/", easing.ease, name="ease"),
    path("coach/ease/", easing.ease_many, name="ease-many"),
    path("coach/ease/<uuid:key>/", easing.sent, name="ease-sent"),
    path("coach/ease/<uuid:key>/take-back/", easing.take_back, name="ease-take-back"),
]
