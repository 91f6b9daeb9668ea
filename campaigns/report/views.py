"""The story of a month, as its page tells it, in the reader's language. Everything comes from releases."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from campaigns.publishing.queries import PublishedRelease, ReleaseHead
from campaigns.publishing.tidy import Column, Kind, Role, Schema, TableText
from campaigns.report import rules
from campaigns.report.queries import Goals
from campaigns.report.rules import TOTAL, WITHHELD, Bar, Interval, Published
from civic.calendar import Period
from civic.city.pack import City
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.templating import in_language
from footprint.goals import views as goal_views
from footprint.method.views import comparison_text

_MOST_DECIMALS = 4


def month_of(head: ReleaseHead) -> date:
    """The first day of a release's month."""
    return date.fromisoformat(f"{head.period}-01")


def title_of(head: ReleaseHead) -> str:
    """What a page about a release is called."""
    return gettext("%(city)s, %(month)s", city=in_language(services().city.name), month=name_of(head))


def name_of(head: ReleaseHead) -> str:
    """A release in words: "October 2026", a revision with its number."""
    month = locale.month(month_of(head))
    return gettext("%(month)s, revision %(number)s", month=month, number=head.revision) if head.revision else month


def story(
    release: PublishedRelease, others: Sequence[ReleaseHead], months: Sequence[tuple[ReleaseHead, TableText]]
) -> dict[str, Any]:
    """What the page of a month shows.

    Args:
        others: every published release, for the way to them.
        months: the table "participation" of this month and those before it, the oldest first.
    """
    city, head = services().city, release.head
    history = [(one, rules.by_key(table.rows, "district")) for one, table in months]
    now = _places(history[-1][1])
    return {
        "release": head_of(head),
        "notices": [{"words": in_language(one.words), "on": _day(one.told_at)} for one in release.notices],
        "others": [head_of(one) for one in others if one.key != head.key],
        "total": _total(now[TOTAL], history, month_of(head)),
        "tiles": _tiles(city, now),
        "unit": gettext("people of every 10,000 residents"),
        "trend": _trend(history),
        "most": _most(history),
        "multiples": _multiples(city, history),
        "groups": _groups(release),
        "evidence": _evidence(release),
        "unreached": _unreached(city, now, rules.residents(history[-1][1][TOTAL])),
        "reach": _reach(release),
        "quiz": _quiz(release),
        "surveys": _surveys(release),
        "tables": [table_link(table) for table in release.tables.values()],
    }


def table_link(table: TableText) -> dict[str, Any]:
    """A table in a list."""
    return {
        "key": table.schema.key,
        "title": in_language(table.schema.title),
        "sha256": table.sha256,
        "size": table.size,
    }


def table(head: ReleaseHead, found: TableText) -> dict[str, Any]:
    """A table of a release in the reader's language, its figures written as the language does."""
    schema = found.schema
    return {
        "release": head_of(head),
        "key": schema.key,
        "title": in_language(schema.title),
        "description": in_language(schema.description),
        "sha256": found.sha256,
        "size": found.size,
        "columns": [_column(one) for one in schema.columns if one.role != Role.STATUS],
        "rows": [_row(schema, row) for row in found.rows],
    }


def _column(one: Column) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": in_language(one.title),
        "unit": one.unit,
        "description": in_language(one.description),
        "is_text": one.type == Kind.STRING,
    }


def _row(schema: Schema, row: rules.Row) -> list[str | None]:
    """A field for each column but the status; None for what is withheld."""
    return [_field(schema, one, row[one.key]) for one in schema.columns if one.role != Role.STATUS]


def _field(schema: Schema, column: Column, value: object) -> str | None:
    if value is None:
        return None if column.role == Role.MEASURE else ""
    if isinstance(value, int | Decimal):
        return locale.number(float(value), _MOST_DECIMALS)
    return in_language(schema.label(column.key, str(value)))


def head_of(head: ReleaseHead) -> dict[str, Any]:
    """A release as pages name it."""
    return {
        "id": head.id,
        "key": head.key,
        "name": name_of(head),
        "title": title_of(head),
        "published_on": services().calendar.today(head.published_at),
        "pack_version": head.pack_version,
        "code_version": head.code_version,
        "inputs": head.inputs,
        "inputs_sha256": head.inputs_sha256,
    }


def _day(instant: Any) -> date:
    return services().calendar.today(instant)


def _places(rows: Mapping[str, rules.Row]) -> dict[str, Published | None]:
    return {place: rules.read(row) for place, row in rows.items()}


