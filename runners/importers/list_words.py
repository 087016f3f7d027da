"""Words of lists in the languages that Strava and Garmin Connect speak: months, columns, sports.

They are compared in the shape `cells.plain` gives them: small letters, no accents.
"""

from __future__ import annotations

from runners.importers.parsed import Activity

# Beginnings of month names, January first.
MONTHS = (
    "jan ene gen ian oca sty led tammi янв січ ιαν jaan januari",
    "feb fev fevr sub lut uno helmi фев лют φεβ pebr",
    "mar maer mrt maalis бер bre μαρ мар",
    "apr abr avr avril nis kwi dub huhti апр квіт απρ prill",
    "may mai maj mei mag maig mayo kve touko мая маи трав μαι majus",
    "jun juin giu iun haz cze kesa cerven cvn июн черв ιουν",
    "jul juil lug iul tem lip heina cervenec cervence cvc июл лип ιουλ",
    "aug ago aou ag agu sie srp elo авг серп αυγ",
    "sep szept set eyl wrz zar syys сен вер σεπ",
    "oct okt ott out eki paz rij loka окт жовт οκτ",
    "nov kas lis marras ноя лист νοε",
    "dec dez dic des dek ara gru pro joulu дек груд δεκ",
)

# What a column holds, by its name. After the names of English: German, French, Spanish, Italian, Portuguese,
# Dutch, Swedish, Danish and Norwegian, Polish, Russian, Japanese, Chinese, Korean, Indonesian, as far as known.
COLUMNS: dict[str, str] = {
    "date": """
        activity date | date | aktivitatsdatum | datum | date de l activite | fecha de la actividad | fecha |
        data dell attivita | data attivita | data | data da atividade | datum van activiteit | activiteitsdatum |
        aktivitetsdatum | dato for aktivitet | dato | data aktywnosci | дата тренировки | дата активности | дата |
        アクティビティ実行日 | アクティビティの日付 | アクティビティ日 | 日付 | 活动日期 | 日期 | 活動日期 |
        활동 날짜 | 날짜 | tanggal aktivitas | tanggal | start date local
    """,
    "clock": "start time",
    "title": """
        activity name | title | name der aktivitat | titel | nom de l activite | titre | nombre de la actividad |
        titulo | nome dell attivita | nome attivita | titolo | nome da atividade | naam van activiteit |
        naam activiteit | aktivitetsnamn | namn på aktivitet | aktivitetsnavn | tittel | nazwa aktywnosci | tytuł |
        название тренировки | название активности | название | アクティビティ名 | タイトル | 活动名称 | 标题 |
        活動名稱 | 標題 | 활동 이름 | 활동명 | 제목 | nama aktivitas | judul
    """,
    "kind": """
        activity type | sport | type | aktivitatsart | aktivitatstyp | type d activite | tipo de actividad |
        tipo di attivita | tipo attivita | tipo de atividade | activiteitstype | type activiteit | aktivitetstyp |
        aktivitetstype | rodzaj aktywnosci | typ aktywnosci | тип тренировки | тип активности | тип занятия |
        アクティビティタイプ | アクティビティの種類 | 活动类型 | 活動類型 | 활동 유형 | 활동 종류 |
        jenis aktivitas | tipe aktivitas
    """,
    "description": """
        activity description | description | notes | aktivitatsbeschreibung | description de l activite |
        descripcion de la actividad | descrizione dell attivita | descrizione attivita | descricao da atividade |
        beschrijving van activiteit | beschrijving activiteit | aktivitetsbeskrivning | aktivitetsbeskrivelse |
        opis aktywnosci | описание тренировки | описание активности | アクティビティの説明 | 活动描述 | 活動描述 |
        活動說明 | 활동 설명 | deskripsi aktivitas
    """,
    "note": """
        activity private note | hinweis zur privatsphare fur aktivitaten | private notiz zur aktivitat |
        note privee sur les activites | nota privada de la actividad | nota privata dell attivita |
        nota privada da atividade | privenotitie bij activiteit
    """,
    "gear": """
        activity gear | aktivitatsausrustung | materiel utilise pour l activite | equipo de la actividad |
        equipamiento de la actividad | attrezzatura dell attivita | attrezzatura attivita |
        equipamento da atividade | uitrusting van activiteit | uitrusting activiteit | アクティビティギア |
        アクティビティの機材 | 活动装备 | 活動裝備 | 활동 장비
    """,
    "file": """
        filename | file name | dateiname | nom du fichier | nombre del archivo | nombre de archivo | nome file |
        nome del file | nome do arquivo | nome do ficheiro | bestandsnaam | filnamn | filnavn | nazwa pliku |
        имя файла | название файла | ファイル名 | 文件名 | 檔案名稱 | 文件名称 | 파일 이름 | 파일명 | nama file |
        nama berkas
    """,
    "elapsed": """
        elapsed time | verstrichene zeit | temps ecoule | tiempo transcurrido | tempo trascorso | tempo decorrido |
        verstreken tijd | forfluten tid | forløbet tid | medgatt tid | czas calkowity | upływ czasu |
        прошедшее время | общее время | 経過時間 | 耗时 | 已用时间 | 經過時間 | 경과 시간 | waktu berlalu
    """,
    "moving": """
        moving time | bewegungszeit | zeit in bewegung | duree de deplacement | temps de deplacement |
        tiempo en movimiento | tempo in movimento | tempo em movimento | tempo de movimentacao | beweegtijd |
        tid i rörelse | tid i bevægelse | tid i bevegelse | czas ruchu | время в движении | время движения |
        移動時間 | 移动时间 | 이동 시간 | waktu bergerak
    """,
    "timer": """
        time | activity time | timer time | duration | zeit | dauer | duree | tiempo | duracion | tempo | durata |
        duracao | tijd | duur | tid | varaktighed | czas | czas trwania | время | длительность | タイム | 時間 |
        时间 | 시간 | waktu | durasi
    """,
    "distance": """
        distance | total distance km | distanz | distancia | distanza | afstand | distans | avstand | dystans |
        дистанция | расстояние | 距離 | 距离 | 거리 | jarak
    """,
    "ascent": """
        elevation gain | total ascent | elev gain | ascent m | total elevation gain | hohenzunahme |
        anstieg gesamt | positiver hohenunterschied | denivele positif | ascension totale | gain d altitude |
        desnivel positivo | ascenso total | dislivello positivo | dislivello | ascesa totale | ganho de elevacao |
        subida total | hoogtewinst | totale stijging | totale stijging m | 獲得標高 | 総上昇量 | 累计爬升 | 总爬升 |
        爬升海拔 | 고도 상승 | 총 상승 고도 | набор высоты | общий подъем
    """,
    "avg_hr": """
        average heart rate | avg hr | average heart rate bpm | average heartrate | durchschnittliche herzfrequenz |
        ø hf | ø herzfrequenz | frequence cardiaque moyenne | frequencia cardiaca media |
        frecuencia cardiaca media | fc media | frequenza cardiaca media | gemiddelde hartslag | gem hs |
        平均心拍数 | 平均心率 | 평균 심박수 | средняя чсс | средний пульс
    """,
    "max_hr": """
        max heart rate | max hr | max heartrate | max herzfrequenz | maximale herzfrequenz | max hf |
        frequence cardiaque max | frequence cardiaque maximale | frecuencia cardiaca maxima | fc maxima | fc max |
        frequenza cardiaca massima | frequencia cardiaca maxima | max hartslag | maximale hartslag | 最大心拍数 |
        最大心率 | 최대 심박수 | максимальная чсс | максимальный пульс
    """,
    "effort": """
        perceived exertion | icu rpe | rpe | gefuhlte anstrengung | effort percu | effort ressenti |
        esfuerzo percibido | sforzo percepito | esforco percebido | percepcao de esforco | ervaren inspanning |
        upplevd ansträngning | odczuwany wysiłek | воспринимаемая нагрузка | 主観的運動強度 | 自覚的運動強度 |
        自感用力度 | 운동 자각도 | tingkat upaya
    """,
    "favorite": """
        favorite | favourite | favorit | favori | favorito | preferito | favoriet | お気に入り | 最爱 | 收藏
    """,
    "stride": "avg stride length | ø schrittlange | longueur moyenne des foulees",
    "cadence": "avg run cadence | avg cadence | ø schrittfrequenz laufen | cadence de course moyenne",
}

