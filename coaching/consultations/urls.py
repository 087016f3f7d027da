from django.urls import include, path, re_path

from coaching.consultations import desk_views as desk
from coaching.consultations import feed_views, sitemap, views
from coaching.consultations import guest_views as guests

STEPS = "approve|decline|call-off|done|no-show"

urlpatterns = [
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("work-with-me/", views.coaches, name="coaches"),
    path("work-with-me/<slug:slug>/", views.coach, name="work-with-me"),
    path("work-with-me/<slug:coach>/<slug:slug>/", views.offer, name="offer"),
    path("work-with-me/<slug:coach>/<slug:slug>/waiting-list/", views.wait, name="offer-wait"),
    path("squad-times/<int:pk>/", views.squad_offer, name="squad-offer"),
    path("bookings/<str:token>/", guests.booking, name="booking"),
    path("bookings/<str:token>/confirm/", guests.confirm, name="booking-confirm"),
    path("bookings/<str:token>/move/", guests.move, name="booking-move"),
    path("bookings/<str:token>/call-off/", guests.call_off, name="booking-call-off"),
    path("bookings/<str:token>/let-go/", guests.let_go, name="booking-let-go"),
    path("bookings/<str:token>/reminders/", guests.reminders, name="booking-reminders"),
    path("bookings/<str:token>/line/", guests.line, name="booking-line"),
    path("bookings/<str:token>/take-back/", guests.take_back, name="booking-take-back"),
    path("bookings/<str:token>/calendar.ics", guests.calendar, name="booking-calendar"),
    path("bookings/<str:token>/newest/", guests.newest, name="booking-newest"),
    path("bookings/<str:token>/decide/", guests.decide, name="booking-decide"),
    path("coach/consultations/", desk.desk, name="consultations"),
    path("coach/consultations/feed/", feed_views.feed, name="calls-feed"),
    path("calls/<str:token>.ics", feed_views.calendar, name="calls-calendar"),
    path("coach/consultations/page/", desk.welcome, name="consultations-page"),
    path("coach/consultations/offers/", desk.offers, name="offers"),
    path("coach/consultations/offers/new/", desk.new_offer, name="offer-new"),
    path("coach/consultations/offers/<int:pk>/", desk.edit_offer, name="offer-edit"),
    path("coach/consultations/offers/<int:pk>/close/", desk.close_offer, name="offer-close"),
    path("coach/consultations/offers/<int:pk>/dates/", desk.add_date, name="offer-date"),
    path("coach/consultations/dates/<int:pk>/call-off/", desk.call_date_off, name="date-call-off"),
    path("coach/consultations/hours/", include("coaching.consultations.hours_urls")),
    path("coach/consultations/<int:pk>/", desk.call, name="consultation"),
    path("coach/consultations/<int:pk>/lent/", desk.lent, name="consultation-lent"),
    path("coach/consultations/<int:pk>/follow-up/", desk.follow_up, name="consultation-follow-up"),
    path("coach/consultations/<int:pk>/invite/", desk.invite, name="consultation-invite"),
    re_path(rf"^coach/consultations/(?P<pk>[0-9]{{1,18}})/(?P<step>{STEPS})/$", desk.step, name="consultation-step"),
]
