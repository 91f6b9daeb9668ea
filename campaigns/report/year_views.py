"""The report of a year, from its months' releases, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from campaigns.publishing.queries import ReleaseHead
from campaigns.publishing.tidy import TableText
from campaigns.report import rules
from campaigns.report.rules import TOTAL, Interval, Published, YearSum
from campaigns.report.views import charted, drawn_reductions, head_of, month_of, place_of
from campaigns.report.year_paper import Chapter, Chart, Grid, Report
from civic.language import locale
from civic.language.locale import gettext, ngettext
from civic.web.context import services
from civic.web.templating import in_language
from footprint.method.views import comparison_text

Months = Sequence[tuple[ReleaseHead, TableText]]


def report(year: int, participation: Months, groups: Months) -> dict[str, Any]:
    """What a year's report says.

    Args:
        participation: the months' tables of that name, the first month first; not empty.
        groups: the tables of groups of actions.
    """
    places = [{key: rules.read(row) for key, row in _by_district(table).items()} for _, table in participation]
    total = rules.added_up([month[TOTAL] for month in places])
    city, residents = services().city, rules.residents(_by_district(participation[-1][1])[TOTAL])
    return {
        "title": gettext("%(city)s: the low-carbon year %(year)s", city=in_language(city.name), year=year),
        "year": year,
        "total": _summed(total),
        "felt": comparison_text(total.reduction.mid_mg, month_of(participation[-1][0])) if total.published else None,
        "months": [
            {"title": locale.month(month_of(head)), "key": head.key, "place": place_of(month[TOTAL])}
            for (head, _), month in zip(participation, places, strict=True)
        ],
        "bars": charted([head for head, _ in participation], [month[TOTAL] for month in places]),
        "districts": [
            {
                "name": in_language(one.name),
                **_summed(rules.added_up([month.get(one.id) for month in places])),
                "people": _peak([month.get(one.id) for month in places]),
            }
            for one in city.districts
        ],
        "groups": _groups(groups),
        "releases": [{**head_of(head), "inputs_sha256": head.inputs_sha256} for head, _ in participation],
        "residents": residents,
        "annex": annex(residents),
    }


def on_paper(context: Mapping[str, Any]) -> Report:
    """The same report for the printer."""
    reduction = context["total"]["reduction"]
    lead = (
        [gettext("Too few people took part for figures of the whole city.")]
        if reduction is None
        else [
            gettext(
                "In the months of this report, people who took part kept about %(mass)s of CO₂e out of the air.",
                mass=locale.mass(reduction.mid_mg),
            ),
            gettext("By the range of the factors: %(range)s.", range=_between(reduction)),
            *([context["felt"]] if context["felt"] else []),
        ]
    )
    return Report(
        title=context["title"],
        city=in_language(services().city.name),
        lead=lead,
        chapters=[_months_chapter(context), _districts_chapter(context), *_groups_chapter(context), _annex(context)],
        foot=context["title"],
    )


def _between(one: Interval) -> str:
    return gettext("between %(low)s and %(high)s", low=locale.mass(one.low_mg), high=locale.mass(one.high_mg))


def _said(one: Interval | None) -> str:
    return locale.mass(one.mid_mg) if one else gettext("withheld")


def _range(one: Interval | None) -> str:
    return f"{locale.mass(one.low_mg)} – {locale.mass(one.high_mg)}" if one else ""


def _months_chapter(context: Mapping[str, Any]) -> Chapter:
    bars = [(one["people_bar"]["label"], one["people_bar"]["share"]) for one in context["bars"]]
    places = [(one["title"], one["place"]) for one in context["months"]]
    most = max((place["participants"] for _, place in places if place), default=0)
    rows = [
        (title, locale.number(place["participants"]), _said(place["reduction"]), _range(place["reduction"]))
        if place
        else (title, gettext("withheld"), "", "")
        for title, place in places
    ]
    return Chapter(
        gettext("Month by month"),
        chart=Chart(bars, f"{gettext('People taking part')}: {locale.number(most)}"),
        grid=Grid(
            (gettext("Month"), gettext("People taking part"), gettext("saved"), gettext("from – to")), rows, _FOUR
        ),
        paragraphs=[
            gettext(
                "Anyone who takes part in several months is counted in each, so the people of several months do not "
                "add up."
            )
        ],
    )


def _districts_chapter(context: Mapping[str, Any]) -> Chapter:
    rows = [
        (
            one["name"],
            "–" if one["people"] is None else locale.number(one["people"]),
            _said(one["reduction"]),
            " · ".join(filter(None, (_range(one["reduction"]), one["missing"]))),
        )
        for one in context["districts"]
    ]
    head = (gettext("District"), gettext("most people in a month"), gettext("saved in the year"), gettext("from – to"))
    return Chapter(gettext("District by district"), grid=Grid(head, rows, _FOUR))


def _groups_chapter(context: Mapping[str, Any]) -> list[Chapter]:
    rows = [(one["name"], one["said"], one["range"]) for one in context["groups"]]
    grid = Grid((gettext("Group of actions"), gettext("saved"), gettext("from – to")), rows, (0.5, 0.2, 0.3))
    return [Chapter(gettext("What they did"), grid=grid)] if rows else []


def _annex(context: Mapping[str, Any]) -> Chapter:
    rows = [(one["key"], locale.plain_day(one["published_on"]), one["inputs_sha256"]) for one in context["releases"]]
    head = (gettext("Release"), gettext("published"), gettext("SHA-256 of the lines of the ledger"))
    return Chapter(
        gettext("Annex: how this was computed"),
        grid=Grid(head, rows, (0.18, 0.17, 0.65), size=7.5),
        paragraphs=annex(context["residents"]),
    )


_FOUR = (0.28, 0.2, 0.22, 0.3)


def annex(residents: int) -> list[str]:
    """How a report was computed and what it does not say, a paragraph each."""
    return [
        gettext(
            "What would have been emitted without what people did, minus what was emitted with it, by the documented"
            " factors of the day. Every figure has a low, a likely and a high value; sums keep all three."
        ),
        gettext(
            "Figures of fewer than ten people, of one person with more than half, and all from which these would"
            " follow, are withheld. Sums of the year hold published months only."
        ),
        gettext(
            "People here chose to take part. The city has %(residents)s residents; what the others do for the climate,"
            " these figures do not say.",
            residents=locale.number(residents),
        ),
        gettext(
            "What residents save is part of the city’s own account of emissions: it is not taken off it, and it is not"
            " traded."
        ),
    ]


def _by_district(table: TableText) -> Mapping[str, rules.Row]:
    return rules.by_key(table.rows, "district")


def _summed(one: YearSum) -> dict[str, Any]:
    """A sum with what is missing from it, in words."""
    missing = ngettext("%(num)s month withheld", "%(num)s months withheld", one.withheld) if one.withheld else ""
    return {"reduction": one.reduction if one.published else None, "missing": missing}


def _peak(months: Sequence[Published | None]) -> int | None:
    """The most people of a month: those of several months do not add up."""
    return max((one.participants for one in months if one), default=None)


def _groups(months: Months) -> list[dict[str, Any]]:
    """Each group of actions over the year, what saved most first."""
    found: dict[str, list[Published | None]] = {}
    names: dict[str, str] = {}
    for _, table in months:
        rows = rules.by_key(table.rows, "group", lambda row: row["district"] == TOTAL and row["group"] != TOTAL)
        for group, row in rows.items():
            found.setdefault(group, []).append(rules.read(row))
            names[group] = in_language(table.schema.label("group", group))
    sums = {group: rules.added_up(one) for group, one in found.items()}
    in_order = sorted(sums, key=lambda group: -sums[group].reduction.mid_mg)
    return drawn_reductions([(names[one], sums[one].reduction if sums[one].published else None) for one in in_order])
