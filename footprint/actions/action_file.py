"""Reads `actions.toml` and says what does not fit: a missing word, an unknown factor, a unit that cannot be right."""

from fractions import Fraction

from civic.city.folder import PackFolder
from civic.city.pack import STATUSES
from civic.city.records import Table, identifier, unique
from civic.city.text import NO_TEXT, Text
from footprint.actions.action import (
    DAYS,
    EVIDENCE,
    FORMS,
    MAX_QUANTITY_MILLI,
    MOTIONS,
    PERIODS,
    REMOVAL,
    Action,
    Amount,
    Category,
    Group,
    Limit,
    Method,
    Option,
    Question,
    Unit,
)
from footprint.carbon.expressions import evaluate, parse
from footprint.carbon.factors import Factors
from footprint.carbon.formulas import read_formula
from footprint.carbon.units import Dimension, dimension

FILE = "actions.toml"
STANDARD = "standard"
"""The id of the one option of an action that asks nothing."""

_KINDS = {
    "rate": {"rate", "none"},
    "substitution": {"substitution", "rate", "none"},
    "avoided": {"avoided", "none"},
    "device": {"device", "none"},
    REMOVAL: {REMOVAL, "none"},
    "none": {"none"},
}
"""What an option of each form may be: a substitution may also know a documented mix, which is a rate."""
_NOTHING = Method("none", None, {})
_DEVICE = "(before - after) * hours * days / 1000 * grid"
_LABELLED = "(before - after) * days / 365 * grid"
"""A device whose label states kilowatt-hours a year."""


def read_groups(table: Table) -> tuple[Group, ...]:
    """The `[[groups]]` in the order of the file."""
    groups = []
    seen: set[str] = set()
    for entry in table.tables("groups"):
        named = (identifier(entry, "id"), entry.text("name"), entry.string("icon"))
        groups.append(Group(*named, category=entry.string("category", "")))
        unique(entry, seen, groups[-1].id, "groups")
        entry.close()
    return tuple(groups)


def read_categories(table: Table, factors: Factors) -> tuple[Category, ...]:
    """`[[categories]]`: parts of a person's year that the actions of a group save from."""
    found = []
    for entry in table.tables("categories"):
        named = (identifier(entry, "id"), entry.text("name"))
        formula = read_formula(entry, "formula", factors, "person-year")
        found.append(Category(*named, formula=formula, note=entry.text("note")))
        entry.close()
    return tuple(found)


def read_default_ranges(table: Table) -> dict[str, Fraction]:
    """`[default_ranges]`: by status, the share of the value that stands in where no source states a range."""
    entry = table.table("default_ranges")
    if entry is None:
        return {}
    found = {status: entry.fraction(status) for status in entry.names() if status != "note"}
    for status, share in found.items():
        if status not in STATUSES or not 0 < share < 1:
            entry.problem(status, f"'{status}' is no status with a share.", "Give each status a share like 0.2.")
    entry.text("note")
    entry.close()
    return found


def read_words(table: Table) -> dict[str, Text]:
    """`[words]`: each form of calculation explained in one sentence of the pack's languages; a removal only where the
    pack has one."""
    words = table.table("words")
    if words is None:
        table.problem("words", "The forms of calculation are not explained.", "Add [words] with a text for each form.")
        return dict.fromkeys(FORMS, NO_TEXT)
    removes = any(entry.raw("form") == REMOVAL for entry in table.tables("actions"))
    found = {form: words.text(form, required=form != REMOVAL or removes) for form in sorted(FORMS)}
    words.close()
    return found


def read_geographies(table: Table, factors: Factors) -> dict[str, Text]:
    """`[geographies]`: the names of the places that factors come from."""
    places = table.table("geographies")
    found = {code: places.text(code) for code in places.names()} if places else {}
    for code in sorted({version.geography for factor in factors.values() for version in factor.versions}):
        if code and code not in found:
            table.problem("geographies", f"The place '{code}' of a factor has no name.", f"Name {code} there.")
    return found


def read_unknown(table: Table) -> tuple[Text, ...]:
    """`[[unknown]]`: what nobody knows about the figures of the actions, one sentence each."""
    found = []
    for entry in table.tables("unknown"):
        found.append(entry.text("text"))
        entry.close()
    return tuple(found)


def read_actions(pack: PackFolder, table: Table, groups: tuple[Group, ...], factors: Factors) -> dict[str, Action]:
    """The `[[actions]]` by id, in the order of the file."""
    actions: dict[str, Action] = {}
    seen: set[str] = set()
    for entry in table.tables("actions"):
        action = _action(entry, groups, factors)
        unique(entry, seen, action.id, "actions")
        actions[action.id] = action
        entry.close()
    if not actions and FILE in pack.texts:
        table.problem("", "There is no action.", "Add at least one [[actions]].")
    return actions


