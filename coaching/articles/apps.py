from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "coaching.articles"
    label = "articles"