# The first that fits, so the order counts. An underscore asks for the edge of a word. What fits none is another
# activity.
SPORTS: tuple[tuple[Activity, str], ...] = (
    (
        "other",
        """
        motor driv fly schneeschuh snowshoe raquettes eislauf skat patin rollschuh wheelchair handcycle rollstuhl
        fauteuil triathlon multisport
        """,
    ),
    (
        "skiing",
        """
        _ski snowboard langlauf _esqui _sci_ sciare sci_di narciar hiihto längdåk skid лыж スキー スノーボード 滑雪
        스키
        """,
    ),
    (
        "cycling",
        """
        _ride cycl bike biking _mtb_ gravel spinning radfahr fahrrad _rad vélo _vtt_ bici cicli ciclismo pedal fiets
        wielren sykl cykl cykel rowerow rowerze kolarstwo jazda pyörä вело ライド 自転車 サイクリング 骑行 骑车 騎乘
        騎車 自行车 자전거 라이딩 사이클 sepeda
        """,
    ),
    (
        "swimming",
        """
        swim schwimm natation _nage natación nadar nuoto natação zwem simning svømning svømming pływanie plavání
        uinti плаван スイム 水泳 游泳 수영 renang
        """,
    ),
    (
        "rowing",
        """
        _row_ rowing _ruder aviron _remo_ canottaggio roeien rodd roning wioślar гребля ローイング 划船 로잉 조정
        kayak kajak canoe kanu paddl
        """,
    ),
    (
        "walking",
        """
        walk hik rucking wander spazier _gehen_ marche randonnée caminata caminhada caminar senderis excursion
        trekking camminata escursion passeggiata wandel promenad vandring _gang_ _gåtur _tur_ spacer kävely ходьба
        поход прогулка ウォーキング ウォーク ハイキング ハイク 徒步 健行 步行 걷기 하이킹 도보 jalan mendaki
        """,
    ),
    (
        "running",
        """
        _run run_ running jog lauf treadmill トレッドミル tapis course courir footing trail carrera correr corsa corrida
        hardlo löpning löpar _lopp _løb _løp bieg juoksu _běh futás koşu _бег пробежка забег ラン 跑 달리기 러닝 _lari
        """,
    ),
    (
        "strength",
        """
        strength weight kraft musculation renforcement fuerza pesas _forza_ _pesi_ força musculação kracht styrke
        styrka siłow силов 筋トレ ウェイト 力量 重量 重訓 근력 웨이트 crossfit
        """,
    ),
)