def _total(
    now: Published | None, history: Sequence[tuple[ReleaseHead, Mapping[str, rules.Row]]], month: date
) -> dict[str, Any] | None:
    """The city's figures, with the change since the month before; None where they are withheld."""
    if now is None:
        return None
    before = rules.read(history[-2][1][TOTAL]) if len(history) > 1 else None
    return {
        "participants": now.participants,
        "entries": now.entries,
        "reduction": now.reduction,
        "felt": comparison_text(now.reduction.mid_mg, month),
        "before": locale.month(month_of(history[-2][0])) if before else "",
        "people_change": signed_percent(rules.change(before.participants, now.participants)) if before else "",
        "mass_change": signed_percent(rules.change(before.reduction.mid_mg, now.reduction.mid_mg)) if before else "",
    }


def signed_percent(share: float | None) -> str:
    """+12%, −3%, ±0%; "" where there is nothing to compare with."""
    if share is None:
        return ""
    sign = "±" if round(share, 3) == 0 else "+" if share > 0 else "−"
    return f"{sign}{locale.percent(abs(share))}"


def _tiles(city: City, now: Mapping[str, Published | None]) -> list[dict[str, Any]]:
    """The districts on the map, by how many of their residents took part."""
    shade = rules.shades({one.id: _rate(now.get(one.id)) for one in city.districts})
    return [
        {
            "label": in_language(one.name),
            "name": in_language(one.name),
            "column": one.tile[0],
            "row": one.tile[1],
            "shade": shade[one.id],
            "said": _per_ten_thousand(now.get(one.id)),
            "place": place_of(now.get(one.id)),
        }
        for one in city.districts
    ]


def _rate(one: Published | None) -> Decimal | None:
    return one.per_thousand if one else None


def _mid_mg(one: Published | None) -> int:
    """For putting in order: what is withheld comes last."""
    return one.reduction.mid_mg if one else -1


def _per_ten_thousand(one: Published | None) -> str:
    rate = _rate(one)
    return "–" if rate is None else locale.number(float(rate) * 10, 0 if rate >= 10 else 1, fixed=True)


def place_of(one: Published | None) -> dict[str, Any] | None:
    """A row of a table of places; None where it is withheld."""
    if one is None:
        return None
    return {"participants": one.participants, "reduction": one.reduction}


def _trend(history: Sequence[tuple[ReleaseHead, Mapping[str, rules.Row]]]) -> list[dict[str, Any]]:
    """The months of the whole city, the oldest first."""
    found = [rules.read(rows[TOTAL]) for _, rows in history]
    bars = charted([head for head, _ in history], found)
    return [
        {**bars[place], "title": locale.month(month_of(head)), "key": head.key, "place": place_of(found[place])}
        for place, (head, _) in enumerate(history)
    ]


def charted(heads: Sequence[ReleaseHead], months: Sequence[Published | None]) -> list[dict[str, Any]]:
    """The bars of people and of reductions of each month."""
    people, mass = rules.bars_of_people(months), rules.bars_of_reductions(months)
    labels = [locale.short_month(month_of(head)) for head in heads]
    return [
        {"people_bar": _drawn(label, people[place]), "mass_bar": _drawn(label, mass[place])}
        for place, label in enumerate(labels)
    ]


def _most(history: Sequence[tuple[ReleaseHead, Mapping[str, rules.Row]]]) -> dict[str, str]:
    """What the tops of the two charts of the trend stand for."""
    found = [one for one in (rules.read(rows[TOTAL]) for _, rows in history) if one]
    return {
        "people": locale.number(max((one.participants for one in found), default=0)),
        "mass": locale.mass(max((one.reduction.high_mg for one in found), default=0)),
    }


def _drawn(label: str, bar: Bar) -> dict[str, Any]:
    """A bar as the charts take it."""
    return {"label": label, "share": bar.share, "low": bar.low, "high": bar.high}


def _multiples(city: City, history: Sequence[tuple[ReleaseHead, Mapping[str, rules.Row]]]) -> list[dict[str, Any]]:
    """The months of each district, all on one scale: people of every 1,000 residents."""
    series = {
        one.id: [rules.read(rows[one.id]) if one.id in rows else None for _, rows in history] for one in city.districts
    }
    most = max((_rate(found) or Decimal() for one in series.values() for found in one), default=Decimal())
    return [
        {
            "name": in_language(one.name),
            "bars": [_bar_of_rate(found, most) for found in series[one.id]],
            "said": [_per_ten_thousand(found) for found in series[one.id]],
        }
        for one in city.districts
    ]


def _bar_of_rate(one: Published | None, most: Decimal) -> Bar:
    rate = _rate(one)
    return WITHHELD if rate is None or not most else Bar(float(rate / most))


