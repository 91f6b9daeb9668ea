"""What changed in the catalogue, and what it makes of earlier entries, in the request's language."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from civic.caching.memory import AppCache
from civic.city.text import Text
from civic.disclosure.live import MINIMUM
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import read_session, services
from civic.web.templating import in_language
from footprint import current
from footprint.actions.action import DAYS
from footprint.actions.calculator import Reduction
from footprint.actions.catalogue import Action, Catalogue, Limit, Option
from footprint.actions.differences import ActionChange, FactorChange, LimitChange, OptionChange, differences
from footprint.carbon.expressions import render
from footprint.ledger.models import Restatement
from footprint.method import queries
from footprint.method.queries import UsedVersion
from footprint.method.rules import Reasons, Step, reasons_by_step
from footprint.method.views import factor_card, limit_label

_history: AppCache[dict[str, Any]] = AppCache(capacity=8)


def changes_context() -> dict[str, Any]:
    """Every change of the catalogue, newest first, and the totals restated, for `changes.html`."""
    versions = queries.used_versions(read_session())
    history = _history.get((locale.current().code, versions), lambda: _told(versions))
    restated = queries.restatements(read_session()) if history["steps"] else ()
    return {
        **history,
        "returned_to": _returned_to(versions),
        "restated": _restated(restated, versions, history["group_names"]),
        "least": MINIMUM,
    }


def _returned_to(versions: Sequence[UsedVersion]) -> str:
    """When the catalogue in use was first used, where a later one was used after it; else ""."""
    if not versions or versions[-1].version == current.catalogue().version:
        return ""
    return next((_day(one) for one in versions if one.version == current.catalogue().version), "")


def _day(version: UsedVersion) -> str:
    return locale.day(services().calendar.today(version.first_used_at))


# What changed


def _told(versions: Sequence[UsedVersion]) -> dict[str, Any]:
    """Changes do not change any more, so they are told once."""
    catalogues = queries.catalogues(read_session())
    calendar = services().calendar
    steps = [
        Step(calendar.today(version.first_used_at), differences(before, after))
        for version, (before, after) in zip(versions[1:], pairwise(catalogues), strict=True)
    ]
    told = reasons_by_step(steps, current.change_reasons())
    parts = zip(steps, versions[1:], pairwise(catalogues), told, strict=True)
    return {
        "since": _day(versions[0]) if versions else "",
        "steps": [_step(*part) for part in parts][::-1],
        "group_names": {group.id: group.name for catalogue in catalogues for group in catalogue.groups},
    }


def _step(step: Step, version: UsedVersion, pair: tuple[Catalogue, Catalogue], reasons: Reasons) -> dict[str, Any]:
    before, after = pair
    return {
        "day": _day(version),
        "versions": [before.version, after.version],
        "has_reasons": bool(reasons),
        "factors": [_factor(change, before, after, reasons) for change in step.differences.factors],
        "actions": [_action(change, before, after, reasons) for change in step.differences.actions],
    }


def _why(reasons: Reasons, kind: str, id_: str) -> list[str]:
    return [in_language(reason.why) for reason in reasons.get((kind, id_), ())]


def _factor(change: FactorChange, before: Catalogue, after: Catalogue, reasons: Reasons) -> dict[str, Any]:
    """The number's cards on both sides, None where it is not there."""
    return {
        "before": factor_card(before, change.before) if change.before else None,
        "now": factor_card(after, change.after) if change.after else None,
        "why": _why(reasons, "factor", change.id),
    }


def _action(change: ActionChange, before: Catalogue, after: Catalogue, reasons: Reasons) -> dict[str, Any]:
    return {
        "id": change.action.id,
        "name": in_language(change.action.name),
        "state": "changed" if change.before and change.after else "removed" if change.before else "added",
        "lines": list(_lines(change, before, after)),
        "why": _why(reasons, "action", change.action.id),
    }


def _lines(change: ActionChange, before: Catalogue, after: Catalogue) -> Iterator[dict[str, str]]:
    """What differs about an action that both have: its answers, its limits, its rules."""
    old, new = change.before, change.after
    if old is None or new is None:
        return
    yield from (_option(one, before, after) for one in change.options)
    yield from (_limit(one, old, new) for one in change.limits)
    if old.points != new.points:
        yield _line(gettext("Points"), locale.number(old.points), locale.number(new.points))
    if old.months != new.months:
        yield _line(gettext("Months in which it counts"), _months(old), _months(new))
    if old.default_option != new.default_option:
        yield _line(gettext("Answer taken where none is given"), _default(old), _default(new))


