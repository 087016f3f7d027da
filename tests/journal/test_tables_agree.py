"""Tables that must know of each other, though no type says so: whoever adds to one hears of the rest here."""

from dataclasses import fields

from django.conf import settings

from journal import facts, findings, models
from journal.actions import DailyAnswers
from journal.queries import today
from journal.reasons import SOURCE_OF, Signal
from journal.words import Need
from runners import importers
from runners.importers import kinds


def test_the_first_page_reads_every_answer_of_a_daily_check() -> None:
    asked = {field.name for field in fields(DailyAnswers)} - {"note", "note_shared"}
    assert asked == set(today.CHECK)
    assert all(f"c.{name}" in today.KEPT for name in today.CHECK)


def test_every_signal_has_its_numbers_its_source_and_its_words() -> None:
    named = [(key, name) for rows in findings.SIGNALS.values() for key, name, _ in rows]
    assert {key for key, _ in named} == set(facts.SIGNALS) <= set(models.SIGNALS)
    assert {name for _, name in named} == set(Signal) == set(SOURCE_OF)


def test_every_need_has_its_drawing() -> None:
    drawn = (settings.BASE_DIR / "static" / "icons.svg").read_text()
    assert [need for need in Need if f'id="n-{need}"' not in drawn] == []


def test_an_archive_knows_every_ending_that_is_read() -> None:
    known = {kinds.sort_of(f"a.{ending}{packed}") for ending in importers.ENDINGS for packed in ("", ".gz")}
    assert known == {kinds.Sort.FIT, kinds.Sort.TEXT}