def _groups(release: PublishedRelease) -> list[dict[str, Any]]:
    """The groups of actions over the whole city, what saved most first; withheld ones at the end."""
    table = release.tables.get("groups")
    if table is None:
        return []
    rows = rules.by_key(table.rows, "group", lambda row: row["district"] == TOTAL and row["group"] != TOTAL)
    found = {in_language(table.schema.label("group", group)): rules.read(row) for group, row in rows.items()}
    in_order = sorted(found, key=lambda name: -_mid_mg(found[name]))
    return drawn_reductions([(name, one.reduction if (one := found[name]) else None) for name in in_order])


def drawn_reductions(named: Sequence[tuple[str, Interval | None]]) -> list[dict[str, Any]]:
    """Reductions beside each other, with their ranges; None is withheld."""
    bars = rules.bars_of_intervals([one for _, one in named])
    return [
        {
            **_drawn("", bar),
            "name": name,
            "said": locale.mass(one.mid_mg) if one else gettext("withheld"),
            "range": f"{locale.mass(one.low_mg)} – {locale.mass(one.high_mg)}" if one else "",
        }
        for (name, one), bar in zip(named, bars, strict=True)
    ]


def _evidence(release: PublishedRelease) -> list[dict[str, Any]]:
    """How much of the city's reduction rests on which evidence; parts that are withheld have no length."""
    table = release.tables.get("evidence")
    if table is None:
        return []
    rows = rules.by_key(table.rows, "evidence", lambda row: row["district"] == row["group"] == TOTAL)
    found = {in_language(table.schema.label("evidence", tier)): rules.read(row) for tier, row in rows.items()}
    told = drawn_reductions([(name, one.reduction if one else None) for name, one in found.items()])
    return [{**one, "low": None, "high": None, "range": ""} for one in told]


def _unreached(city: City, now: Mapping[str, Published | None], everybody: int) -> dict[str, Any]:
    """Who did not take part, as far as that is known."""
    total = now[TOTAL]
    return {
        "residents": everybody,
        "others": None if total is None else everybody - total.participants,
        "few": [in_language(one.name) for one in city.districts if now.get(one.id) is None],
    }


def _reach(release: PublishedRelease) -> list[dict[str, Any]]:
    """Who came, promised and kept, over the whole city and all series; None where it is withheld."""
    table = release.tables.get("reach")
    rows = [row for row in table.rows if row["district"] == row["series"] == TOTAL] if table else []
    return [
        {"name": in_language(table.schema.label("measure", str(row["measure"]))), "number": row["number"]}
        for row in rows
        if table
    ]


def _surveys(release: PublishedRelease) -> list[dict[str, Any]]:
    """The rates of residents of the whole city, with their intervals; None where one is withheld."""
    table = release.tables.get("surveys")
    rows = [row for row in table.rows if row["district"] == TOTAL] if table else []
    return [_rate_of(table, row) for row in rows if table]


def _rate_of(table: TableText, row: rules.Row) -> dict[str, Any]:
    name = in_language(table.schema.label("measure", str(row["measure"])))
    if row["share"] is None:
        why = str(row.get("why") or "")
        reason = in_language(table.schema.label("why", why)) if why else ""
        return {**_drawn("", WITHHELD), "name": name, "said": gettext("withheld"), "range": reason}
    return {**_interval(row, ("share_low", "share", "share_high")), "name": name}


def _interval(row: rules.Row, ends: tuple[str, str, str]) -> dict[str, Any]:
    """A share with its interval, drawn and in words."""
    low, share, high = (float(cast(Decimal, row[end])) for end in ends)
    said = {"said": locale.percent(share), "range": f"{locale.percent(low)} – {locale.percent(high)}"}
    return {**_drawn("", Bar(share, low, high)), **said}


def _quiz(release: PublishedRelease) -> list[dict[str, Any]]:
    """The questions of waves that ended in the month, what most people knew first; those withheld are left out."""
    table = release.tables.get("quiz")
    rows = [row for row in table.rows if isinstance(row["share_right"], Decimal)] if table else []
    found = [_question(table, row) for row in rows if table]
    return sorted(found, key=lambda one: -cast(float, one["share"]))


def _question(table: TableText, row: rules.Row) -> dict[str, Any]:
    name = in_language(table.schema.label("item", str(row["item"])))
    return {**_interval(row, ("share_low", "share_right", "share_high")), "name": name}


def goals(found: Sequence[tuple[Period, Goals]], today: date) -> list[dict[str, Any]]:
    """Goals by period, those that run first; periods without any are left out."""
    return [
        {
            "name": goal_views.period_name(span.key),
            "is_over": span.end < today,
            "goals": goal_views.cards(wanted),
            "together": goal_views.together(wanted),
        }
        for span, wanted in sorted(found, key=lambda one: one[0].end < today)
        if wanted
    ]
