"""What beat sets off, and after how many seconds again. A message that nobody takes until twice that is let go."""

from typing import Any

TASKS = [
    ("import files", "runners.tasks.import_waiting", 3.0),
    ("refresh loads", "journal.tasks.refresh_stale", 5.0),
    ("remind", "journal.tasks.remind_due", 60.0),
    ("ask about weeks", "journal.tasks.ask_due", 60.0),
    ("assess", "coaching.alerts.tasks.assess_due", 20.0),
    ("deliver", "coaching.alerts.tasks.deliver_due", 5.0),
    ("tell", "coaching.alerts.tasks.tell_due", 30.0),
    ("call servers", "coaching.alerts.tasks.call_servers", 10.0),
    ("push", "coaching.alerts.tasks.push_due", 5.0),
    ("pulse", "runners.tasks.pulse", 15.0),
    ("work out again", "runners.tasks.reread_waiting", 5.0),
    ("clear calls", "coaching.consultations.tasks.clear_calls", 30.0),
    ("fetch busy times", "coaching.consultations.tasks.fetch_busy_times", 60.0),
    ("purge calls", "coaching.alerts.tasks.purge_calls", 3600.0),
    ("purge comments", "coaching.articles.tasks.purge_unconfirmed", 3600.0),
    ("purge messages", "coaching.conversations.tasks.purge_deleted", 3600.0),
    ("purge deleted entries", "journal.tasks.purge_deleted", 3600.0),
    ("purge deleted runs", "runners.tasks.purge_deleted", 3600.0),
    ("sweep files", "runners.tasks.sweep_files", 3600.0),
    ("copies", "coaching.privacy.tasks.work_off", 5.0),
    ("sweep copies", "coaching.privacy.tasks.sweep_copies", 3600.0),
    ("erase", "coaching.privacy.tasks.erase_due", 600.0),
]


def timetable() -> dict[str, dict[str, Any]]:
    return {
        name: {"task": task, "schedule": seconds, "options": {"expires": seconds * 2}} for name, task, seconds in TASKS
    }
