# ruff: noqa: DTZ001 - what a list writes has no zone

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.importers.cells import date_order, decimal_mark, moment_of, number_of, plain, seconds_of

AFTERNOON = datetime(2026, 9, 20, 14, 12, 12)
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "ene. feb. mar. abr. may. jun. jul. ago. sept. oct. nov. dic.",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "pt": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
    "nl": "jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.",
    "sv": "jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.",
    "da": "jan. feb. mar. apr. maj jun. jul. aug. sep. okt. nov. dec.",
    "fi": "tammik. helmik. maalisk. huhtik. toukok. kesäk. heinäk. elok. syysk. lokak. marrask. jouluk.",
    "pl": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "cs": "led úno bře dub kvě čvn čvc srp zář říj lis pro",
    "hu": "jan. febr. márc. ápr. máj. jún. júl. aug. szept. okt. nov. dec.",
    "tr": "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
    "ru": "янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.",
    "uk": "січ. лют. бер. квіт. трав. черв. лип. серп. вер. жовт. лист. груд.",
    "el": "Ιαν Φεβ Μαρ Απρ Μαΐ Ιουν Ιουλ Αυγ Σεπ Οκτ Νοε Δεκ",
    "id": "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
    "ro": "ian. feb. mar. apr. mai iun. iul. aug. sept. oct. nov. dec.",
    "ca": "gen. febr. març abr. maig juny jul. ag. set. oct. nov. des.",
}
moments = st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31)).map(lambda moment: moment.replace(microsecond=0))


def half_day(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment:%M:%S}"


@pytest.mark.parametrize(
    "text",
    [
        "Sep 20, 2026, 2:12:12 PM", "20 Sept 2026, 14:12:12", "20.09.2026, 14:12:12", "20/09/2026 14:12:12",
        "2026/09/20 14:12:12", "2026-09-20 14:12:12", "2026-09-20T14:12:12", "20-09-2026 14:12:12",
        "20. sep. 2026 14.12.12", "20.9.2026 klo 14.12.12", "20 sept. 2026 à 14 h 12 min 12 s",
        "20 de set. de 2026 às 14:12:12", "20 сент. 2026 г., 14:12:12", "2026年9月20日 下午2:12:12",
        "2026年9月20日 14:12:12", "2026. 9. 20. 오후 2:12:12", "2026/09/20 14時12分12秒", "20 thg 9, 2026, 14:12:12",
        "20 sept 2026, 2:12:12 p. m.", "20 Σεπ 2026, 2:12:12 μ.μ.", "20\u202fSept\u00a02026,\u202f2:12:12\u202fPM",
        "\u200e2026年9月20日\u200e 14:12:12", "٢٠/٠٩/٢٠٢٦ ١٤:١٢:١٢", "20.09.26 14:12:12",
    ],
)  # fmt: skip
def test_it_reads_a_moment_as_many_countries_write_it(text):
    assert moment_of(text) == AFTERNOON


@pytest.mark.parametrize("language", sorted(MONTHS))
def test_it_knows_the_months_of_many_languages(language):
    for number, month in enumerate(MONTHS[language].split(), 1):
        moment = AFTERNOON.replace(month=number)

        assert moment_of(f"{moment.day} {month} {moment.year}, {moment:%H:%M:%S}") == moment
        assert moment_of(f"{month} {moment.day}, {moment.year}, {moment:%H.%M.%S}") == moment
        assert moment_of(f"{moment.day}. {month.upper()} {moment.year} {half_day(moment)} pm") == moment


@given(moment=moments)
def test_it_reads_back_every_order_of_numbers(moment):
    half = "AM" if moment.hour < 12 else "PM"

    assert moment_of(f"{moment:%d.%m.%Y}, {moment:%H:%M:%S}") == moment
    assert moment_of(f"{moment:%m/%d/%Y}, {half_day(moment)} {half}", "mdy") == moment
    assert moment_of(f"{moment.year}/{moment.month}/{moment.day} {moment:%H:%M:%S}") == moment


@given(text=st.text(max_size=60) | st.text(alphabet="0123456789.,:/-T PAMZ+年e", max_size=40))
def test_it_reads_any_text_without_a_fault(text):
    moment_of(text)
    seconds_of(text)
    number_of(text, decimal_mark([text]))
    date_order([text])


def test_it_keeps_a_zone_that_is_named():
    assert moment_of("2026-09-20T14:12:12Z") == AFTERNOON.replace(tzinfo=UTC)
    assert moment_of("2026-09-20T14:12:12+02:00") == AFTERNOON.replace(tzinfo=timezone(timedelta(hours=2)))


