"""What differs between two catalogues of what figures are computed from. Words and presentation do not count. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from footprint.actions.action import Action, Limit, Option
from footprint.actions.catalogue import Catalogue
from footprint.carbon.factors import Factor, FactorVersion


@dataclass(frozen=True, slots=True)
class FactorChange:
    """A number before and after; None on the side that does not have it."""

    before: FactorVersion | None
    after: FactorVersion | None

    @property
    def id(self) -> str:
        """The factor's id."""
        found = self.after or self.before
        assert found is not None
        return found.id


@dataclass(frozen=True, slots=True)
class LimitChange:
    """How much counts in a period, in thousandths of the unit, before and after; None for no limit."""

    scope: str
    period: str
    before_milli: int | None
    after_milli: int | None


@dataclass(frozen=True, slots=True)
class OptionChange:
    """An answer whose way of computing came, went or changed; None on the side that does not have it."""

    before: Option | None
    after: Option | None


@dataclass(frozen=True, slots=True)
class ActionChange:
    """An action before and after; None on the side that does not have it. Where both have it, what differs."""

    before: Action | None
    after: Action | None
    options: tuple[OptionChange, ...] = ()
    limits: tuple[LimitChange, ...] = ()

    @property
    def action(self) -> Action:
        """As it is now, or as it was where it is gone."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Differences:
    """Between a catalogue and the one after it."""

    factors: tuple[FactorChange, ...]
    actions: tuple[ActionChange, ...]


def differences(before: Catalogue, after: Catalogue) -> Differences:
    """Everything figures depend on that is not the same in both, in the order of the later catalogue."""
    return Differences(
        factors=tuple(_factors(before.factors, after.factors)), actions=tuple(_actions(before.actions, after.actions))
    )


def _factors(before: Mapping[str, Factor], after: Mapping[str, Factor]) -> Iterator[FactorChange]:
    for id_ in dict.fromkeys((*after, *before)):
        old, new = before.get(id_), after.get(id_)
        yield from _versions(old.versions if old else (), new.versions if new else ())


def _versions(before: tuple[FactorVersion, ...], after: tuple[FactorVersion, ...]) -> Iterator[FactorChange]:
    """Each new version beside the one that was valid on its first day until now, and versions that nothing follows."""
    replaced = []
    for version in after:
        old = next((one for one in before if one.version == version.version), None)
        old = old or next((one for one in before if one.covers(version.valid_from)), None)
        replaced.append(old)
        if old is None or _counts(old) != _counts(version):
            yield FactorChange(old, version)
    yield from (FactorChange(old, None) for old in before if old not in replaced)


def _counts(version: FactorVersion) -> tuple[object, ...]:
    """What a reader must be told of when it changes; an end alone only says that another version follows."""
    own = (version.interval, version.unit, version.boundary, version.gwp, version.status)
    return (*own, version.valid_from, version.formula, version.source)


def _actions(before: Mapping[str, Action], after: Mapping[str, Action]) -> Iterator[ActionChange]:
    for id_ in dict.fromkeys((*after, *before)):
        old, new = before.get(id_), after.get(id_)
        if old is None or new is None:
            yield ActionChange(old, new)
            continue
        change = ActionChange(
            old, new, tuple(_options(old.options, new.options)), tuple(_limits(old.limits, new.limits))
        )
        if change.options or change.limits or _rules(old) != _rules(new):
            yield change


def _rules(action: Action) -> tuple[object, ...]:
    return action.points, action.months, action.default_option


def _options(before: Iterable[Option], after: Iterable[Option]) -> Iterator[OptionChange]:
    old, new = ({option.id: option for option in options} for options in (before, after))
    for id_ in dict.fromkeys((*new, *old)):
        if id_ not in old or id_ not in new or old[id_].method != new[id_].method:
            yield OptionChange(old.get(id_), new.get(id_))


def _limits(before: Iterable[Limit], after: Iterable[Limit]) -> Iterator[LimitChange]:
    old, new = ({(limit.scope, limit.period): limit.max_milli for limit in limits} for limits in (before, after))
    for key in dict.fromkeys((*new, *old)):
        if old.get(key) != new.get(key):
            yield LimitChange(*key, old.get(key), new.get(key))
