"""Tracks and organizers that a resident names for an entry that a rule asked about: they help who decides."""

from typing import NamedTuple

import pytest
from sqlalchemy import select

from civic.accounts.models import AuditEntry
from footprint.integrity.models import Reference
from tests import organizing, outings
from tests.characters import PASSWORD, Browser, Page, Site
from tests.organizations import told
from tests.outings import Outing, recording
from tests.shows import take_part
from tests.web.integrity.test_looked_at import case_of, decide, logged_too_far
from workbench.recordings import gpx


class Scene(NamedTuple):
    """Somebody who takes part in a campaign, and its organizer."""

    site: Site
    resident: Browser
    organizer: Browser
    slug: str

    @property
    def desk(self) -> str:
        return f"/organize/campaigns/{self.slug}/asked"

    @property
    def key(self) -> str:
        return f"organizer:{organizing.campaign_id(self.site, self.slug)}"

    def answer(self, entry: int, **said: str) -> Page:
        return self.resident.send(f"/entries/{entry}", f"/entries/{entry}/answer", **said)

    def reply(self, answer: str, by: Browser | None = None) -> Page:
        who = by or self.organizer
        return who.post(f"{self.desk}/{self.named()[-1].id}", {"csrf_token": who.token(), "answer": answer})

    def named(self) -> list[Reference]:
        with self.site.database.read() as session:
            found = select(Reference).where(Reference.number == organizing.campaign_id(self.site, self.slug))
            return list(session.scalars(found.where(Reference.kind == "organizer").order_by(Reference.id)))


@pytest.fixture
def scene(site: Site) -> Scene:
    resident, organizer = site.newcomer(language="en"), organizing.organizer(site)
    organizer.open("/?lang=en")
    slug = organizing.campaign(site, "community", organizer)
    take_part(site, slug, resident)
    return Scene(site, resident, organizer, slug)


def test_an_organizer_is_asked_and_learns_no_name(scene: Scene) -> None:
    entry = logged_too_far(scene.site, scene.resident)
    assert "There are no questions" in scene.organizer.open(scene.desk).text
    for _ in range(2):
        assert scene.answer(entry, reference=scene.key).status == 303
    assert len(scene.named()) == 1
    assert "You are asked about an entry" in told(scene.site, scene.organizer)
    page = scene.organizer.open(scene.desk)
    assert "600 km" in page.text
    assert "Cycling" in page.text
    assert scene.resident.nickname not in page.html
    assert "not answered yet" in scene.resident.open(f"/entries/{entry}").text


def test_the_answer_stands_in_the_case_and_decides_nothing(scene: Scene) -> None:
    entry = logged_too_far(scene.site, scene.resident)
    scene.answer(entry, reference=scene.key)
    case = f"/moderation/cases/{case_of(scene.site, entry)}"
    assert "尚未回答" in scene.site.moderator.open(case).text
    for answer, words in (("no", "不属实"), ("yes", "属实"), ("unknown", "不清楚")):
        assert scene.reply(answer).status == 303
        assert words in scene.site.moderator.open(case).text
    assert scene.reply("maybe").status == 422
    assert "not counted" in scene.resident.open("/me/entries").text
    with scene.site.database.read() as session:
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.subject == f"entry:{entry}")).all()
    assert set(acts) == {"answer about entry"}


def test_what_waits_for_an_answer_stands_first(scene: Scene) -> None:
    other = scene.site.newcomer(language="en")
    take_part(scene.site, scene.slug, other)
    for one in (scene, scene._replace(resident=other)):
        one.answer(logged_too_far(scene.site, one.resident), reference=scene.key)
    first, second = (f'action="{scene.desk}/{one.id}"' for one in scene.named()[-2:])
    page = scene.organizer.open(scene.desk).html
    assert page.index(first) < page.index(second)
    answered = scene.named()[-2].id
    scene.organizer.post(f"{scene.desk}/{answered}", {"csrf_token": scene.organizer.token(), "answer": "no"})
    page = scene.organizer.open(scene.desk).html
    assert page.index(second) < page.index(first)


