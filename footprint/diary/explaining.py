"""Why this number: an entry's calculation with every factor behind it, by the catalogue it was computed with."""

from typing import Any

from civic.caching.memory import AppCache
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import read_session, services
from civic.web.templating import in_language
from footprint import current
from footprint.actions.calculator import Activity, Explanation, explain
from footprint.actions.catalogue import Catalogue, catalogue_from_snapshot
from footprint.diary.queries import LoggedEntry
from footprint.ledger.models import PackVersion
from footprint.method.views import factor_card

_catalogues: AppCache[Catalogue] = AppCache(capacity=8)


def catalogue_of_entry(entry: LoggedEntry) -> Catalogue:
    """The catalogue the entry was computed with: today's, or an old one from its snapshot."""
    return _catalogues.get(entry.pack_version_id, lambda: _catalogue(entry.pack_version_id))


def _catalogue(pack_version_id: int) -> Catalogue:
    version = read_session().get_one(PackVersion, pack_version_id)
    todays = current.catalogue()
    return todays if version.version == todays.version else catalogue_from_snapshot(version.catalogue)


def explanation_of(catalogue: Catalogue, entry: LoggedEntry) -> Explanation:
    """The calculation that gave the entry its figures (of the undone entry, for an opposite one)."""
    activity = Activity(
        entry.action, entry.option, abs(entry.credited_milli), entry.occurred_on, entry.uses_before_milli
    )
    return explain(catalogue, activity)


def explanation_context(catalogue: Catalogue, explained: Explanation) -> dict[str, Any]:
    """The calculation in the request's language, for `entry.html`."""
    asked = explained.action.question is not None
    return {
        "formula": in_language(explained.words),
        "symbolic": explained.symbolic,
        "filled": explained.formula,
        "option_label": in_language(explained.option.name) if asked else None,
        "assumptions": _assumptions(explained),
        "factors": [factor_card(catalogue, use.factor, use.symbol) for use in explained.uses],
    }


def _assumptions(explained: Explanation) -> list[str]:
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
    if not explained.has_range and explained.uses:
        said.append(
            gettext("No source gives a range for these factors, so only one number is shown; it is not certain.")
        )
    return said


def recorded_label(entry: LoggedEntry) -> str:
    """When the entry was recorded, by the city's clocks."""
    return locale.moment(services().calendar.local(entry.recorded_at))
