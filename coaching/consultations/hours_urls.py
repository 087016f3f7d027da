from django.urls import path

from coaching.consultations import hours_views as views

urlpatterns = [
    path("", views.hours, name="hours"),
    path("add/", views.add, name="hours-add"),
    path("<int:pk>/remove/", views.remove, name="hours-remove"),
    path("days/add/", views.add_day, name="hours-day-add"),
    path("days/<int:pk>/remove/", views.remove_day, name="hours-day-remove"),
    path("away/add/", views.add_away, name="hours-away-add"),
    path("away/<int:pk>/remove/", views.remove_away, name="hours-away-remove"),
    path("why/", views.why, name="hours-why"),
    path("calendar/", views.calendar, name="hours-calendar"),
    path("calendar/read/", views.read_again, name="hours-calendar-read"),
    path("calendar/remove/", views.remove_calendar, name="hours-calendar-remove"),
]
