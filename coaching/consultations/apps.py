from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "coaching.consultations"
    label = "consultations"
