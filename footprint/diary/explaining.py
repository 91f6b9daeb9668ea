"""Why this number: an entry's calculation with every factor behind it, by the catalogue it was computed with."""

from typing import Any

from civic.caching.memory import AppCache
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import read_session, services
from civic.web.templating import in_language
from footprint import current
from footprint.actions.action import DAYS
from footprint.actions.calculator import Activity, Explanation, Reduction, explain, kilograms, removed, unranged
from footprint.actions.catalogue import Catalogue, FactorVersion, catalogue_from_snapshot
from footprint.carbon.boundaries import PARAMETER
from footprint.carbon.expressions import is_sum, render
from footprint.diary.queries import LoggedEntry
from footprint.ledger.models import PackVersion
from footprint.method.units import boundary_label, named_value
from footprint.method.views import factor_card, quantity_label

_catalogues: AppCache[Catalogue] = AppCache(capacity=8)


def catalogue_of_entry(entry: LoggedEntry) -> Catalogue:
    """The catalogue the entry was computed with: today's, or an old one from its snapshot."""
    return _catalogues.get(entry.pack_version_id, lambda: _catalogue(entry.pack_version_id))


def _catalogue(pack_version_id: int) -> Catalogue:
    version = read_session().get_one(PackVersion, pack_version_id)
    todays = current.catalogue()
    return todays if version.version == todays.version else catalogue_from_snapshot(version.catalogue)


def activity_of(entry: LoggedEntry) -> Activity:
    """What the entry was computed from (of the undone entry, for an opposite one)."""
    return Activity(entry.action, entry.option, abs(entry.credited_milli), entry.occurred_on, entry.uses_before_milli)


def removed_by(entry: LoggedEntry) -> Reduction:
    """What the entry took out of the air, by the catalogue it was computed with; nothing for a reduction."""
    return removed(catalogue_of_entry(entry), activity_of(entry))


def explanation_of(catalogue: Catalogue, entry: LoggedEntry) -> Explanation:
    """The calculation that gave the entry its figures."""
    return explain(catalogue, activity_of(entry))


def explanation_context(catalogue: Catalogue, explained: Explanation) -> dict[str, Any]:
    """The calculation in the request's language, for `entry.html`."""
    asked = explained.action.question is not None
    return {
        "formula": in_language(explained.words),
        "in_words": _in_words(explained),
        "symbolic": explained.symbolic,
        "filled": explained.formula,
        "option_label": in_language(explained.option.name) if asked else None,
        "boundary": boundary_label(explained.boundary) if explained.boundary != PARAMETER else "",
        "exception": in_language(explained.option.exception) if explained.option.exception else "",
        "is_bounded": explained.is_bounded,
        "assumptions": _assumptions(catalogue, explained),
        "factors": [factor_card(catalogue, use.factor, use.symbol) for use in explained.uses],
    }


def _in_words(explained: Explanation) -> str:
    """The formula with what each number is called: 6 km × (petrol car 0.1674 kg CO₂e per vehicle-kilometre …)."""
    method = explained.option.method
    if method.formula is None:
        return ""
    shown = {use.role: named_value(use.factor) for use in explained.uses}
    shown[DAYS] = gettext("days of the month %(days)s", days=explained.days)
    text = render(method.formula, shown.__getitem__)
    body = f"({text})" if is_sum(method.formula) else text
    quantity = quantity_label(explained.action, explained.credited_milli)
    return f"{quantity} × {body} = {kilograms((explained.removal or explained.reduction).mid_mg)}"


def _assumptions(catalogue: Catalogue, explained: Explanation) -> list[str]:
    said = [in_language(explained.note)] if explained.note else []
    if explained.breakeven_milli:
        said.append(
            gettext(
                "The first %(uses)s uses only make up for the making of the bag itself; "
                "%(before)s were logged before this entry.",
                uses=locale.quantity(explained.breakeven_milli),
                before=locale.quantity(explained.activity.uses_before_milli),
            )
        )
    return [*said, *(_range_assumed(catalogue, factor) for factor in unranged(explained.uses))]


def _range_assumed(catalogue: Catalogue, factor: FactorVersion) -> str:
    share = catalogue.default_ranges.get(factor.status)
    if share is None:
        return gettext("%(name)s: its range is unknown, so only one number is shown.", name=in_language(factor.name))
    words = {"name": in_language(factor.name), "share": locale.percent(float(share))}
    if factor.has_low:
        return gettext("%(name)s: nobody published how high it may be; %(share)s above is assumed.", **words)
    if factor.has_high:
        return gettext("%(name)s: nobody published how low it may be; %(share)s below is assumed.", **words)
    return gettext("%(name)s: its range is unknown; %(share)s to either side is assumed.", **words)


def recorded_label(entry: LoggedEntry) -> str:
    """When the entry was recorded, by the city's clocks."""
    return locale.moment(services().calendar.local(entry.recorded_at))
