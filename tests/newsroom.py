"""Which invented publication do the tests of everything visible show?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from publisher.model import Article, Block, BlockKind, Cadence, Edition, Entry, Meta, Related, Story
from publisher.outputs import Channel, ListedEdition, Section, Volume

SAMPLES = Path(__file__).parent / "data" / "samples"
PUBLICATION = UUID("5d0c7a52-8f7e-4c7b-9f55-c0ffee000001")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

SECTIONS = (
    Section(name="balkans", title="The Balkans", folder="balkans/"),
    Section(name="science", title="Science & Nature", folder="science/"),
    Section(name="world", title="World", folder="world/"),
)
CHANNEL = Channel(
    id=PUBLICATION,
    title="The Danube Courier",
    description="News between the Black Forest and the Black Sea",
    home="https://courier.example.org/",
    language="en",
    author="The Danube Courier",
    time_zone="Europe/Belgrade",
    sections=SECTIONS,
)


def channel(section: str) -> Channel:
    """Return the channel of one section."""
    found = next(each for each in SECTIONS if each.name == section)
    return replace(CHANNEL, id=uuid5(PUBLICATION, section), section=found)


def entry(
    slug: str,
    title: str,
    blocks: tuple[Block, ...],
    *,
    section: str = "",
    summary: str = "",
    hours: float = 0,
    edited: timedelta = timedelta(0),
    meta: Meta | None = None,
) -> Entry:
    """Return an entry published ``hours`` before noon; ``meta`` gives everything but the title."""
    known = meta or Meta(language="en")
    page = f"{section}/{slug}.html" if section else f"{slug}.html"
    published = NOON - timedelta(hours=hours)
    fields = {name: getattr(known, name) for name in Meta.__slots__} | {"title": title, "section": section}
    return Entry(
        id=uuid5(PUBLICATION, page),
        path=page.replace(".html", ".md"),
        section=section,
        page=page,
        article=Article(meta=Meta(**fields), blocks=blocks, summary=summary or blocks[0].text),
        fingerprint="0" * 32,
        published=published,
        updated=published + edited,
    )


def paragraphs(*texts: str) -> tuple[Block, ...]:
    """Return plain paragraphs."""
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts)


def sample(number: int) -> tuple[Block, ...]:
    """Return a real article of the samples, a paragraph a line, up to its publisher's appeal."""
    name = sorted(SAMPLES.glob("*.txt"))[number]
    story = name.read_text(encoding="utf-8").split("A Message from The Moscow Times:")[0]
    return paragraphs(*story.strip().splitlines())


PROGRAM = """for depth in soundings:
    print(depth.metres, depth.temperature, depth.salinity, depth.oxygen)"""

# Inside the page, so that no test of the browser depends on a file or on the network.
DRAWING = (
    "data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 width=%27900%27 height=%27420%27%3E"
    "%3Crect width=%27900%27 height=%27420%27 fill=%27%23567%27/%3E%3C/svg%3E"
)

