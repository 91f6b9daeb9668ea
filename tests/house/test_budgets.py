"""How many statements a page may send to the database. A budget that is not met any more is a decision, made here."""

import pytest

from tests.characters import Site
from tests.house.visits import Visits
from tests.house.walk import remembered
from workbench.statements import statements

LIMIT = {
    # address: (visitor, resident or staff), whose first statement finds out who it is
    "/": (1, 4),  # the figures and what is on; who it is; what was done of each action; the own weeks
    "/.well-known/change-password": (0, 1),
    "/.well-known/security.txt": (0, 1),
    "/about/<page>": (0, 1),
    "/about/method": (1, 2),
    "/about/method/annex": (0, 1),
    "/about/method/changes": (2, 3),
    "/about/moderation": (1, 2),
    "/about/privacy": (0, 1),
    "/actions": (0, 2),
    "/actions/<action>": (0, 5),
    "/actions/<action>/preview": (0, 3),
    "/actions/tried": (0, 0),
    "/api/v1/boards": (0, 0),
    "/api/v1/boards/<board>": (1, 1),
    "/api/v1/boards/<board>.csv": (1, 1),
    "/api/v1/indicators": (0, 0),
    "/api/v1/openapi.json": (5, 5),  # an example of an address that leads somewhere
    "/api/v1/releases": (2, 2),
    "/api/v1/releases/<key>": (5, 5),  # what is published, all of it, and one: itself, its tables and notices
    "/api/v1/releases/<key>/datapackage.json": (5, 5),
    "/api/v1/releases/<key>/dictionary.csv": (5, 5),
    "/api/v1/releases/<key>/tables/<name>": (5, 5),
    "/api/v1/releases/<key>/tables/<name>.csv": (5, 5),
    "/awareness": (6, 7),  # once for what is published; from then on the first of them
    "/awareness/<release>": (6, 7),
    "/awareness/<release>/<table>": (3, 4),
    "/awareness/<release>/<table>.csv": (3, 4),
    "/awareness/goals": (6, 7),
    "/awareness/report": (1, 2),
    "/awareness/report/<int:year>": (4, 5),
    "/awareness/report/<int:year>.pdf": (3, 4),
    "/awareness/widget": (6, 7),
    "/boards": (2, 3),  # and which seasons are over
    "/boards/<board>": (1, 4),  # and what is the reader's own, and what they did since
    "/boards/districts": (2, 4),  # the figures, the goals; who it is, and what the reader did since it was counted
    "/boards/households": (0, 4),
    "/boards/near-me": (0, 4),  # districts, sub-districts, teams
    "/boards/residents": (0, 4),
    "/campaigns": (1, 2),
    "/campaigns/<slug>": (2, 4),  # what it says; its words; who it is; the own sum
    "/campaigns/<slug>.ics": (2, 2),
    "/campaigns/<slug>/certificate": (0, 5),  # and whether there is anything to certify
    "/campaigns/<slug>/certificate.<any(pdf,png):kind>": (0, 5),
    "/campaigns/<slug>/events/<row:event_id>": (2, 6),
    "/campaigns/<slug>/families": (3, 4),
    "/campaigns/<slug>/family": (0, 7),
    "/campaigns/<slug>/gallery": (4, 7),
    "/campaigns/<slug>/gallery/<row:id>": (4, 7),
    "/campaigns/<slug>/gallery/<row:id>/edit": (0, 5),
    "/campaigns/<slug>/gallery/mine": (0, 4),
    "/campaigns/<slug>/gallery/new": (0, 3),
    "/campaigns/<slug>/join": (0, 7),
    "/campaigns/<slug>/letters": (0, 3),
    "/campaigns/<slug>/pledge": (0, 3),
    "/campaigns/<slug>/pledge/<action>": (0, 3),
    "/campaigns/<slug>/rides/<row:event_id>/track": (0, 7),
    "/campaigns/<slug>/stories": (2, 5),
    "/campaigns/<slug>/stories/<row:id>": (2, 4),
    "/campaigns/<slug>/stories/<row:id>/edit": (0, 4),
    "/campaigns/<slug>/stories/new": (0, 2),
    "/certificates": (0, 1),
    "/certificates/<code>": (1, 2),
    "/city": (0, 12),  # who it is, and a statement for each queue
    "/city/audit": (0, 4),
    "/city/audit.csv": (0, 3),
    "/city/calendar": (0, 3),
    "/city/campaigns": (0, 4),
    "/city/campaigns/<row:id>": (0, 3),
    "/city/campaigns/<row:id>/decide": (0, 6),  # the last for the next case
    "/city/campaigns/<row:id>/end": (0, 2),
    "/city/denominators": (0, 3),
    "/city/denominators/<row:id>": (0, 4),
    "/city/denominators/new": (0, 2),
    "/city/goals": (0, 2),
    "/city/indicators": (0, 4),  # who it is; the months; their values; the release
    "/city/indicators.<any(csv,json):kind>": (0, 4),
    "/city/letters": (0, 2),
    "/city/letters/new": (0, 1),
    "/city/live": (0, 3),
    "/city/newcomers": (0, 2),
    "/city/organizations": (0, 3),
    "/city/organizations/<row:id>": (0, 5),  # the last for the next case
    "/city/pack": (0, 3),
    "/city/pack/<row:id>": (0, 2),
    "/city/pack/<row:id>.zip": (0, 2),
    "/city/pack/new": (0, 1),
    "/city/privacy": (0, 2),
    "/city/privacy/<row:id>": (0, 2),
    "/city/privacy/<row:id>.pdf": (0, 2),
    "/city/privacy/new/<any(assessment,breach):paper>": (0, 1),
    "/city/quiz": (0, 2),
    "/city/reach": (0, 2),
    "/city/releases": (0, 3),
    "/city/releases/<row:id>": (0, 7),  # itself, its tables, cells and notices, and the table of the month before
    "/city/releases/<row:id>/<key>.csv": (0, 3),
    "/city/residents": (0, 2),
    "/city/residents/<row:id>": (0, 9),  # looking is written down; organizations, decisions, a block
    "/city/service": (0, 5),  # who it is; who leads; what ran, and when last; mails
    "/city/staff": (0, 3),
    "/city/standard": (0, 9),  # who it is; the months and values; what waits, of three kinds; what holds, of three
    "/city/standard/<row:id>": (0, 4),
    "/city/standard/composites/new": (0, 2),
    "/city/standard/new": (0, 2),
    "/city/surveys": (0, 2),
    "/city/surveys/<row:id>": (0, 4),  # who it is; the survey; its questions; its waves
    "/city/surveys/<row:id>/edit": (0, 2),
    "/city/surveys/<row:id>/entry": (0, 7),  # its wave, questions and strata; the last sheet; how many
    "/city/surveys/<row:id>/import": (0, 5),  # its waves; the tables that were sent, and which the reader may undo
    "/city/surveys/<row:id>/import/<row:table_id>": (0, 8),  # the table, its wave; questions and strata
    "/city/surveys/<row:id>/margins/<row:number>": (0, 9),  # who answered what; what is kept
    "/city/surveys/<row:id>/print": (0, 3),
    "/city/surveys/<row:id>/questions": (0, 3),
    "/city/surveys/<row:id>/questions/<row:question_id>": (0, 3),
    "/city/surveys/<row:id>/questions/new": (0, 3),
    "/city/surveys/<row:id>/results": (0, 12),  # who answered what, who was drawn, what weights are raked to
    "/city/surveys/<row:id>/results/<row:number>": (0, 12),
    "/city/surveys/<row:id>/results/<row:number>/<any(margins,rates):name>.csv": (0, 9),
    "/city/surveys/<row:id>/sheets": (0, 5),
    "/city/surveys/<row:id>/sheets/<row:number>": (0, 8),  # both copies, what they say; questions and strata
    "/city/surveys/new": (0, 1),
    "/city/surveys/waves/<row:id>": (0, 7),  # strata; answers, codes and sheets
    "/city/surveys/waves/<row:id>/dispositions": (0, 4),
    "/city/surveys/waves/<row:id>/invitations": (0, 5),
    "/city/surveys/waves/<row:id>/kiosks": (0, 4),
    "/city/surveys/waves/<row:id>/sample": (0, 4),
    "/city/surveys/waves/<row:id>/strata": (0, 4),
    "/city/vouchers": (0, 5),
    "/city/vouchers/offers/<row:id>": (0, 2),
    "/city/vouchers/sponsors/<row:id>": (0, 3),
    "/data": (2, 3),
    "/data/boards/<board>": (0, 1),
    "/data/catalog.jsonld": (3, 3),
    "/data/feed.atom": (2, 2),
    "/data/releases/<key>": (5, 6),
    "/devices/<kind>": (0, 5),
    "/entries/<row:id>": (0, 4),
    "/entries/<row:id>/appeal": (0, 4),
    "/healthz": (0, 0),
    "/here/<code>": (1, 2),  # what a newcomer will be led back to
    "/indicators": (0, 1),
    "/indicators/reading": (0, 1),
    "/kiosk/<key>": (4, 5),  # the tablet; its wave, survey and questions
    "/kiosk/<key>/thanks": (0, 1),
    "/mail/confirm/<token>": (0, 1),
    "/mail/stop/<token>": (0, 1),
    "/manifest.webmanifest": (0, 1),
    "/me": (0, 6),
    "/me/account": (0, 2),
    "/me/badges": (0, 3),
    "/me/badges/card": (0, 1),
    "/me/badges/card.png": (0, 3),
    "/me/baseline": (0, 4),
    "/me/boards": (0, 2),
    "/me/campaigns": (0, 3),
    "/me/card": (0, 2),
    "/me/card.<any(pdf,png):kind>": (0, 2),
    "/me/code": (0, 1),
    "/me/download": (0, 74),  # every table that holds something of somebody
    "/me/download.html": (0, 74),  # every table that holds something of somebody
    "/me/entries": (0, 3),
    "/me/erase": (0, 1),
    "/me/friends": (0, 7),
    "/me/friends/code.svg": (0, 2),
    "/me/goal": (0, 4),
    "/me/household": (0, 3),
    "/me/household/code.svg": (0, 2),
    "/me/inbox": (0, 2),
    "/me/inbox/<row:id>": (0, 3),
    "/me/mail": (0, 3),
    "/me/nickname": (0, 1),
    "/me/place": (0, 2),
    "/me/pledges": (0, 2),
    "/me/quiet": (0, 2),
    "/me/second-factor": (0, 3),
    "/me/tracks": (0, 3),
    "/me/way-back": (0, 2),
    "/me/week": (0, 4),
    "/metrics": (0, 1),
    "/moderation": (0, 5),  # who it is, the cases, how many of each kind; pictures of stories and of paintings
    "/moderation/cases/<row:id>": (0, 9),  # with the next case and what this person sent in before
    "/moderation/cases/<row:id>/appeal": (0, 2),
    "/moderation/mine": (0, 4),
    "/organizations": (1, 2),
    "/organizations/<slug>": (2, 4),
    "/organize": (0, 7),  # and which campaigns are offered to them
    "/organize/apply": (0, 1),
    "/organize/campaigns/<slug>": (0, 6),
    "/organize/campaigns/<slug>/<any(participants,results):what>.<any(csv,xlsx):kind>": (0, 5),
    "/organize/campaigns/<slug>/<any(poster,card):what>.<any(pdf,png):kind>": (0, 4),
    "/organize/campaigns/<slug>/asked": (0, 3),
    "/organize/campaigns/<slug>/certificates": (0, 4),
    "/organize/campaigns/<slug>/cover": (0, 3),
    "/organize/campaigns/<slug>/edit": (0, 4),
    "/organize/campaigns/<slug>/events": (0, 4),
    "/organize/campaigns/<slug>/events/<row:event_id>": (0, 6),
    "/organize/campaigns/<slug>/events/<row:event_id>/edit": (0, 4),
    "/organize/campaigns/<slug>/events/<row:event_id>/guests.<any(csv,xlsx):kind>": (0, 4),
    "/organize/campaigns/<slug>/events/<row:event_id>/list": (0, 5),
    "/organize/campaigns/<slug>/events/<row:event_id>/list/worker.js": (0, 4),
    "/organize/campaigns/<slug>/events/<row:event_id>/scan": (0, 4),
    "/organize/campaigns/<slug>/events/<row:event_id>/screen": (0, 4),
    "/organize/campaigns/<slug>/events/<row:event_id>/sheet.pdf": (0, 4),
    "/organize/campaigns/<slug>/events/new": (0, 3),
    "/organize/campaigns/<slug>/gallery": (0, 4),
    "/organize/campaigns/<slug>/history": (0, 3),
    "/organize/campaigns/<slug>/invite": (0, 6),  # and the dates that a poster can be about
    "/organize/campaigns/<slug>/letters": (0, 3),
    "/organize/campaigns/<slug>/letters/new": (0, 3),
    "/organize/campaigns/<slug>/paper": (0, 4),
    "/organize/campaigns/<slug>/paper/<row:id>": (0, 5),
    "/organize/campaigns/<slug>/preview": (0, 5),
    "/organize/campaigns/<slug>/qr.svg": (0, 2),
    "/organize/campaigns/<slug>/questions": (0, 3),
    "/organize/campaigns/<slug>/results": (0, 8),
    "/organize/campaigns/<slug>/rides": (0, 3),
    "/organize/campaigns/<slug>/rides/<row:event_id>": (0, 4),
    "/organize/campaigns/<slug>/rides/<row:event_id>/riders": (0, 8),
    "/organize/campaigns/<slug>/rides/<row:event_id>/riders/<row:id>": (0, 10),
    "/organize/campaigns/<slug>/tablets": (0, 4),
    "/organize/campaigns/<slug>/tasks": (0, 3),
    "/organize/campaigns/new": (0, 3),
    "/organize/campaigns/new/<series>": (0, 2),
    "/organize/invitations/<secret>": (0, 2),
    "/organize/organizations/<slug>": (0, 5),
    "/organize/organizations/<slug>/close": (0, 2),
    "/organize/organizations/<slug>/profile": (0, 2),
    "/organize/organizations/<slug>/teams": (0, 3),
    "/organize/teams/<row:id>": (0, 6),
    "/organize/teams/<row:id>/code.svg": (0, 3),
    "/organize/vouchers": (0, 4),
    "/organize/vouchers/<slug>/new": (0, 2),
    "/pictures/<token>/<int:width>.<any(avif,webp,jpeg):kind>": (2, 2),
    "/preview/<language>/boards.png": (2, 3),
    "/preview/<language>/campaigns/<slug>.png": (1, 2),
    "/preview/<language>/city.png": (0, 1),
    "/programme": (1, 2),
    "/quiz": (0, 3),  # who it is; the wave; what was answered
    "/quiz/<item>": (0, 3),
    "/quiz/results": (3, 4),  # the waves; their items; the answers of the one that is shown
    "/readyz": (1, 1),
    "/report/<kind>/<row:number>": (0, 3),
    "/robots.txt": (0, 1),
    "/screen/awareness": (6, 7),
    "/screen/boards": (1, 2),
    "/screen/campaigns/<slug>": (1, 2),
    "/seasons": (1, 2),
    "/seasons/<season>": (3, 4),
    "/seasons/<season>/<board>/<group>": (2, 3),
    "/seasons/<season>/districts/<district>": (2, 3),
    "/signin": (0, 1),
    "/signin/by-mail": (0, 1),
    "/signin/recover": (0, 1),
    "/signin/reset/<token>": (1, 2),
    "/signup": (0, 1),
    "/surveys/<slug>": (3, 4),  # the survey; its wave; its questions
    "/surveys/<slug>/thanks": (1, 2),
    "/teams": (0, 2),
    "/teams/<code>": (1, 4),  # and whether the reader is in it; what it has set itself
    "/teams/<row:id>/challenges": (0, 3),
    "/teams/<row:id>/challenges/new": (0, 2),
    "/vouchers": (1, 4),  # what there is; what the reader has, and how far they have come
    "/vouchers/<row:id>": (1, 4),
    "/vouchers/mine/<row:id>": (0, 2),
    "/vouchers/redeem": (0, 3),
}
TO_LOG = 12
"""Who it is and what stood before, the entry, two own sums, three of the action, and four of the place: on SQLite a row
each, on PostgreSQL one statement."""


def test_every_address_has_a_budget() -> None:
    assert list(LIMIT) == remembered()


@pytest.mark.parametrize("rule", LIMIT)
def test_pages_keep_within_their_budget(visits: Visits, rule: str) -> None:
    for one in visits("zhenjiang", rule):
        if one.language == "zh":
            limit = LIMIT[rule][0 if one.who == "visitor" else 1]
            assert len(one.asked) <= limit, f"{one.name}: {one.asked}"


def test_logging_keeps_within_its_budget(site: Site) -> None:
    resident = site.newcomer()
    resident.log("walking")  # the app's first entry registers its catalogue
    fields = {**resident.open("/actions/bicycle").form("/actions/bicycle"), "replaced_mode": "car"}
    with statements(site.database) as seen:
        assert resident.post("/actions/bicycle", fields).status == 303
    assert len(seen) <= TO_LOG, seen