def test_only_who_runs_the_campaign_answers_and_only_while_it_waits(scene: Scene) -> None:
    entry = logged_too_far(scene.site, scene.resident)
    scene.answer(entry, reference=scene.key)
    other = organizing.organizer(scene.site)
    elsewhere = organizing.campaign(scene.site, "community", other)
    number = scene.named()[-1].id
    for who, path in ((scene.resident, scene.desk), (other, scene.desk), (scene.site.clerk, scene.desk)):
        assert who.open(path).status == 404
        assert scene.reply("yes", by=who).status == 404
    fields = {"csrf_token": other.token(), "answer": "yes"}
    assert other.post(f"/organize/campaigns/{elsewhere}/asked/{number}", fields).status == 404
    assert decide(scene.site, case_of(scene.site, entry), "allow") == 303
    assert scene.reply("yes").status == 409
    assert "There are no questions" in scene.organizer.open(scene.desk).text
    assert scene.named()[-1].answer is None


def test_an_organizer_speaks_for_the_own_campaign_not_for_a_track_of_the_same_number(scene: Scene) -> None:
    entry = logged_too_far(scene.site, scene.resident)
    scene.answer(entry, reference=scene.key)
    number = scene.named()[-1].id
    with scene.site.database.write() as session:
        session.get_one(Reference, number).kind = "track"
    fields = {"csrf_token": scene.organizer.token(), "answer": "yes"}
    assert scene.organizer.post(f"{scene.desk}/{number}", fields).status == 404
    with scene.site.database.read() as session:
        assert session.get_one(Reference, number).answer is None


def test_nobody_answers_about_the_own_entry(scene: Scene) -> None:
    own = scene._replace(resident=scene.organizer)
    take_part(scene.site, scene.slug, scene.organizer)
    own.answer(logged_too_far(scene.site, scene.organizer), reference=scene.key)
    assert own.reply("yes").status == 403


def test_what_may_not_be_named_is_refused_beside_its_field_and_the_words_stay(scene: Scene) -> None:
    entry = logged_too_far(scene.site, scene.resident)
    strange = organizing.campaign_id(scene.site, organizing.campaign(scene.site, "community"))
    for key in (f"organizer:{strange}", "organizer:0", "track:1", "nonsense", "organizer"):
        fields = {**scene.resident.open(f"/entries/{entry}").form(f"/entries/{entry}/answer"), "words": "By the lake."}
        refused = scene.resident.post(f"/entries/{entry}/answer", {**fields, "reference": key})
        assert refused.status == 422
        assert refused.beside("reference") == "Please choose one of the list."
        assert "By the lake." in refused.text
    assert scene.named() == []


def test_an_own_track_of_that_day_can_be_named(site: Site) -> None:
    outing: Outing = outings.start(site)
    rider = outing.rider()
    assert outing.add(rider, gpx(recording())).status == 303
    number = outing.row(rider).id
    entry = logged_too_far(site, rider)
    sent = rider.send(f"/entries/{entry}", f"/entries/{entry}/answer", reference=f"track:{number}")
    assert sent.status == 303
    page = rider.open(f"/entries/{entry}").text
    assert "My recorded track" in page
    assert "of the time above 45 km/h" in page
    moderator = site.again(site.moderator, "en")
    assert "45 km/h" in moderator.open(f"/moderation/cases/{case_of(site, entry)}").text
    other = outing.rider()
    late = logged_too_far(site, other)
    fields = {**other.open(f"/entries/{late}").form(f"/entries/{late}/answer"), "reference": f"track:{number}"}
    assert other.post(f"/entries/{late}/answer", fields).status == 422, "somebody else's"


def test_it_is_handed_out_and_goes_with_the_account(scene: Scene) -> None:
    entry = logged_too_far(scene.site, scene.resident)
    scene.answer(entry, reference=scene.key)
    (mine,) = scene.resident.open("/me/download").answer.get_json()["evidence_named"]
    assert (mine["entry"], mine["what"], mine["answer"]) == (entry, scene.key, None)
    scene.resident.send("/me/erase", password=PASSWORD)
    assert scene.named() == []