def _line(what: str, before: str, now: str) -> dict[str, str]:
    return {"what": what, "before": before, "now": now}


def _months(action: Action) -> str:
    return locale.month_names(action.months) if action.months else gettext("all year")


def _default(action: Action) -> str:
    return _answer(action.option(None)) or gettext("no such answer")


def _answer(option: Option) -> str:
    return in_language(option.name) if option.name else ""


def _option(change: OptionChange, before: Catalogue, after: Catalogue) -> dict[str, str]:
    named = change.after or change.before
    what = _answer(named) if named else ""
    return _line(what or gettext("Calculation"), _computed(change.before, before), _computed(change.after, after))


def _computed(option: Option | None, catalogue: Catalogue) -> str:
    """How an answer is computed, with the names of its numbers."""
    if option is None:
        return gettext("no such answer")
    method = option.method
    if method.formula is None:
        return gettext("nothing is counted")

    def named(factor: str) -> str:
        return in_language(catalogue.factors[factor].newest.name)

    shown = {role: named(method.factors[role]) for role in method.roles}
    shown[DAYS] = gettext("days of the month")
    words = [render(method.formula, shown.__getitem__)]
    if method.range_factor:
        words.append(gettext("range of %(factor)s", factor=named(method.range_factor)))
    if method.breakeven:
        words.append(gettext("after %(factor)s", factor=named(method.breakeven)))
    return gettext("; ").join(words)


def _limit(change: LimitChange, before: Action, after: Action) -> dict[str, str]:
    def label(action: Action, milli: int | None) -> str:
        if milli is None:
            return gettext("no such limit")
        return limit_label(action, Limit(change.scope, change.period, milli))

    return _line(gettext("Limit"), label(before, change.before_milli), label(after, change.after_milli))


# Totals restated


def _restated(
    rows: Sequence[Restatement], versions: Sequence[UsedVersion], names: Mapping[str, Text]
) -> dict[str, Any] | None:
    """Each group, what differs most first, and the groups shown together; None while no group may be shown. What only
    earns points is left out."""
    shown = sorted(filter(_saves_anything, rows), key=_differs_by, reverse=True)
    if not shown:
        return None
    groups = [{"name": in_language(names[row.action_group]), "as_of": _moment(row), **_totals([row])} for row in shown]
    return {
        "groups": groups,
        "all": _totals(shown),
        "kept": sum(row.kept_entries for row in shown),
        "catalogue_of": next(_day(one) for one in versions if one.id == shown[0].pack_version_id),
    }


def _saves_anything(row: Restatement) -> bool:
    return bool(row.recorded_high_mg or row.restated_high_mg)


def _differs_by(row: Restatement) -> int:
    return abs(row.restated_mid_mg - row.recorded_mid_mg)


def _moment(row: Restatement) -> str:
    return locale.moment(services().calendar.local(row.computed_at))


def _totals(rows: Sequence[Restatement]) -> dict[str, Any]:
    recorded = Reduction(
        sum(row.recorded_low_mg for row in rows),
        sum(row.recorded_mid_mg for row in rows),
        sum(row.recorded_high_mg for row in rows),
    )
    restated = Reduction(
        sum(row.restated_low_mg for row in rows),
        sum(row.restated_mid_mg for row in rows),
        sum(row.restated_high_mg for row in rows),
    )
    return {
        "recorded": recorded,
        "restated": restated,
        "difference": _difference(recorded.mid_mg, restated.mid_mg),
    }


def _difference(recorded_mg: int, restated_mg: int) -> str:
    """2 kg less (−12.5%)."""
    by_mg = restated_mg - recorded_mg
    if not by_mg:
        return gettext("no difference")
    mass = locale.mass(abs(by_mg))
    words = gettext("%(mass)s more", mass=mass) if by_mg > 0 else gettext("%(mass)s less", mass=mass)
    if not recorded_mg:
        return words
    sign = "+" if by_mg > 0 else "−"
    share = sign + locale.percent(abs(by_mg / recorded_mg))
    return gettext("%(difference)s (%(share)s)", difference=words, share=share)
