"""The number of a deleted row is given to no other row: what names rows by number outlives them."""

import re
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

import civic.app  # noqa: F401 (it imports every model)
from campaigns.awareness.models import QuizWave
from campaigns.events.models import Attendance, Event
from campaigns.gallery.models import Painting
from campaigns.letters.models import Circular, Letter
from campaigns.moderation.models import Case, CaseMessage
from campaigns.moderation.services import DECIDERS
from campaigns.organizations.models import Organization
from campaigns.outreach.models import PaperSheet
from campaigns.pledges.models import Pledge
from campaigns.programme.models import Campaign
from campaigns.publishing.models import Release
from campaigns.recognition.models import Recognition
from campaigns.rides.models import Ride
from campaigns.stories.models import Story
from campaigns.surveys.models import Survey, SurveyQuestion, SurveyWave
from campaigns.thanks.models import Offer
from civic.accounts.models import Account
from civic.database.base import Base
from civic.database.engine import Database
from civic.residents.models import Resident
from footprint.goals.models import DistrictGoal
from footprint.integrity.models import Flag, QuantityCheck, Reference
from footprint.ledger.models import Device, Entry
from tests.characters import Site

NAMED = {
    "account": Account,
    "appeal": Case,
    "asked": Reference,
    "attend": Event,
    "attendance": Attendance,
    "campaign": Campaign,
    "case": Case,
    "check": QuantityCheck,
    "circular": Circular,
    "correct": Entry,
    "device": Device,
    "entry": Entry,
    "event": Event,
    "flag": Flag,
    "goal": DistrictGoal,
    "hold": Entry,
    "instead": Entry,
    "letter": Letter,
    "message": CaseMessage,
    "offer": Offer,
    "organization": Organization,
    "painting": Painting,
    "pledge": Pledge,
    "publication": Release,
    "quantity": QuantityCheck,
    "question": SurveyQuestion,
    "quiz": QuizWave,
    "recognition": Recognition,
    "release": Entry,
    "resident": Resident,
    "ride": Ride,
    "sheet": PaperSheet,
    "story": Story,
    "survey": Survey,
    "undo": Entry,
    "wave": SurveyWave,
}
"""Every model whose rows a text names: subjects of cases, reports and the audit, keys and sources of entries, keys of
messages."""
OTHER_WORDS = {
    *("address", "costly", "files", "guesses", "programs", "ticket", "tongxing", "writes", "xmlns"),
    *(
        "block",
        "cheers",
        "closed",
        "day",
        "demo",
        "ended",
        "friends",
        "in",
        "month",
        "owner",
        "pledges",
        "review",
        "season",
    ),
    *("session", "soon", "veil", "week"),
}
"""Words before a colon that name no row."""
ROOT = Path(__file__).resolve().parents[2]


def test_every_model_that_a_text_names_is_listed(site: Site) -> None:
    sources = (file for package in ("civic", "footprint", "campaigns") for file in (ROOT / package).rglob("*.py"))
    spoken = {word for file in sources for word in re.findall(r"(?:f\"|\}:)([a-z]+):\{", file.read_text("utf-8"))}
    judged = set(site.app_services.registry.by_key(DECIDERS))
    assert (spoken | judged) - OTHER_WORDS == set(NAMED)


def test_no_table_of_numbered_rows_gives_a_number_twice(new_database: Callable[..., Database]) -> None:
    with new_database("sqlite").read() as session:
        made = dict(session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all())
    numbered = {name for name, table in Base.metadata.tables.items() if table.primary_key.columns.keys() == ["id"]}
    assert {model.__tablename__ for model in NAMED.values()} <= numbered
    assert [name for name in sorted(numbered) if "AUTOINCREMENT" not in made[name]] == []
