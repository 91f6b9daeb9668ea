"""What sponsors type about an offer, what a counter types, what staff write."""

from collections.abc import Mapping, Sequence
from datetime import date

from campaigns.thanks import rules
from campaigns.thanks.planning import OfferPlan
from civic.codes import read_code
from civic.errors import Invalid
from civic.numbers import read_whole
from civic.web.forms import SubmittedForm, read_choice, read_day, read_key, read_line, read_tick, read_words


def read_offer(sent: Mapping[str, str], languages: Sequence[str], today: date) -> tuple[SubmittedForm, OfferPlan, str]:
    """An offer and the form's key. Title, what it is and terms must be there in the city's first language."""
    form = SubmittedForm(sent)
    condition = form.read("condition", lambda typed: read_choice(typed, rules.CONDITIONS), rules.DAYS)
    least, most = rules.BOUNDS[condition]
    plan = OfferPlan(
        title=form.read_text("title", languages, most=rules.TITLE_MAX, reader=read_line),
        about=form.read_text("about", languages, most=rules.ABOUT_MAX, reader=read_words),
        terms=form.read_text("terms", languages, most=rules.TERMS_MAX, reader=read_words),
        place=form.read_text("place", languages, most=rules.PLACE_MAX, reader=read_line),
        last_day=form.read("last_day", lambda typed: _read_last_day(typed, today), today),
        stock=form.read("stock", lambda typed: read_whole(typed, least=1, most=rules.STOCK_MAX), 1),
        condition=condition,
        threshold=form.read("threshold", lambda typed: read_whole(typed, least=least, most=most), least),
        per_household=form.read("per_household", read_tick, False),
    )
    return form, plan, form.read("key", read_key, "")


def _read_last_day(typed: str, today: date) -> date:
    day = read_day(typed)
    first, last = rules.last_days(today)
    if not first <= day <= last:
        raise Invalid("Please choose a day from %(first)s to %(last)s.", first=first, last=last)
    return day


def read_presented(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """The code that was typed or scanned; "" for what can be none."""
    form = SubmittedForm(sent)
    form.read("code", lambda typed: read_line(typed, most=200), "")
    return form, read_code(sent.get("code", ""))


def read_note(sent: Mapping[str, str]) -> tuple[SubmittedForm, str]:
    """A few words of staff to the people of a sponsor; they may be missing."""
    form = SubmittedForm(sent)
    return form, form.read("note", lambda typed: read_words(typed, most=rules.NOTE_MAX, required=False), "")
