# ruff: noqa: DTZ001 - what a list writes has no zone
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from runners.importers import Refused
from runners.importers.limits import Limits
from runners.importers.lists import ActivityList, Details, is_list, looks_like_list, read_list, sport_of
from runners.importers.refusals import RefusalKind
from tests.making_archives import csv_of
from tests.runners.importers.test_corpus import CORPUS

STRAVA = [
    "Activity ID", "Activity Date", "Activity Name", "Activity Type", "Activity Description", "Elapsed Time",
    "Distance", "Max Heart Rate", "Relative Effort", "Commute", "Activity Private Note", "Activity Gear", "Filename",
    "Athlete Weight", "Bike Weight", "Elapsed Time", "Moving Time", "Distance", "Max Speed", "Average Speed",
    "Elevation Gain", "Elevation Loss", "Elevation Low", "Elevation High", "Max Grade", "Average Grade", "Up", "Down",
    "Max Cadence", "Average Cadence", "Max Heart Rate", "Average Heart Rate", "Max Watts", "Average Watts", "Calories",
    "Max Temperature", "Average Temperature", "Relative Effort", "Total Work", "Number of Runs", "Uphill Time",
    "Downhill Time", "Other Time", "Perceived Exertion", "Type", "Start Time", "Media",
]  # fmt: skip
LINE = {
    0: "77", 1: "Sep 20, 2026, 2:12:12 PM", 2: "Hills 🏔️", 3: "Trail Run", 4: 'Wind,\n"cold"', 5: "3723", 6: "10.50",
    7: "171", 9: "false", 10: "slept badly", 11: "Blue shoes", 12: "activities/77.fit.gz", 15: "3723.0", 16: "3600.0",
    17: "10503.4", 20: "210", 30: "171", 31: "151.5", 43: "7.0",
}  # fmt: skip
AFTERNOON = datetime(2026, 9, 20, 14, 12, 12)
GARMIN = "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR,Total Ascent,Moving Time,Elapsed Time"


def strava(*lines: dict[int, str], header: list[str] | None = None) -> bytes:
    width = len(header or STRAVA)
    return csv_of([header or STRAVA, *([line.get(place, "") for place in range(width)] for line in lines)])


def garmin(*lines: str, header: str = GARMIN) -> bytes:
    return "\n".join([header, *lines]).encode()


def only(found: ActivityList) -> Details:
    assert not found.bad
    (details,) = found.details
    return details


