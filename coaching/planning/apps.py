from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "coaching.planning"
    label = "planning"