# Every kind of block that there is, with words longer than a phone is wide.
KITCHEN_SINK = (
    Block(
        kind=BlockKind.PARAGRAPH,
        text="Divers found the wreck on Saturday, in water so cold that the rope was still white.",
        html="<p>Divers found the wreck on <em>Saturday</em>, in water so cold that "
        '<a href="https://example.org/rope">the rope was still white</a>.</p>',
    ),
    Block(kind=BlockKind.HEADING, text="What the instruments say", html="<h2>What the instruments say</h2>"),
    Block(
        kind=BlockKind.QUOTE,
        text="We expected mud. We found a bakery.",
        html="<blockquote><p>We expected mud. We found a bakery.</p></blockquote>",
    ),
    Block(
        kind=BlockKind.LIST,
        text="An oven of 412 bricks\nTwo barrels of rye\nA cat’s collar",
        html="<ul><li>An oven of 412 bricks</li><li>Two barrels of rye</li><li>A cat’s collar</li></ul>",
    ),
    Block(
        kind=BlockKind.TABLE,
        text="Depth Temperature Salinity Oxygen Visibility Current\n"
        "10 m 7.4 °C 17.9 g/kg 9.2 mg/l 6.0 m 0.2 m/s\n60 m 8.1 °C 21.4 g/kg 3.1 mg/l 2.5 m 0.1 m/s",
        html="<table><thead><tr><th>Depth</th><th>Temperature</th><th>Salinity</th>"
        "<th>Oxygen</th><th>Visibility</th><th>Current</th></tr></thead>"
        "<tbody><tr><td>10 m</td><td>7.4 °C</td><td>17.9 g/kg</td>"
        "<td>9.2 mg/l</td><td>6.0 m</td><td>0.2 m/s</td></tr>"
        "<tr><td>60 m</td><td>8.1 °C</td><td>21.4 g/kg</td>"
        "<td>3.1 mg/l</td><td>2.5 m</td><td>0.1 m/s</td></tr></tbody></table>",
    ),
    Block(kind=BlockKind.CODE, text=PROGRAM, html=f"<pre><code>{PROGRAM}\n</code></pre>"),
    Block(kind=BlockKind.RULE, text="", html="<hr>"),
    Block(
        kind=BlockKind.IMAGE,
        text="The oven, seen from above",
        html=f'<figure><img src="{DRAWING}" alt="The oven, seen from above">'
        "<figcaption>The oven, seen from above</figcaption></figure>",
    ),
    *paragraphs(
        "The survey’s file is called Unterwasserarchäologiegrabungsgenehmigungsverfahrensübersicht-"
        "2026-11-22-final-corrected-version.ods, and its address is https://survey.example.org/archive/"
        "2026/11/22/soundings/north-basin/station-0001/raw/unprocessed.csv.",
        'Tom & Jerry’s law – 3 < 5 and "quotes" stay what they are.',
    ),
)

ENTRIES = (
    entry(
        "wreck",
        "Divers find a floating bakery of 1788 on the bed of the Black Sea",
        KITCHEN_SINK,
        section="science",
        hours=2,
        edited=timedelta(hours=20),
        meta=Meta(
            language="en",
            authors=("Ana Petrović", "Jonas Weiß", "Mary O’Neill"),
            tags=("archaeology", "Black Sea", "bread"),
            description="An oven, two barrels of rye and the collar of a cat: what the cold has kept.",
            url="https://www.survey.example.org/wreck?station=1&depth=60",
        ),
    ),
    entry(
        "tensions",
        "Russia accuses the West of fomenting tensions in Serbia",
        sample(0),
        section="balkans",
        hours=5,
        meta=Meta(language="en", authors=("AFP",)),
    ),
    entry(
        "welcome",
        "Kremlin “welcomes” the victory claimed by Serbia’s ruling party",
        sample(1),
        section="balkans",
        hours=30,
        meta=Meta(language="en", authors=("AFP",)),
    ),
    entry(
        "nil",
        "مستوى مياه النيل يرتفع إلى أعلى معدل له منذ عشرين عامًا",
        paragraphs(
            "ارتفع منسوب مياه النيل يوم السبت إلى أعلى مستوى له منذ عشرين عامًا، وفق ما أعلنته وزارة "
            "الموارد المائية في بيان.",
            "وقال مزارعون في الدلتا إن المياه غمرت نحو 300 فدان، وإن القوارب صارت وسيلة النقل الوحيدة "
            "بين القرى.",
            "وأضاف البيان أن السد يعمل بصورة طبيعية وأن المنسوب سيبدأ بالانخفاض خلال ثلاثة أيام.",
        ),
        section="world",
        hours=31,
        meta=Meta(language="ar", authors=("ليلى حسن",), tags=("النيل", "زراعة")),
    ),
    entry(
        "donau",
        "Donaudampfschifffahrtsgesellschaft stellt nach 190 Jahren den Winterbetrieb wieder her",
        paragraphs(
            "Zum ersten Mal seit dem Krieg fahren im Dezember wieder Schiffe zwischen Passau und Linz, "
            "teilte die Gesellschaft am Freitag mit.",
            "„Wer einmal bei Schnee durch die Schlögener Schlinge gefahren ist, der kommt wieder“, "
            "sagte Kapitänin Resi Huber.",
        ),
        hours=52,
        meta=Meta(language="de", authors=("Resi Obermüller",)),
    ),
    entry(
        "zima",
        "В Дунайском заповеднике впервые за полвека зимуют розовые пеликаны",
        paragraphs(
            "Около сорока розовых пеликанов остались зимовать в дельте Дуная, сообщили в субботу "
            "орнитологи заповедника.",
            "По их словам, птиц удержала необычно тёплая осень.",
        ),
        section="science",
        hours=70,
        meta=Meta(language="ru", authors=("Ирина Соколова",)),
    ),
    entry(
        "hashmal",
        "חוקרים בחיפה הפיקו חשמל מגלים גם בים שקט",
        paragraphs("חוקרים מחיפה הציגו ביום שישי מתקן קטן שמפיק חשמל גם כשגובה הגלים אינו עולה על 20 ס״מ."),
        section="science",
        hours=75,
        meta=Meta(language="he"),
    ),
)


