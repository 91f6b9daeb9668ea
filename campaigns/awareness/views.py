"""The quiz in the reader's language: a question, what came of an answer, what is published of a wave."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from campaigns.awareness import rules, services
from campaigns.awareness.bank import Bank, Item, Source
from campaigns.awareness.current import bank
from campaigns.awareness.models import QuizAnswerResult, QuizItemResult, QuizWave
from civic.language import locale
from civic.statistics.proportions import wilson
from civic.web.templating import in_language
from footprint import current
from footprint.actions.catalogue import FactorVersion
from footprint.method.views import foreign_language


def wave_head(wave: QuizWave) -> dict[str, Any]:
    """What every page says of a wave."""
    return {"id": wave.id, "title": in_language(wave.title), "first_on": wave.first_on, "last_on": wave.last_on}


def overview(wave: QuizWave, resident_id: int, answered: Mapping[str, int]) -> dict[str, Any]:
    """How far a resident has come, and what was right."""
    asked = _asked(wave, resident_id, answered)
    return {
        **wave_head(wave),
        "number": len(asked),
        "answered": sum(name in answered for name in asked),
        "right": sum(answered.get(name) == 0 for name in asked),
        "next": _next(asked, answered),
        "items": [_line(bank().items[name], answered[name]) for name in asked if name in answered],
    }


def _asked(wave: QuizWave, resident_id: int, answered: Mapping[str, int]) -> list[str]:
    return services.paper(bank(), wave, resident_id, answered)


def _next(asked: Sequence[str], answered: Mapping[str, int]) -> str:
    """The first item that is not answered; "" for none."""
    return next((name for name in asked if name not in answered), "")


def _line(item: Item, place: int) -> dict[str, Any]:
    return {"id": item.id, "question": in_language(item.question), "is_right": place == 0}


def question(wave: QuizWave, resident_id: int, name: str, answered: Mapping[str, int], today: date) -> dict[str, Any]:
    """An item as a resident sees it; with what came of it where it is answered.

    Raises:
        ValueError: it is not among those that the resident is asked.
    """
    asked, item = _asked(wave, resident_id, answered), bank().items[name]
    order = services.places(bank(), wave, resident_id, name)
    return {
        "id": name,
        "topic": in_language(bank().topics[item.topic]),
        "question": in_language(item.question),
        "place": asked.index(name) + 1,
        "number": len(asked),
        "choices": [(str(shown), in_language(item.answers[place])) for shown, place in enumerate(order, 1)],
        "feedback": _feedback(item, order, answered[name], today) if name in answered else None,
        "next": _next(asked, answered),
    }


def _feedback(item: Item, order: Sequence[int], chosen: int, today: date) -> dict[str, Any]:
    return {
        "is_right": chosen == 0,
        "answers": [
            {"words": in_language(item.answers[place]), "is_right": place == 0, "is_chosen": place == chosen}
            for place in order
        ],
        "why": in_language(item.why),
        "sources": list(_sources(bank(), item, today)),
    }


def _sources(questions: Bank, item: Item, today: date) -> Iterator[dict[str, Any]]:
    """What an item rests on: factors of the catalogue, and texts."""
    for name in item.factors:
        factor = current.catalogue().factors[name].on(today)
        if factor is not None:
            yield _factor(factor)
    for name in item.sources:
        yield _text(questions.sources[name])


def _factor(factor: FactorVersion) -> dict[str, Any]:
    return {
        "name": in_language(factor.name),
        "title": factor.source.title,
        "lang": foreign_language(factor.source.title),
        "publisher": factor.source.publisher,
        "day": "",
        "link": factor.source.link,
        "status": factor.status,
    }


def _text(source: Source) -> dict[str, Any]:
    return {
        "name": "",
        "title": source.title,
        "lang": foreign_language(source.title),
        "publisher": source.publisher,
        "day": locale.plain_day(source.on) if source.on else "",
        "link": source.link,
        "status": source.status,
    }


# What is published


def wave_results(
    wave: QuizWave, results: Sequence[QuizItemResult], answers: Sequence[QuizAnswerResult]
) -> dict[str, Any]:
    """A counted wave: its items by topic, and how well the core holds together."""
    found = {one.item: one for one in results if one.wave_id == wave.id}
    chosen = {(one.item, one.place): one.people for one in answers if one.wave_id == wave.id}
    return {
        **wave_head(wave),
        "people": wave.people,
        "kr20": _coefficient(wave.kr20_millionths),
        "kr20_people": wave.kr20_people,
        "topics": [
            {"name": in_language(name), "items": items}
            for topic, name in bank().topics.items()
            if (items := [_item_result(item, found[item.id], chosen) for item in _of_topic(topic) if item.id in found])
        ],
    }


def _of_topic(topic: str) -> list[Item]:
    return [item for item in bank().items.values() if item.topic == topic]


def _item_result(item: Item, found: QuizItemResult, chosen: Mapping[tuple[str, int], int]) -> dict[str, Any]:
    return {
        "question": in_language(item.question),
        "is_core": item.is_core,
        "people": found.people,
        "right": _share(found.right, found.people),
        "chance": 1 / len(item.answers),
        "item_rest": _coefficient(found.item_rest_millionths),
        "answers": [
            _answer_result(in_language(words), place, chosen.get((item.id, place)), found.people)
            for place, words in enumerate(item.answers)
        ],
    }


def _answer_result(words: str, place: int, people: int | None, of: int) -> dict[str, Any]:
    return {
        "words": words,
        "is_right": place == 0,
        "share": None if people is None else people / of,
        "is_rare": place > 0 and rules.is_rare(people, of),
    }


def _share(right: int | None, people: int | None) -> dict[str, float] | None:
    return wilson(right, people)._asdict() if right is not None and people else None


def _coefficient(millionths: int | None) -> str:
    """A coefficient with two decimals; "" for none."""
    return "" if millionths is None else f"{millionths / rules.MILLION:.2f}".replace("-", "−")


def compared(waves: Sequence[QuizWave], results: Sequence[QuizItemResult]) -> dict[str, Any] | None:
    """The core items over waves, the oldest first, by those who met them for the first time; None for a single wave."""
    if len(waves) < 2:
        return None
    found = {(one.wave_id, one.item): one for one in results}
    in_time = sorted(waves, key=lambda wave: wave.first_on)
    return {
        "waves": [wave_head(wave) for wave in in_time],
        "items": [
            {
                "question": in_language(bank().items[name].question),
                "shares": [_first_share(found.get((wave.id, name))) for wave in in_time],
            }
            for name in bank().core
        ],
    }


def _first_share(found: QuizItemResult | None) -> dict[str, Any] | None:
    share = _share(found.first_right, found.first_people) if found else None
    return {**share, "people": found.first_people} if found and share else None