def _action(table: Table, groups: tuple[Group, ...], factors: Factors) -> Action:
    unit = _unit(table)
    form = table.choice("form", FORMS)
    question, default_option = _question(table)
    options = _options(table, form, unit, factors, asks=question is not None)
    if default_option not in {option.id for option in options}:
        table.problem("question", f"The default '{default_option}' is no option.", "Name the id of an option.")
    amount = _amount(table)
    limits = tuple(_limit(limit) for limit in table.tables("limits"))
    if any(amount.default_milli > limit.max_milli for limit in limits):
        table.problem("quantity", "The default quantity is above a limit.", "Offer less, or raise the limit.")
    return Action(
        id=identifier(table, "id"),
        group=table.choice("group", {group.id for group in groups}),
        icon=table.string("icon"),
        name=table.text("name"),
        help=table.text("help"),
        form=form,
        unit=unit,
        amount=amount,
        question=question,
        options=options,
        default_option=default_option,
        limits=limits,
        points=_points(table),
        evidence=_evidence(table),
        months=_months(table),
        comparison=table.string("comparison", ""),
        category=table.string("category", "") or _category_of(groups, table.string("group")),
        praise=table.text("praise", required=False),
        popularity=table.integer("popularity"),
        crediting_years=table.integer("crediting_years", 0),
        has_tile=table.flag("tile", default=True),
        motion=table.choice("motion", MOTIONS, ""),
    )


def _category_of(groups: tuple[Group, ...], group_id: str) -> str:
    return next((group.category for group in groups if group.id == group_id), "")


def _unit(table: Table) -> Unit:
    entry = table.table("unit")
    if entry is None:
        table.problem("unit", "'unit' is missing.", 'Write unit = { id = "km", symbol = "km", name = { … } }.')
        return Unit("", "", NO_TEXT, NO_TEXT)
    name = entry.text("name")
    unit = Unit(entry.string("id"), entry.string("symbol", ""), name, entry.text("one", required=False) or name)
    entry.close()
    return unit


def _amount(table: Table) -> Amount:
    entry = table.table("quantity")
    if entry is None:
        table.problem("quantity", "'quantity' is missing.", "Write quantity = { default = 1, step = 1 }.")
        return Amount(1000, 1000, True, ())
    amount = Amount(
        default_milli=_milli(entry.fraction("default")),
        step_milli=_milli(entry.fraction("step")),
        whole=entry.flag("whole", default=False),
        quick_milli=tuple(_milli(number) for number in entry.fractions("quick")),
    )
    offered = (amount.default_milli, amount.step_milli, *amount.quick_milli)
    if not all(0 < number <= MAX_QUANTITY_MILLI for number in offered):
        entry.problem("default", "A quantity offered is not positive.", "Offer quantities above 0.")
    if amount.whole and any(number % 1000 for number in offered):
        entry.problem("whole", "Whole things are offered in parts.", "Offer whole numbers or set whole = false.")
    entry.close()
    return amount


def _milli(number: Fraction) -> int:
    return round(number * 1000)


def _question(table: Table) -> tuple[Question | None, str]:
    entry = table.table("question")
    if entry is None:
        return None, STANDARD
    question = Question(
        field=identifier(entry, "field"),
        text=entry.text("text"),
        help=entry.text("help", required=False),
        decides=entry.flag("decides", default=False),
    )
    default = entry.string("default")
    entry.close()
    return question, default


def _limit(table: Table) -> Limit:
    limit = Limit(
        scope=table.choice("scope", {"resident", "household"}),
        period=table.choice("period", PERIODS),
        max_milli=_milli(table.fraction("max")),
    )
    if limit.max_milli <= 0:
        table.problem("max", "A limit of nothing forbids the action.", "Give a max above 0, or remove the action.")
    table.close()
    return limit


def _points(table: Table) -> int:
    points = table.integer("points")
    if not 0 <= points <= 1000:
        table.problem("points", f"{points} points are not sensible.", "Give 0 to 1000 points.")
    return points


def _evidence(table: Table) -> tuple[str, ...]:
    evidence = table.strings("evidence")
    if not evidence or not set(evidence) <= set(EVIDENCE):
        table.problem("evidence", "The evidence is not known here.", f"Use some of: {', '.join(EVIDENCE)}.")
    return evidence


def _months(table: Table) -> tuple[int, ...]:
    months = table.fractions("months")
    if not all(month in range(1, 13) for month in months):
        table.problem("months", "'months' are not months.", "Use numbers from 1 to 12, or leave it out.")
    return tuple(int(month) for month in months)


# Options and how they are computed


def _options(table: Table, form: str, unit: Unit, factors: Factors, asks: bool) -> tuple[Option, ...]:
    entries = table.tables("options")
    if not entries:
        table.problem("options", "The action has no option.", "Add [[actions.options]]: one, if it asks nothing.")
    if not asks and len(entries) > 1:
        table.problem("options", "There are options but no question.", "Add a question or leave one option.")
    seen: set[str] = set()
    options = []
    for entry in entries:
        option = _option(entry, form, unit, factors, asks)
        unique(entry, seen, option.id, "options")
        options.append(option)
        entry.close()
    return tuple(options)