def test_it_reads_everything_a_line_of_strava_says():
    found = read_list(strava(LINE))

    assert found.source == "strava"
    assert only(found) == Details(
        line=2,
        sport="running",
        activity="running",
        file="activities/77.fit.gz",
        started_at=AFTERNOON.replace(tzinfo=UTC),
        elapsed_s=3723.0,
        moving_s=3600.0,
        distance_m=10503.4,
        ascent_m=210.0,
        avg_hr=151.5,
        max_hr=171,
        effort=7,
        title="Hills 🏔️",
        description='Wind,\n"cold"\n\nslept badly',
        gear="Blue shoes",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_it_reads_a_list_in_a_language_nobody_taught_it(encoding):
    """The order of columns and the two repeated names are enough."""
    strange = [f"ꙮ{place}" for place in range(len(STRAVA))]
    for first, last in ((5, 15), (6, 17), (7, 30), (8, 37)):
        strange[last] = strange[first]
    line = LINE | {1: "20.09.2026, 14:12:12", 6: "10,50"}

    found = read_list(strava(line, header=strange).decode().encode(encoding))

    assert found == read_list(strava(LINE))


def test_it_goes_by_names_where_the_order_is_another():
    places = [43, 12, 17, 15, 1, 3, 10, 2]
    names = [STRAVA[place] for place in places]

    details = only(read_list(csv_of([names, [LINE[place] for place in places]])))

    assert (details.effort, details.file, details.title) == (7, "activities/77.fit.gz", "Hills 🏔️")
    assert (details.distance_m, details.elapsed_s, details.started_at) == (
        10503.4,
        3723.0,
        AFTERNOON.replace(tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (
            "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Verstrichene Zeit,Distanz,Dateiname",
            '1,"20.09.2026, 14:12:12",Hügel,Lauf,3723,"10,50",activities/1.gpx',
        ),
        (
            "ID de l'activité,Date de l'activité,Nom de l'activité,Type d'activité,Temps écoulé,Distance,"
            "Nom du fichier",
            '1,"20 sept. 2026, 14:12:12",Hügel,Course à pied,3723,"10,50",activities/1.gpx',
        ),
        (
            "ID aktivitas,Tanggal Aktivitas,Nama Aktivitas,Jenis Aktivitas,Waktu Berlalu,Jarak,Nama File",
            '1,"20 Sep 2026 14.12.12",Hügel,Lari,3723,"10,50",activities/1.gpx',
        ),
        (
            "アクティビティID,アクティビティ実行日,アクティビティ名,アクティビティタイプ,経過時間,距離,ファイル名",
            "1,2026/09/20 14:12:12,Hügel,ランニング,3723,10.50,activities/1.gpx",
        ),
        (
            "Activiteits-ID;Datum van activiteit;Naam van activiteit;Activiteitstype;Verstreken tijd;Afstand;"
            "Bestandsnaam",
            "1;20 sep. 2026 14:12:12;Hügel;Hardloopsessie;3723;10,50;activities/1.gpx",
        ),
    ],
)
def test_it_knows_the_columns_of_many_languages(header, line):
    details = only(read_list(f"{header}\r\n{line}\r\n".encode()))

    assert (details.title, details.sport, details.file) == ("Hügel", "running", "activities/1.gpx")
    assert (details.started_at, details.elapsed_s) == (AFTERNOON.replace(tzinfo=UTC), 3723.0)
    assert details.distance_m == pytest.approx(10500.0)


def test_it_bears_blanks_zeros_and_commas_in_a_list_parted_by_semicolons():
    header = "Activity ID;Activity Date;Activity Name;Activity Type;Elapsed Time;Distance;Filename"
    line = "1;20.09.2026 14:12:12; a, b, c, d, e, f, g\0, h ; Run ; 3723 ; 10,50 ; activities/1.gpx "

    details = only(read_list(f"sep=;\n{header}\n{line}\n".encode()))

    assert (details.title, details.file) == ("a, b, c, d, e, f, g, h", "activities/1.gpx")
    assert (details.elapsed_s, details.distance_m) == (3723.0, 10500.0)


def test_it_finds_files_and_dates_by_what_cells_hold():
    details = only(
        read_list(csv_of([["甲", "乙", "丙", "丁", "戊"], ["1", "2026-09-20 14:12:12", "Hills", "Run", "7.fit.gz"]]))
    )

    assert (details.file, details.title, details.sport) == ("7.fit.gz", "Hills", "running")
    assert details.started_at == AFTERNOON.replace(tzinfo=UTC)


def test_it_takes_one_distance_for_metres_when_nobody_is_that_fast():
    names = ["Activity ID", "Activity Date", "Activity Type", "Elapsed Time", "Distance"]
    lines = [
        [str(n), f"2026-09-{n:02} 08:00:00", "Run", "1800", str(metres)] for n, metres in ((1, 5000), (2, 5200), (3, 0))
    ]

    assert [details.distance_m for details in read_list(csv_of([names, *lines])).details] == [5000.0, 5200.0, 0.0]


def test_it_reads_garmins_list_in_local_time():
    content = garmin(
        'Running,2026-09-20 14:12:12,false,"City Run","10.50","1,315","01:02:03","143","168","28","58:59","01:05:00"'
    )

    assert only(read_list(content)) == Details(
        line=2,
        sport="running",
        activity="running",
        local=AFTERNOON,
        timer_s=3723.0,
        moving_s=3539.0,
        elapsed_s=3900.0,
        distance_m=10500.0,
        ascent_m=28.0,
        avg_hr=143.0,
        max_hr=168,
        title="City Run",
    )


def test_it_reads_garmins_list_with_unknown_names_by_its_shape():
    header = "種別,日時,好き,名,距,熱,所要,平,最"
    details = only(
        read_list(garmin('ランニング,2026-09-20 14:12:12,False,朝,"10.50","--","1:02:03","143","--"', header=header))
    )

    assert (details.sport, details.local, details.title) == ("running", AFTERNOON, "朝")
    assert (details.distance_m, details.timer_s, details.avg_hr, details.max_hr) == (10500.0, 3723.0, 143.0, None)


def test_it_reads_decimal_commas_and_pools_in_metres():
    lines = [
        'Laufen,2026-09-20 14:12:12,false,"a","7,00","315","01:00:00","--","--","--","--","--"',
        'Schwimmbadschwimmen,2026-09-21 14:12:12,false,"b","1.500","315","00:30:00","--","--","--","--","--"',
    ]
    run, swim = read_list(garmin(*lines)).details

    assert (run.distance_m, run.activity, run.ascent_m) == (7000.0, "running", None)
    assert (swim.distance_m, swim.activity, swim.sport) == (1500.0, "swimming", "other")


def test_it_reads_intervals():
    content = csv_of(
        [
            ["id", "start_date_local", "name", "type", "moving_time", "distance", "elapsed_time", "icu_rpe"],
            ["i1", "2026-09-20T14:12:12", "Hills", "VirtualRun", "3600", "10503.4", "3723", "6"],
        ]
    )

    assert only(read_list(content)) == Details(
        line=2, sport="running", activity="running", local=AFTERNOON, moving_s=3600.0, elapsed_s=3723.0,
        distance_m=10503.4, effort=6, title="Hills",
    )  # fmt: skip


def test_it_reads_a_session_of_polar_without_the_name_of_its_wearer():
    content = (
        "Name,Sport,Date,Start time,Duration,Total distance (km),Average heart rate (bpm),Notes,Weight (kg),\n"
        'Some One,RUNNING,20-09-2026,14:12:12,01:02:03,10.5,143,"easy, warm",77.0,\n'
        "Sample rate,Time,HR (bpm),Speed (km/h),\n1,00:00:00,95,3.7,\n1,00:00:01,96,3.7,\n"
    )

    assert only(read_list(content.encode())) == Details(
        line=2, sport="running", activity="running", local=AFTERNOON, timer_s=3723.0, distance_m=10500.0,
        avg_hr=143.0, description="easy, warm",
    )  # fmt: skip


def test_it_says_which_lines_it_cannot_take():
    alone = {place: cell for place, cell in LINE.items() if place != 12}
    lines = [alone | {1: "soon"}, alone | {5: "", 15: "", 16: ""}, {}, alone, {1: "soon", 12: "activities/1.fit"}]

    found = read_list(strava(*lines))

    assert [details.line for details in found.details] == [5, 6]
    assert [(bad.line, bad.refusal.kind) for bad in found.bad] == [
        (2, RefusalKind.NO_DATE),
        (3, RefusalKind.NO_DURATION),
    ]


def test_it_counts_lines_as_a_table_does_not_as_an_editor():
    found = read_list(strava(LINE, LINE | {4: "one\ntwo\n\nthree"}, LINE))

    assert [details.line for details in found.details] == [2, 3, 4]


def test_it_keeps_what_came_before_a_quote_that_never_ends():
    content = strava(LINE) + b'78,"Sep 21, 2026' + b"x" * 200_000

    found = read_list(content)

    assert len(found.details) == 1
    assert [(bad.line, bad.refusal.kind) for bad in found.bad] == [(3, RefusalKind.DAMAGED)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", RefusalKind.NOT_A_LIST),
        (b"\0\1\2\3", RefusalKind.NOT_A_LIST),
        (b"%PDF-1.7", RefusalKind.NOT_A_LIST),
        (b"Date,Time,Weight\n2026-09-20,08:00,70", RefusalKind.NOT_A_LIST),
        (b"a,b\n" * 2000, RefusalKind.NOT_A_LIST),
        (b"," * 100_000, RefusalKind.NOT_A_LIST),
        (strava(), RefusalKind.EMPTY),
        (strava(*[LINE] * 12), RefusalKind.TOO_MANY),
    ],
)
def test_it_refuses_what_is_no_list_and_what_has_too_many_lines(content, kind):
    with pytest.raises(Refused) as refused:
        read_list(content, limits=Limits(lines=11))
    assert refused.value.kind is kind


