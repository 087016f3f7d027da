"""Addresses of conversations. What they are about, which coaches are away, and what is kept when a coach has written,
the rooms above know and hand in."""

from django.urls import URLPattern, path

from coaching.conversations import link_views, many_views, thread_views
from coaching.conversations.threads import Absent
from coaching.conversations.topics import Titles, Wrote


def message_urls(titles: Titles, absent: Absent, wrote: Wrote) -> list[URLPattern]:
    titled, kept = {"titles": titles}, {"wrote": wrote}
    told = {**titled, "absent": absent}
    return [
        path("messages/", thread_views.runner_list, name="messages"),
        path("messages/new/", thread_views.new, told, name="message-new"),
        path("messages/mails/", thread_views.mails, name="message-mails"),
        path("messages/<int:pk>/", thread_views.runner_thread, told, name="message-thread"),
        path("messages/<int:pk>/readers/", thread_views.readers, name="message-readers"),
        path("messages/sent/<int:pk>/", thread_views.runner_edit, name="message-edit"),
        path("messages/sent/<int:pk>/delete/", thread_views.runner_delete, name="message-delete"),
        path("messages/sent/<int:pk>/restore/", thread_views.runner_restore, name="message-restore"),
        path("messages/answer/<str:token>/", link_views.answer, kept, name="message-answer"),
        path("messages/stop/<str:token>/", link_views.stop, name="message-stop"),
        path("coach/messages/", thread_views.coach_list, name="coach-messages"),
        path("coach/messages/<int:pk>/", thread_views.coach_thread, told | kept, name="coach-thread"),
        path("coach/messages/sent/<int:pk>/", thread_views.coach_edit, name="coach-message-edit"),
        path("coach/messages/sent/<int:pk>/delete/", thread_views.coach_delete, name="coach-message-delete"),
        path("coach/messages/sent/<int:pk>/restore/", thread_views.coach_restore, name="coach-message-restore"),
        path("coach/messages/texts/", many_views.texts, name="message-texts"),
        path("coach/messages/texts/<int:pk>/remove/", many_views.remove_text, name="message-text-remove"),
        path("coach/messages/texts/habit/", many_views.habit, name="message-habit"),
        path("coach/messages/many/", many_views.many, name="messages-many"),
        path("coach/messages/many/<uuid:key>/", many_views.sent, name="messages-sent"),
        path("coach/messages/many/<uuid:key>/undo/", many_views.undo, name="messages-undo"),
        path(
            "coach/runners/<int:pk>/messages/", thread_views.about_runner, titled | kept, name="coach-runner-messages"
        ),
    ]
