"""Who takes part in a conversation right now, and who of them writes."""

from django.db.models import QuerySet

from coaching.conversations.models import Reader, Thread
from runners.models import Coachship, User
from runners.roles import Deed, those_who_may


def may_write(person: User, thread: Thread) -> bool:
    """The runner, and coaches in a role that writes."""
    if thread.runner_id == person.pk:
        return True
    return ties_of(thread).filter(coach=person, role__in=those_who_may(Deed.WRITE)).exists()


def people_of(thread: Thread) -> list[User]:
    """The runner, and the coaches who take part right now."""
    return [thread.runner, *(tie.coach for tie in ties_of(thread))]


def ties_of(thread: Thread) -> QuerySet[Coachship]:
    reading = Reader.objects.filter(thread=thread).values("tie")
    return Coachship.objects.current().filter(pk__in=reading).select_related("coach").order_by("pk")
