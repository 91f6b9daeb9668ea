"""Forms of what several people edit, or one in two tabs: nobody overwrites unseen what somebody saved meanwhile."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from campaigns.surveys.queries import questions
from tests import answered, gatherings, organizations, surveying
from tests.characters import Browser, Fields, Page, Site
from tests.organizing import campaign, campaign_id, organizer
from tests.shows import send, take_part
from workbench.paint import encoded, painting


@dataclass
class Tab:
    """A form in somebody's browser: where it is opened, where it is sent, what one and the other tab change."""

    browser: Browser
    page: str
    theirs: Fields
    mine: Fields
    action: str = ""
    shown: tuple[str, ...] = field(default=())
    """What both versions say where a field's value is a code."""

    def fields(self) -> Fields:
        return self.browser.open(self.page).form(self.action or self.page)

    def send(self, fields: Fields) -> Page:
        return self.browser.post(self.action or self.page, fields)


def _campaign(site: Site) -> Tab:
    boss = organizer(site)
    page = f"/organize/campaigns/{campaign(site, 'community', boss)}/edit"
    shown = ("全市居民", "我们队伍的成员")
    mine = {"title_zh": "后改的", "audience": "team"}
    return Tab(boss, page, {"title_zh": "先改的", "goal_people": "40"}, mine, "", shown)


def _questions(site: Site) -> Tab:
    boss = organizer(site)
    page = f"/organize/campaigns/{campaign(site, 'community', boss)}/questions"
    return Tab(boss, page, {"label-0_zh": "几点来？"}, {"label-0_zh": "怎么来？", "kind-0": "number"}, "", ("数字",))


def _event(site: Site) -> Tab:
    boss = organizer(site)
    slug = campaign(site, "community", boss)
    page = f"/organize/campaigns/{slug}/events/{gatherings.event(site, slug)}/edit"
    return Tab(boss, page, {"name_zh": "江边", "capacity": "20"}, {"name_zh": "山上", "capacity": "30"})


def _profile(site: Site) -> Tab:
    owner, managed = organizations.approved(site, "Oak")
    return Tab(owner, f"{managed}/profile", {"about_zh": "植树"}, {"about_zh": "骑车", "kind": "club"}, "", ("学校",))


def _last_day(site: Site) -> Tab:
    owner, managed = organizations.approved(site, "Oak")
    organizations.invited(site, owner, managed)
    action = next(
        str(form.get("action")) for form in owner.open(managed).root.iter("form") if "/until" in str(form.get("action"))
    )
    early, late = site.today.isoformat(), site.today.replace(year=site.today.year + 1, day=1).isoformat()
    return Tab(owner, managed, {"last_day": late}, {"last_day": early}, action)


def _team(site: Site) -> Tab:
    owner, managed = organizations.approved(site, "Oak")
    return Tab(owner, organizations.team(owner, managed, "Reds")[0], {"name": "Blues"}, {"name": "Greens"})


def _route(site: Site) -> Tab:
    boss = organizer(site)
    slug = campaign(site, "ride", boss)
    page = f"/organize/campaigns/{slug}/rides/{gatherings.event(site, slug)}"
    usual = {"meeting_zh": "码头"}
    return Tab(boss, page, {**usual, "distance": "5"}, {**usual, "distance": "7.5"})


def _show(site: Site) -> Tab:
    boss = organizer(site)
    page = f"/organize/campaigns/{campaign(site, 'painting', boss)}/gallery"
    return Tab(boss, page, {"groups": "4-6, 7-9"}, {"groups": "4-7, 8-9", "per_guardian": "2"})


def _story(site: Site) -> Tab:
    author, slug = site.newcomer(), campaign(site, "ride")
    take_part(site, slug, author)
    made = author.send(f"/campaigns/{slug}/stories/new", text="第一稿")
    return Tab(author, f"{made.location}/edit", {"text": "先改的"}, {"text": "后改的", "shows_name": "y"}, "", ("否",))


def _family(site: Site) -> Tab:
    resident = site.newcomer()
    page = f"/campaigns/{campaign(site, 'family')}/family"
    assert resident.send(page, name="Willow").status == 303
    return Tab(resident, page, {"name": "Reed"}, {"name": "Bamboo"})


