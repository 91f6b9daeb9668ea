"""Releases and boards as the API and the catalogue show them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import request, url_for

from campaigns.indicators.definitions import Definitions, Metric, Source
from campaigns.open_data import contract, queries
from campaigns.open_data.board_tables import DISTRICTS, DISTRICTS_ABOUT, DISTRICTS_TITLE
from campaigns.publishing import package
from campaigns.publishing.queries import PublishedRelease, ReleaseHead
from campaigns.publishing.tidy import TableText
from civic.city.text import Text
from civic.errors import msgid
from civic.web.context import services
from footprint.boards.views import Shown
from footprint.group_boards.kinds import GROUP_KINDS, GroupKind


def absolute(endpoint: str, **values: Any) -> str:
    """An address of this site as others write it: below the configured one, else below the one that was asked."""
    return site_url() + url_for(endpoint, **values)


def site_url() -> str:
    """How addresses begin, without a slash at the end."""
    return services().settings.base_url or f"{request.scheme}://{request.host}"


def words(message: str) -> Text:
    """A msgid in every language of the city."""
    return Text({code: language.words.gettext(message) for code, language in services().languages.items()})


def moment(instant: datetime) -> str:
    """An instant in UTC, to the second."""
    return instant.isoformat(timespec="seconds")


# Releases


def release_line(one: ReleaseHead, known: Sequence[ReleaseHead]) -> contract.ReleaseLine:
    """A release in a list."""
    return contract.ReleaseLine(**_line(one, known))


def _line(one: ReleaseHead, known: Sequence[ReleaseHead]) -> dict[str, Any]:
    newest = queries.newest_of(known, one)
    return {
        "key": one.key,
        "kind": one.kind,
        "period": one.period,
        "revision": one.revision,
        "published_at": moment(one.published_at),
        "url": absolute("api.release", key=one.key),
        "superseded_by": newest.key if newest.revision > one.revision else None,
    }


def release(one: PublishedRelease, known: Sequence[ReleaseHead]) -> contract.Release:
    """A release with its tables."""
    terms = services().city.open_data
    return contract.Release(
        **_line(one.head, known),
        **_origin(one.head),
        licence=contract.Licence.of(terms.licence),
        publisher=dict(terms.publisher.by_language),
        notices=[
            contract.Notice(words=dict(said.words.by_language), told_at=moment(said.told_at)) for said in one.notices
        ],
        datapackage_url=absolute("api.datapackage", key=one.head.key),
        tables=[_table_line(one.head, table) for table in one.tables.values()],
    )


def _origin(head: ReleaseHead) -> dict[str, Any]:
    names = ("pack_version", "code_version", "upto_entry_id", "inputs", "inputs_sha256")
    return {"built_at": moment(head.built_at), **{name: getattr(head, name) for name in names}}


def _table_line(head: ReleaseHead, table: TableText) -> contract.TableLine:
    schema = table.schema
    return contract.TableLine(
        key=schema.key,
        title=dict(schema.title.by_language),
        description=dict(schema.description.by_language),
        bytes=table.size,
        sha256=table.sha256,
        json_url=absolute("api.table", key=head.key, name=schema.key),
        csv_url=absolute("api.table_file", key=head.key, name=schema.key),
    )


def release_table(one: PublishedRelease, table: TableText, page: contract.Rows) -> contract.ReleaseTable:
    """Some rows of a table of a release."""
    return contract.ReleaseTable(
        **contract.table_fields(table, page),
        release=one.head.key,
        csv_url=absolute("api.table_file", key=one.head.key, name=table.schema.key),
        licence=contract.Licence.of(services().city.open_data.licence),
    )


def data_package(one: PublishedRelease) -> dict[str, Any]:
    """The descriptor of a release, beside which its tables stand."""
    licence = services().city.open_data.licence
    named = {"name": licence.id, "title": licence.title, "path": licence.url}
    made = package.data_package(one, release_title(one.head), named)
    for resource in made["resources"]:
        resource["path"] = f"tables/{resource['name']}.csv"
    return made


def release_title(head: ReleaseHead) -> Text:
    """What a release is called, in every language of the city."""
    city = services().city
    title = words(msgid("%(city)s: what was published for %(period)s"))
    return Text(
        {code: said % {"city": city.name.in_(code), "period": head.period} for code, said in title.by_language.items()}
    )


def version_links(one: ReleaseHead, known: Sequence[ReleaseHead]) -> list[str]:
    """Links to the revisions before and after, to the newest one, to the package and the licence (RFC 5829, 8288)."""
    same = {other.revision: other.key for other in known if (other.kind, other.period) == (one.kind, one.period)}
    wanted = {
        "predecessor-version": one.revision - 1,
        "successor-version": one.revision + 1,
        "latest-version": max(same),
    }
    links = {name: absolute("api.release", key=same[number]) for name, number in wanted.items() if number in same}
    links |= {"describedby": absolute("api.datapackage", key=one.key), "license": licence_url()}
    return [f'<{address}>; rel="{name}"' for name, address in links.items()]


def licence_url() -> str:
    """Where the city's licence stands."""
    return services().city.open_data.licence.url


def indicators(known: Definitions) -> list[contract.Indicator]:
    """The metrics that the city defines, in its order."""
    return [_indicator(metric, [known.sources[name] for name in metric.sources]) for metric in known.metrics.values()]


_IN_WORDS = ("name", "formula", "numerator", "denominator", "evidence", "caveats")
_AS_IT_IS = ("key", "frame", "unit", "computation", "compared")


def _indicator(metric: Metric, sources: Sequence[Source]) -> contract.Indicator:
    said: dict[str, Any] = {name: dict(getattr(metric, name).by_language) for name in _IN_WORDS}
    return contract.Indicator(
        **said,
        **{name: getattr(metric, name) for name in _AS_IT_IS},
        reference=float(metric.reference) if metric.reference else None,
        sources=[
            contract.Source(
                title=one.title,
                publisher=one.publisher,
                day=one.on.isoformat() if one.on else None,
                link=one.link,
                status=one.status,
            )
            for one in sources
        ],
    )


# Boards


def group_kinds() -> Mapping[str, GroupKind]:
    """The kinds of groups that have a board, by its address."""
    return {kind.page.address: kind for kind in services().registry.all(GROUP_KINDS)}


def board_lines() -> list[contract.BoardLine]:
    """All boards there are."""
    groups = [
        board_line(address, kind.page.title, kind.page.about, list(kind.page.sizes))
        for address, kind in group_kinds().items()
    ]
    return [board_line(DISTRICTS, DISTRICTS_TITLE, DISTRICTS_ABOUT, []), *groups]


def board_line(address: str, title: str, about: str, sizes: list[str]) -> contract.BoardLine:
    """A board in a list; title and about are msgids."""
    return contract.BoardLine(
        key=address,
        title=dict(words(title).by_language),
        description=dict(words(about).by_language),
        sizes=sizes,
        json_url=absolute("api.board", board=address),
        csv_url=absolute("api.board_file", board=address),
    )


def period(shown: Shown) -> contract.Period:
    """The period of a board."""
    span = shown.span
    return contract.Period(
        kind=shown.kind,
        key=span.key.rpartition(":")[2] if span else "",
        first_day=span.start.isoformat() if span else None,
        last_day=span.end.isoformat() if span else None,
        is_over=shown.is_over,
    )
