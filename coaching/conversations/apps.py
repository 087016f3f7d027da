from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "coaching.conversations"
    label = "conversations"