def _survey(site: Site) -> Tab:
    page = f"/city/surveys/{surveying.survey(site, 'edited')}/edit"
    return Tab(site.clerk, page, {"title_zh": "先改的"}, {"title_zh": "后改的", "frame_zh": "全市居民"})


def _survey_question(site: Site) -> Tab:
    survey_id = surveying.survey(site, "asked")
    with site.database.read() as session:
        question_id = questions(session, survey_id)[0].id
    page = f"/city/surveys/{survey_id}/questions/{question_id}"
    mine = {"text_zh": "后改的", "kind": "multiple"}
    return Tab(site.clerk, page, {"text_zh": "先改的"}, mine, "", ("单选", "多选"))


def _strata(site: Site) -> Tab:
    page = f"/city/surveys/waves/{surveying.wave(site, surveying.survey(site, 'layered'))}/strata"
    mine = {"people_jingkou": "2000", "clusters_jingkou": "20"}
    return Tab(site.clerk, page, {"people_jingkou": "1000"}, mine)


def _dispositions(site: Site) -> Tab:
    page = f"/city/surveys/waves/{surveying.opened(site, 'drawn')[1]}/dispositions"
    return Tab(site.clerk, page, {"drawn_1": "100"}, {"drawn_1": "200", "reached_1": "20"})


def _margins(site: Site) -> Tab:
    survey_id, wave_id = surveying.opened(site, "margins")
    answered.fill(site, wave_id, 60)
    theirs, mine = (dict.fromkeys(("sex_female", "sex_male"), people) for people in ("1000", "1500"))
    return Tab(site.clerk, f"/city/surveys/{survey_id}/margins/1", theirs, mine)


EDITED: dict[str, Callable[[Site], Tab]] = {
    "programme_desk.edit": _campaign,
    "programme_desk.questions": _questions,
    "event_desk.edit": _event,
    "organizations.profile": _profile,
    "organizations.set_end": _last_day,
    "teams.manage": _team,
    "rides.route": _route,
    "gallery.desk": _show,
    "stories.edit": _story,
    "families.join": _family,
    "survey_desk.edit": _survey,
    "survey_desk.question": _survey_question,
    "survey_waves.strata": _strata,
    "survey_waves.dispositions": _dispositions,
    "survey_results.margins": _margins,
}
"""Every form that edits what is kept, by its endpoint; the cover, which is a file, has a test of its own."""
NOTHING_SHARED = {
    "accounts.nickname", "accounts.signin", "campaigns.join", "city_goals.index", "city_releases.index",
    "class_certificates.make", "denominators.enter", "denominators.version", "diary.baseline", "diary.form",
    "event_desk.list", "event_desk.new", "event_desk.scan", "families.tasks", "gallery.edit", "gallery.submit",
    "letters.choose", "letters.write", "letters_city.write", "live_figures.index", "messages.confirm", "messages.quiet",
    "messages.stop", "moderation.appeal", "moderation.appeal_entry", "moderation.report", "moving.place",
    "new_packs.pack", "new_packs.send", "organizations.apply", "organizations.close", "organizations.invitation",
    "outreach.card", "outreach.certificate", "outreach_desk.invite", "people_boards.choice", "pledges.form",
    "privacy_papers.write", "programme_city.decide", "programme_city.end", "programme_desk.cover",
    "programme_desk.create", "quiz.question", "quiz_city.index", "recognition.desk", "recovery.by_code",
    "recovery.page", "resetting.forgotten", "resetting.reset", "residents.erase", "residents.signup", "rewards.goal",
    "rides.track", "rides_desk.rider", "roles.factor", "roles.staff", "standard_city.composite", "standard_city.new",
    "standard_city.version", "stories.write", "survey_desk.new", "survey_desk.new_question", "survey_entry.entry",
    "survey_imports.index", "survey_imports.table", "survey_organizers.tablets", "survey_waves.invitations",
    "survey_waves.kiosks", "surveys.answer", "surveys.kiosk", "team_challenges.new", "teams.new", "voucher_desk.new",
    "vouchers.redeem",
}  # fmt: skip
"""Forms that make something new, answer a question, or change what is one person's own."""