def test_it_puts_a_day_without_a_time_at_noon():
    assert moment_of("2026-09-20") == datetime(2026, 9, 20, 12)
    assert moment_of("20 sept. 2026") == datetime(2026, 9, 20, 12)


@pytest.mark.parametrize(("text", "hour"), [("12:30 AM", 0), ("12:30 PM", 12), ("11:30 PM", 23), ("1:30 a.m.", 1)])
def test_it_counts_twelve_hours_twice(text, hour):
    assert moment_of(f"3/4/2026 {text}").hour == hour


@pytest.mark.parametrize("text", ["", "hello", "30 Feb 2026", "99/99/2026", "2026", "1 2", "20 Sep 1889", "8" * 30])
def test_it_says_when_there_is_no_date(text):
    assert moment_of(text) is None


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["3/4/2026", "13/4/2026"], "dmy"),
        (["3/4/2026", "4/13/2026"], "mdy"),
        (["3/4/2026 1:00 PM"], "mdy"),
        (["3/4/2026 13:00"], "dmy"),
        (["2026-13-04", ""], "dmy"),
    ],
)
def test_it_finds_out_whether_the_day_or_the_month_comes_first(cells, order):
    assert date_order(cells) == order


@pytest.mark.parametrize(
    ("cells", "mark", "last"),
    [
        (["7,00", "1.234,56"], ",", 1234.56),
        (["7.00", "1,234.56"], ".", 1234.56),
        (["5.01", "1,500"], ".", 1500.0),
        (["5,01", "1.500"], ",", 1500.0),
        (["1.234"], ".", 1.234),
        (["1,234"], ".", 1234.0),
        (["1,234,567"], ".", 1234567.0),
        (["1.234.567"], ",", 1234567.0),
        (["1 234,5"], ",", 1234.5),
        (["1\u202f234,5"], ",", 1234.5),
        (["1'234.5"], ".", 1234.5),
        (["--", "−3,5"], ",", -3.5),
        (["123456.789"], ".", 123456.789),
        (["０．５"], ".", 0.5),
    ],
)
def test_it_finds_the_decimal_mark_of_a_column(cells, mark, last):
    assert decimal_mark(cells) == mark
    assert number_of(cells[-1], mark) == pytest.approx(last)


@given(
    values=st.lists(st.integers(0, 10**8), min_size=1, max_size=20),
    shape=st.sampled_from([(".", ","), (",", "."), (",", " "), (",", "\u202f"), (".", "'"), (",", ""), (".", "")]),
)
def test_it_reads_back_numbers_of_two_decimals(values, shape):
    point, gap = shape
    cells = [f"{value / 100:,.2f}".replace(",", "G").replace(".", point).replace("G", gap) for value in values]

    mark = decimal_mark(cells)

    assert [number_of(cell, mark) for cell in cells] == [value / 100 for value in values]


@pytest.mark.parametrize("text", ["", "--", "-", "n/a", "7:30", "1.2.3,4,5", "five", "1e999", "nan", "inf", "9" * 400])
def test_it_says_when_there_is_no_number(text):
    assert number_of(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1:02:03", 3723.0),
        ("03:51:46", 13906.0),
        ("45:10", 2710.0),
        ("00:33.5", 33.5),
        ("1:02:03,5", 3723.5),
        ("3723", 3723.0),
        ("3723.0", 3723.0),
        ("3.723,5", 3723.5),
        ("1 h 2 min 3 s", 3723.0),
        ("1h 2m", 3720.0),
        ("45 min", 2700.0),
        ("--", None),
        ("", None),
        ("1:2:3:4", None),
        ("abc", None),
        ("9" * 5000 + " h", None),
    ],
)
def test_it_reads_durations(text, seconds):
    assert seconds_of(text) == seconds


@given(seconds=st.integers(0, 400_000))
def test_it_reads_back_durations(seconds):
    assert seconds_of(str(timedelta(seconds=seconds % 86_400))) == seconds % 86_400
    assert seconds_of(f"{seconds // 60}:{seconds % 60:02}") == seconds
    assert seconds_of(f"{seconds}.0") == seconds


def test_it_makes_words_comparable():
    assert plain("  Aktivitäts-ID ") == "aktivitats-id"
    assert plain("Ｎｏｍ\u00a0du\u202ffichier\u200f") == "nom du fichier"
    assert plain("アクティビティ") == plain("ｱｸﾃｨﾋﾞﾃｨ")
