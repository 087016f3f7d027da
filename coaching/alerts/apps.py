from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "coaching.alerts"
    label = "alerts"