# Beside the second sample, links that are wider than a phone and that run the other way.
UNDER_THE_SECOND = (
    ENTRIES[2],
    entry(
        "wahl",
        "Oppositionsparteien fordern Wahlwiederholung: Wahlbeobachtungskommissionsbericht veröffentlicht",
        paragraphs("Beobachter berichteten von gekauften Stimmen."),
        section="balkans",
        hours=26,
        meta=Meta(language="de"),
    ),
    entry(
        "belgrade-ar",
        "محتجون في بلغراد يطالبون بإعادة الانتخابات",
        paragraphs("تجمع مئات المحتجين في بلغراد يوم الاثنين."),
        section="world",
        hours=28,
        meta=Meta(language="ar"),
    ),
)

# The same entries as outputs see them that group them: the samples are one story.
LEADS = (ENTRIES[0], replace(ENTRIES[1], related=UNDER_THE_SECOND), *ENTRIES[3:])


def story(source: Entry) -> Story:
    """Return what an edition keeps of an entry."""
    meta = source.article.meta
    return Story(
        entry=source.id,
        section=source.section,
        title=meta.title,
        summary=source.article.summary,
        authors=meta.authors,
        url=CHANNEL.home + source.page,
        language=meta.language,
        published=source.published,
        minutes=2,
        related=tuple(
            Related(
                entry=each.id,
                title=each.article.meta.title,
                url=CHANNEL.home + each.page,
                language=each.article.meta.language,
            )
            for each in source.related
        ),
    )


EDITION = Edition(
    id=uuid5(PUBLICATION, "daily/12"),
    number=12,
    cadence=Cadence.DAILY,
    closed_at=NOON,
    stories=tuple(story(each) for each in LEADS),
    omitted=2,
)

EDITIONS = (
    EDITION,
    *(
        replace(
            EDITION,
            id=uuid5(PUBLICATION, f"{cadence}/{number}"),
            number=number,
            cadence=cadence,
            closed_at=NOON - timedelta(days=days),
            stories=tuple(story(each) for each in entries),
            omitted=0,
        )
        for cadence, number, days, entries in (
            (Cadence.DAILY, 11, 1, ENTRIES[3:]),
            (Cadence.WEEKLY, 2, 6, ENTRIES[4:6]),
            (Cadence.DAILY, 1, 400, ENTRIES[1:2]),
        )
    ),
)
VOLUME = Volume(
    channel=CHANNEL,
    sections=tuple(replace(CHANNEL, section=each) for each in SECTIONS),
    editions=tuple(
        ListedEdition(
            id=each.id,
            number=each.number,
            cadence=each.cadence,
            closed_at=each.closed_at,
            subject=each.stories[0].title,
        )
        for each in EDITIONS
    ),
    latest=EDITIONS,
)


def in_language(language: str, title: str) -> Channel:
    """Return the publication in another language, with the same sections."""
    return replace(CHANNEL, language=language, title=title, description="")
