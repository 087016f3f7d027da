from django.urls import path

from journal import views

urlpatterns = [
    path("check-in/", views.check_in, name="journal-check-in"),
    path("check-in/<int:pk>/", views.checked_in, name="journal-checked-in"),
    path("check-in/<int:pk>/edit/", views.edit_check_in, name="journal-check-in-edit"),
    path("reflect/", views.reflect, name="journal-reflect"),
    path("reflect/<int:pk>/", views.reflected, name="journal-reflected"),
    path("reflect/<int:pk>/edit/", views.edit_reflection, name="journal-reflection-edit"),
    path("daily-check/", views.daily_check, name="journal-daily-check"),
    path("today/", views.today, name="journal-today"),
    path("journal/", views.entries, name="journal-entries"),
    path("journal/<str:kind>/<int:pk>/delete/", views.delete, name="journal-delete"),
    path("journal/<str:kind>/<int:pk>/share/", views.share, name="journal-share"),
    path("balance/", views.balance, name="journal-balance"),
    path("runs/<int:pk>/", views.run, name="run"),
]