def _option(table: Table, form: str, unit: Unit, factors: Factors, asks: bool) -> Option:
    method = _method(table, form, factors)
    if method.kind not in _KINDS.get(form, {method.kind}):
        cure = f"A '{form}' takes: {', '.join(sorted(_KINDS[form]))}."
        table.problem("", f"An option of the kind '{method.kind}' does not fit the form '{form}'.", cure)
    _check_method(table, method, unit, factors)
    says_nothing = method.kind == "none" and form != "none"
    return Option(
        id=identifier(table, "id") if asks else table.string("id", STANDARD),
        name=table.text("name", required=asks),
        note=table.text("note", required=says_nothing or method.range_factor is not None),
        method=method,
        breakeven_uses=_breakeven_uses(method, factors),
        exception=table.text("exception", required=False),
        told=_optional_factor(table, "told", factors) or "",
    )


def _method(table: Table, form: str, factors: Factors) -> Method:
    if table.raw("baseline"):
        return _substitution(table, factors)
    if table.raw("item"):
        breakeven = _optional_factor(table, "breakeven", factors)
        return Method("avoided", parse("item"), _roles(table, factors, "item"), breakeven=breakeven)
    if table.raw("before"):
        return _device(table, factors)
    if table.raw("removes"):
        return Method(REMOVAL, parse("removes"), _roles(table, factors, "removes"))
    if table.raw("factors"):
        return _rate(table, "device" if form == "device" else "rate", factors)
    return _NOTHING


def _device(table: Table, factors: Factors) -> Method:
    """By its watts and hours, or by the kilowatt-hours a year of its label."""
    hours = ["hours"] if table.raw("hours") else []
    roles = _roles(table, factors, "before", "after", *hours, "grid")
    formula = parse(_DEVICE if hours else _LABELLED)
    return Method("device", formula, roles, range_factor=_optional_factor(table, "range", factors))


def _substitution(table: Table, factors: Factors) -> Method:
    formula, roles = "baseline", ["baseline"]
    if table.raw("occupancy"):
        formula, roles = f"{formula} / occupancy", [*roles, "occupancy"]
    if table.raw("activity"):
        formula, roles = f"{formula} - activity", [*roles, "activity"]
    range_factor = _optional_factor(table, "range", factors)
    return Method("substitution", parse(formula), _roles(table, factors, *roles), range_factor=range_factor)


def _rate(table: Table, kind: str, factors: Factors) -> Method:
    multiplied = [(f"factor_{n}", name) for n, name in enumerate(table.strings("factors"), start=1)]
    divided = [(f"divisor_{n}", name) for n, name in enumerate(table.strings("divided_by", ()), start=1)]
    formula = " / ".join([" * ".join(role for role, _ in multiplied), *(role for role, _ in divided)])
    for _, name in (*multiplied, *divided):
        _refuse_unknown_factor(table, "factors", name, factors)
    return Method(kind, parse(formula), dict([*multiplied, *divided]))


def _roles(table: Table, factors: Factors, *roles: str) -> dict[str, str]:
    found = {role: table.string(role) for role in roles}
    for role, name in found.items():
        _refuse_unknown_factor(table, role, name, factors)
    return found


def _optional_factor(table: Table, key: str, factors: Factors) -> str | None:
    name = table.string(key, "")
    if name:
        _refuse_unknown_factor(table, key, name, factors)
    return name or None


def _refuse_unknown_factor(table: Table, key: str, name: str, factors: Factors) -> None:
    if name and name not in factors:
        table.problem(key, f"'{key}' names the unknown factor '{name}'.", "Add it to factors.csv or mend the name.")


def _breakeven_uses(method: Method, factors: Factors) -> int:
    factor = factors.get(method.breakeven or "")
    return -int(-factor.newest.value // 1) if factor else 0


def _check_method(table: Table, method: Method, unit: Unit, factors: Factors) -> None:
    """Units of a formula whose factors are all known."""
    if method.formula is None or not unit.id or any(name not in factors for name in method.factor_ids):
        return
    _check_unit(table, method, unit, factors)
    if method.breakeven and dimension(factors[method.breakeven].newest.unit) != dimension("uses"):
        table.problem("breakeven", f"'{method.breakeven}' does not count uses.", "Name a factor with the unit 'uses'.")


def _check_unit(table: Table, method: Method, unit: Unit, factors: Factors) -> None:
    days = "yr" if method.is_monthly and "hours" not in method.factors and "before" in method.factors else "day"

    def unit_of(role: str) -> Dimension:
        return dimension(days if role == DAYS else factors[method.factors[role]].newest.unit)

    wanted = dimension(f"kgCO2e/{unit.id}")
    assert method.formula is not None
    try:
        found = evaluate(method.formula, unit_of, lambda _: Dimension())
    except ValueError as error:
        table.problem("", f"The units of this calculation do not fit: {error}.", "Use factors whose units match.")
        return
    ranged = factors[method.range_factor].newest.unit if method.range_factor else f"kgCO2e/{unit.id}"
    lent = dimension(ranged) * dimension("yr") if method.is_monthly and method.range_factor else dimension(ranged)
    if found != wanted or lent != wanted:
        what = f"This calculation gives {found}, but the action is counted in '{unit.id}'."
        table.problem("", what, f"Use factors that give kgCO2e per {unit.id}, or another unit.")
