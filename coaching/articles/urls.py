from django.urls import path, register_converter
from django.urls.converters import StringConverter

from coaching.articles import comment_views as comments
from coaching.articles import views


class Words(StringConverter):
    """Like a slug, in letters of any script."""

    regex = r"[-\w]+"


register_converter(Words, "words")

urlpatterns = [
    path("articles/", views.articles, name="articles"),
    path("articles/feed/", views.articles_feed, name="articles-feed"),
    path("articles/tags/<words:slug>/", views.tagged, name="articles-tag"),
    path("articles/tags/<words:slug>/feed/", views.tagged_feed, name="articles-tag-feed"),
    path("articles/by/<slug:slug>/", views.by, name="articles-author"),
    path("articles/by/<slug:slug>/feed/", views.by_feed, name="articles-author-feed"),
    path("articles/pictures/<int:pk>/<str:digest>.webp", views.picture, name="article-picture"),
    path("articles/<words:slug>/", views.article, name="article"),
    path("articles/<words:slug>/card-<str:digest>.png", views.card, name="article-card"),
    path("articles/<words:slug>/comment/", comments.write, name="comment-write"),
    path("comments/<int:pk>/report/", comments.report, name="comment-report"),
    path("comments/<str:token>/", comments.own, name="comment"),
    path("comments/<str:token>/appeal/", comments.appeal, name="comment-appeal"),
    path("comments/<str:token>/withdraw/", comments.withdraw, name="comment-withdraw"),
    path("comments/<str:token>/no-mail/", comments.leave, name="comment-leave"),
    path("coach/comments/", comments.desk, name="comments-desk"),
    path("robots.txt", views.robots, name="robots"),
    path("coach/articles/", views.desk, name="articles-desk"),
    path("coach/articles/new/", views.new, name="article-new"),
    path("coach/articles/preview/", views.preview, name="article-preview"),
    path("coach/articles/pictures/", views.pictures, name="article-pictures"),
    path("coach/articles/pictures/<int:pk>/remove/", views.remove_picture, name="article-picture-remove"),
    path("coach/articles/<int:pk>/", views.edit, name="article-edit"),
    path("coach/articles/<int:pk>/remove/", views.remove, name="article-remove"),
]
