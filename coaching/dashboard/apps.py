from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "coaching.dashboard"
    label = "dashboard"
