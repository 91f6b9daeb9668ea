"""What there is to be had: releases and boards as datasets with their files. Page, catalogue and feed show the same."""

from collections.abc import Iterator, Mapping, Sequence

from campaigns.open_data import queries, views
from campaigns.open_data.board_tables import DISTRICTS, DISTRICTS_ABOUT, DISTRICTS_TITLE
from campaigns.open_data.dcat import Dataset, File, Series, Site
from campaigns.open_data.feed import Entry, Feed
from campaigns.publishing.making import RELEASE_KINDS, ReleaseKind
from campaigns.publishing.queries import ReleaseHead
from civic.calendar import Period
from civic.city.text import Text
from civic.errors import msgid
from civic.language import locale
from civic.web.context import read_session, services
from civic.web.templating import in_language

CSV, JSON = "text/csv", "application/json"
_IN_FEED = 50
TITLE = msgid("Open data")
ABOUT = msgid("What the city publishes: releases with all of their tables, and boards as their pages show them.")
_SERIES = msgid("Monthly release")
_SERIES_ABOUT = msgid("Who took part in a month and what it saved, by district and by kind of action.")
_BOARD_NOW = msgid("Changes whenever ten more people have acted; periods that are over can be asked for.")
_KEYWORDS = (msgid("low carbon"), msgid("emission reductions"), msgid("public participation"))


def period_of(head: ReleaseHead) -> Period | None:
    """The days that a release is about."""
    return _kind(head).period(services(), head.period)


def _kind(head: ReleaseHead) -> ReleaseKind:
    return services().registry.by_key(RELEASE_KINDS)[head.kind]


def release_datasets(heads: Sequence[ReleaseHead], files: Sequence[queries.FileHead]) -> Iterator[Dataset]:
    """Every release with its files."""
    for head in heads:
        newest, span = queries.newest_of(heads, head), period_of(head)
        yield Dataset(
            url=page_of(head),
            key=head.key,
            title=views.release_title(head),
            description=views.words(_SERIES_ABOUT),
            files=list(_files(head, [one for one in files if one.release_id == head.id])),
            issued=head.published_at,
            first=span.start if span else None,
            last=span.end if span else None,
            version=str(head.revision),
            series=views.absolute("data.index") + f"#{head.kind}",
            newer=page_of(newest) if newest.revision > head.revision else "",
        )


def page_of(head: ReleaseHead) -> str:
    """Where people read about a release."""
    return views.absolute("data.release", key=head.key)


def _files(head: ReleaseHead, tables: Sequence[queries.FileHead]) -> Iterator[File]:
    for table in tables:
        key, title = table.schema.key, table.schema.title
        yield File(views.absolute("api.table_file", key=head.key, name=key), title, CSV, table.size, table.sha256)
        yield File(views.absolute("api.table", key=head.key, name=key), title, JSON)
    package = views.words(msgid("Data package"))
    yield File(views.absolute("api.datapackage", key=head.key), package, JSON)


def board_datasets() -> Iterator[Dataset]:
    """Every board, as it is now."""
    for key, (title, about) in boards().items():
        named = views.words(title)
        yield Dataset(
            url=views.absolute("data.board", board=key),
            key=f"board-{key}",
            title=named,
            description=views.words(about),
            files=[
                File(views.absolute("api.board_file", board=key), named, CSV),
                File(views.absolute("api.board", board=key), named, JSON),
            ],
            notes=views.words(_BOARD_NOW),
        )


def boards() -> Mapping[str, tuple[str, str]]:
    """The title and the text of every board, as msgids, by its address."""
    groups = {key: (kind.page.title, kind.page.about) for key, kind in views.group_kinds().items()}
    return {DISTRICTS: (DISTRICTS_TITLE, DISTRICTS_ABOUT), **groups}


def site() -> Site:
    """Who gives it away, and of which places."""
    city, page = services().city, views.absolute("data.index")
    places = {district.id: (district.name, district.code) for district in city.districts}
    return Site(
        page=page,
        endpoint=page.removesuffix("/data") + "/api/v1",
        document=views.absolute("api.openapi"),
        title=_of_city(TITLE),
        description=views.words(ABOUT),
        terms=city.open_data,
        languages=city.languages,
        keywords=[views.words(word) for word in _KEYWORDS],
        places={"city": (city.name, ""), **places},
    )


def _of_city(message: str) -> Text:
    city = services().city
    return Text({code: f"{city.name.in_(code)} · {said}" for code, said in views.words(message).by_language.items()})


def series(heads: Sequence[ReleaseHead]) -> list[Series]:
    """One for each kind of which something is published."""
    page = views.absolute("data.index")
    kinds = dict.fromkeys(head.kind for head in heads)
    return [Series(f"{page}#{kind}", _of_city(_SERIES), views.words(_SERIES_ABOUT)) for kind in kinds]


def feed(heads: Sequence[ReleaseHead]) -> Feed:
    """The newest releases, in the reader's language."""
    newest = sorted(heads, key=lambda head: head.published_at, reverse=True)[:_IN_FEED]
    terms = services().city.open_data
    return Feed(
        url=views.absolute("data.feed"),
        page=views.absolute("data.index"),
        title=in_language(_of_city(TITLE)),
        author=in_language(terms.publisher),
        rights=f"{terms.licence.title}, {terms.licence.url}",
        language=locale.current().html_lang,
        entries=[_entry(head) for head in newest],
    )


def _entry(head: ReleaseHead) -> Entry:
    title = release_name(head)
    return Entry(page_of(head), title, locale.gettext(_SERIES_ABOUT), head.published_at, head.published_at)


def release_name(head: ReleaseHead) -> str:
    """What a release is called, in the reader's language: its month, and which revision it is."""
    span = period_of(head)
    name = locale.month(span.start) if span and head.kind == span.kind == "month" else head.period
    if not head.revision:
        return name
    return locale.gettext("%(name)s, revision %(number)s", name=name, number=head.revision)


def whole() -> tuple[Site, list[Series], list[Dataset]]:
    """Everything for the catalogue."""
    session = read_session()
    heads = queries.heads(session)
    datasets = [*release_datasets(heads, queries.files(session)), *board_datasets()]
    return site(), series(heads), datasets