def test_it_refuses_what_is_too_long():
    with pytest.raises(Refused, match="This list is too long"):
        read_list(strava(LINE), limits=Limits(list_bytes=100))


def test_it_takes_as_many_lines_as_allowed():
    assert len(read_list(strava(*[LINE] * 11), limits=Limits(lines=11)).details) == 11


def test_it_tells_lists_from_other_tables():
    assert is_list(strava(*[LINE] * 100))
    assert is_list(garmin("Running,2026-09-20 14:12:12,false,x,1,1,0:50:00,150,160,10,0:50:00,0:50:00"))
    assert looks_like_list("Activities.CSV", b"")
    assert looks_like_list("list.txt", strava(LINE).decode().encode("utf-16"))
    assert not looks_like_list("run.fit", b"\x0e\x10\0\0\0\0\0\0.FIT")
    assert not is_list(b"Gear ID,Gear Name\n1,Shoes")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_it_never_takes_markup_for_a_list(encoding: str):
    words = "\n <trk><name>Filename,Activity Date,Elapsed Time\n1.fit,2026-09-20,3600\n</name>"
    assert not looks_like_list("activities.csv", words.encode(encoding))


def test_it_shows_no_words_of_the_runner_in_a_log():
    details = only(read_list(strava(LINE)))

    assert not any(word in repr(details) for word in ("Hills", "cold", "slept", "Blue"))
    assert replace(details, title="").title == ""