def versions(page: Page) -> list[ET.Element]:
    return [one for one in page.root.iter("dl") if one.get("class") == "stack versions"]


def test_every_form_is_known_to_share_or_not(site: Site) -> None:
    both = {rule.endpoint for rule in site.app.url_map.iter_rules() if {"GET", "POST"} <= (rule.methods or set())}
    assert both - NOTHING_SHARED - EDITED.keys() == set()


@pytest.mark.parametrize("endpoint", EDITED)
def test_the_later_tab_sees_both_versions_and_decides(site: Site, endpoint: str) -> None:
    tab = EDITED[endpoint](site)
    early, late = tab.fields(), tab.fields()
    saved = tab.send({**early, **tab.theirs})
    assert saved.status == 303, saved.problems

    refused = tab.send({**late, **tab.mine})
    assert refused.status == 409
    said = " ".join(part for one in versions(refused) for part in one.itertext())
    differing = {name: value for name, value in tab.theirs.items() if tab.mine.get(name, late.get(name)) != value}
    for words in (*differing.values(), *tab.shown):
        assert words in said
    assert any(words in said for words in tab.mine.values())
    assert "现在保存的" in said and "您的" in said
    if not tab.action:  # a row of a list shows what is kept
        assert {name: refused.form(tab.page)[name] for name in tab.mine} == tab.mine

    kept = tab.fields()
    assert {name: kept[name] for name in tab.theirs} == tab.theirs
    revision = refused.form(tab.action or tab.page)["revision"]
    assert tab.send({**late, **tab.mine, "revision": revision}).status == 303
    now = tab.fields()
    assert {name: now[name] for name in tab.mine} == tab.mine


def test_only_what_differs_is_shown_and_a_double_click_is_no_conflict(site: Site) -> None:
    tab = _event(site)
    sent = {**tab.fields(), **tab.theirs}
    assert [tab.send(sent).status, tab.send(sent).status] == [303, 303]
    late = tab.send({**sent, "capacity": "30"})
    assert len([row for one in versions(late) for row in one.iter("dt")]) == 1


def test_what_nobody_types_is_no_conflict(site: Site) -> None:
    tab = _event(site)
    slug, number = tab.page.split("/")[3], int(tab.page.split("/")[5])
    sent = {**tab.fields(), **tab.mine}
    gatherings.register(site, slug, number, site.newcomer())
    assert tab.send(sent).status == 303


def test_both_versions_are_told_in_english(site: Site) -> None:
    tab = _event(site)
    late = tab.fields()
    tab.send({**tab.fields(), **tab.theirs})
    page = site.again(tab.browser, "en").post(tab.page, {**late, **tab.mine})
    assert "Somebody has changed this meanwhile" in page.problems
    assert "Saved now: 江边" in page.text and "Yours: 山上" in page.text


def test_a_cover_is_not_replaced_unseen(site: Site) -> None:
    boss = organizer(site)
    page = f"/organize/campaigns/{campaign(site, 'community', boss)}/cover"
    early, late = boss.open(page).form(page), boss.open(page).form(page)
    assert send(boss, page, early, encoded(painting(), "JPEG")).status == 303
    refused = send(boss, page, late, encoded(painting(600, 300), "JPEG"))
    assert refused.status == 409
    assert "被改过" in refused.problems
    assert boss.open(page).form(page)["act"] == "remove"
    again = {**late, "revision": refused.form(page)["revision"]}
    assert send(boss, page, again, encoded(painting(600, 300), "JPEG")).status == 303


def test_the_city_publishes_what_it_has_read(site: Site) -> None:
    boss = organizer(site, trusted=False)
    slug = campaign(site, "community", boss, state="submitted")
    decide = f"/city/campaigns/{campaign_id(site, slug)}/decide"
    read = site.clerk.open(decide).form(decide)
    assert boss.send(f"/organize/campaigns/{slug}/edit", title_zh="别的标题").status == 303
    refused = site.clerk.post(decide, {**read, "act": "publish"})
    assert refused.status == 409
    assert site.visitor().open(f"/campaigns/{slug}").status == 404
    assert site.clerk.post(decide, {**refused.form(decide), "act": "publish"}).status == 303
