"""Certificates of a team at once, and posters of a single date."""

from datetime import timedelta

import pypdfium2

from campaigns.organizations.models import Membership, Team
from campaigns.outreach.models import Certificate
from campaigns.programme.models import Campaign, Participant
from civic.calendar import utc_now
from tests import gatherings
from tests.characters import Site
from tests.organizing import actor_of, campaign, campaign_id, organizer


def test_a_class_gets_one_file(site: Site) -> None:
    boss, pupil, absent = organizer(site), site.newcomer(), site.newcomer()
    slug = campaign(site, "community", boss)
    event, number = gatherings.event(site, slug), campaign_id(site, slug)
    gatherings.register(site, slug, event, pupil, absent)
    gatherings.begin(site, event)
    boss.send(f"/organize/campaigns/{slug}/events/{event}/scan", code=gatherings.code_of(site, pupil))
    with site.database.write() as session:
        mine = session.query(Membership).filter_by(resident_id=actor_of(session, boss).resident_id).one()
        team = Team(organization_id=mine.organization_id, name="三年级二班", code="class32", created_at=utc_now())
        session.add(team)
        session.flush()
        for one in session.query(Participant).filter_by(campaign_id=number):
            one.team_id = team.id
        chosen = team.id
        session.get_one(Campaign, number).ends_on = site.today
    path = f"/organize/campaigns/{slug}/certificates"
    assert "三年级二班 (2)" in boss.open(path).text
    made = boss.client.post(path, data={"csrf_token": boss.token(), "team": str(chosen)})
    assert made.data[:5] == b"%PDF-"
    pages = pypdfium2.PdfDocument(made.data)
    words = str(pages[0].get_textpage().get_text_range())
    assert len(pages) == 1 and pupil.nickname in words and "CO" not in words
    with site.database.write() as session:
        assert session.query(Certificate).count() == 0, "nobody's figures are handed out for them"
        session.get_one(Campaign, number).ends_on = site.today + timedelta(days=5)
    assert boss.client.post(path, data={"csrf_token": boss.token(), "team": str(chosen)}).status_code == 409


def test_a_poster_is_about_one_date(site: Site) -> None:
    boss = organizer(site)
    slug = campaign(site, "community", boss)
    event, elsewhere = gatherings.event(site, slug), gatherings.event(site, campaign(site, "community"))
    assert f"event={event}" in boss.open(f"/organize/campaigns/{slug}/invite").html
    poster = f"/organize/campaigns/{slug}/poster.pdf"
    assert boss.client.get(f"{poster}?event={event}").data[:5] == b"%PDF-"
    assert boss.client.get(f"{poster}?event={elsewhere}").status_code == 404