@pytest.mark.parametrize(
    ("given", "kept"), [("7.4", 7), ("0", None), ("0.4", None), ("11", None), ("", None), ("10", 10)]
)
def test_it_takes_effort_on_its_own_scale_only(given, kept):
    assert only(read_list(strava(LINE | {43: given}))).effort == kept


@pytest.mark.parametrize(
    ("activity", "words"),
    [
        ("running", "Run|Trail Run|VirtualRun|street_running|Lauf|Laufband|Course à pied|Carrera|Corsa|Corrida"),
        ("running", "Hardloopsessie|Löpning|Løb|Løping|Juoksu|Bieg|Běh|Koşu|Lari|Treadmill Running"),
        ("running", "Бег|ランニング|トレイルラン|跑步|달리기|러닝"),
        ("walking", "Walk|Hike|Nordic Walking|Wandern|Gehen|Marche|Randonnée|Caminata|Senderismo|Camminata|Wandeling"),
        ("walking", "Ходьба|ウォーキング|ハイキング|徒步|걷기|Spaziergang|Rucking"),
        ("cycling", "Ride|E-Bike Ride|VirtualRide|Radfahren|Vélo|Bicicleta|Ciclismo|Fietsrit|Cykling"),
        ("cycling", "ライド|骑行|자전거|Велоспорт"),
        ("swimming", "Swim|lap_swimming|Schwimmen|Natation|Natación|Nuoto|Zwemmen|水泳|游泳|수영|Плавание"),
        ("skiing", "Nordic Ski|Alpine Ski|BackcountrySki|Skilanglauf|Ski de fond|Snowboard|Лыжи"),
        ("rowing", "Rowing|Rudern|Aviron|Kayaking|Canoe"),
        ("strength", "Weight Training|Strength Training|Krafttraining|Musculation|Crossfit|筋トレ"),
        ("other", "Yoga|Workout|Inline Skate|Snowshoe|Schneeschuhwandern|Wheelchair|Brunch||Eislauf|Motorcycling"),
    ],
)  # fmt: skip
def test_it_knows_sports_by_their_names(activity, words):
    assert {word: sport_of(word)[1] for word in words.split("|")} == dict.fromkeys(words.split("|"), activity)
    assert sport_of(words.split("|")[0])[0] == (activity if activity in ("running", "walking") else "other")


EXPORTS = CORPUS / "exports"


@pytest.mark.corpus
@pytest.mark.skipif(not (EXPORTS / "manifest.tsv").is_file(), reason="corpus folder absent")
@pytest.mark.parametrize("path", sorted(EXPORTS.rglob("*.csv")), ids=lambda path: path.stem)
def test_it_reads_every_export_that_was_collected(path):
    if "header" in path.stem:
        with pytest.raises(Refused, match="There is no activity in this list"):
            read_list(path.read_bytes())
        return

    found = read_list(path.read_bytes())

    assert found.source == path.parent.name
    assert not found.bad
    assert {details.activity for details in found.details} <= {"running", "cycling"}
    for details in found.details:
        assert details.started_at or details.local
        seconds = details.timer_s or details.moving_s or details.elapsed_s
        assert seconds is None or 1.0 < (details.distance_m or 0.0) / seconds < 17.0
    assert all(first.line < second.line for first, second in pairwise(found.details))
