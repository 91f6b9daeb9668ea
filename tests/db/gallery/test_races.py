"""Many at once, on both databases: one vote a resident, one painting a form, counts that are right."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from campaigns.gallery import queries, rules, services
from campaigns.gallery.hanging import hang, held
from campaigns.gallery.models import Painting, PaintingWall, Vote
from campaigns.programme.models import Campaign
from civic.calendar import utc_now
from civic.database.engine import Database
from civic.errors import Conflict
from civic.paths import CITIES
from civic.pictures.models import Picture, PictureFile
from civic.pictures.services import remove, store, take_in
from civic.residents.identity import ResidentActor
from footprint.resources import LEDGER
from tests import organizing
from tests.characters import Site, open_site
from tests.meeting import at_once
from tests.shows import change
from workbench.paint import encoded, painting

MINI = take_in(encoded(painting(80, 80)), 1)


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return open_site(database, CITIES / "zhenjiang", tmp_path)


@pytest.fixture
def show(site: Site) -> Campaign:
    slug = organizing.campaign(site, "painting")
    change(site, slug, published_at=utc_now() + timedelta(hours=1))
    with site.database.read() as session:
        return session.query(Campaign).filter_by(slug=slug).one()


def actor(site: Site) -> ResidentActor:
    browser = site.newcomer()
    with site.database.read() as session:
        return organizing.actor_of(session, browser)


def submission(key: str) -> services.Submission:
    return services.Submission(key, "Title", "Anna", "7-9", "", "en")


def hung(site: Site, show: Campaign, guardian: ResidentActor, key: str) -> int:
    """A painting on show."""
    with site.database.write() as session:
        number = services.draft(
            session, show, queries.terms(session, show), guardian, submission(key), MINI, utc_now(), site.today
        )
        found = held(session, number)
        assert found is not None
        found.painting.state = rules.SHOWN
        hang(session, found)
    return number


def test_a_form_sent_eight_times_at_once_is_one_painting(site: Site, show: Campaign) -> None:
    guardian = actor(site)

    def send() -> int:
        with site.database.write() as session:
            terms = queries.terms(session, show)
            return services.draft(session, show, terms, guardian, submission("same"), MINI, utc_now(), site.today)

    numbers = at_once([send] * 8)
    assert len(set(numbers)) == 1
    with site.database.read() as session:
        assert session.query(Painting).count() == session.query(Picture).count() == 1


def test_the_limit_holds_when_many_are_sent_at_once(site: Site, show: Campaign) -> None:
    guardian = actor(site)

    def send(key: str) -> int:
        with site.database.write() as session:
            terms = queries.terms(session, show)
            return services.draft(session, show, terms, guardian, submission(key), MINI, utc_now(), site.today)

    results = at_once([lambda key=f"key {number}": send(key) for number in range(6)])  # type: ignore[misc]
    assert sum(isinstance(result, Conflict) for result in results) == 3
    with site.database.read() as session:
        assert session.query(Painting).count() == 3


def test_one_vote_however_many_at_once(site: Site, show: Campaign) -> None:
    guardian, voter = actor(site), actor(site)
    numbers = [hung(site, show, guardian, f"key {number}") for number in range(3)]

    def vote(number: int) -> None:
        with site.database.write() as session:
            services.vote(session, show, queries.terms(session, show), voter, number, utc_now(), site.today)

    results = at_once([lambda number=number: vote(number) for number in numbers * 3])  # type: ignore[misc]
    assert results == [None] * 9
    with site.database.read() as session:
        assert session.query(Vote).count() == 1


def test_counting_is_right_and_forgets_who_voted(site: Site, show: Campaign) -> None:
    guardian = actor(site)
    first, second = hung(site, show, guardian, "first"), hung(site, show, guardian, "second")
    for number in (first, first, second):
        voter = actor(site)
        with site.database.write() as session:
            services.vote(session, show, queries.terms(session, show), voter, number, utc_now(), site.today)
    with site.database.read() as session:
        assert queries.to_be_counted(session, show.ends_on) == []
        assert [one.id for one in queries.to_be_counted(session, show.ends_on + timedelta(1))] == [show.id]
    with site.database.write() as session:
        services.count(session, show, utc_now())
    with site.database.read() as session:
        found = {one.id: (one.votes, one.wall_number, one.place) for one in session.query(Painting)}
        assert found == {first: (2, 0, 1), second: (1, 1, 2)}
        assert session.query(Vote).count() == 0
        assert queries.to_be_counted(session, show.ends_on + timedelta(1)) == []
        assert queries.terms(session, show).is_counted


def test_the_wall_has_no_gap_however_many_come_and_go_at_once(site: Site, show: Campaign) -> None:
    ledger = site.app_services.get(LEDGER)
    guardian, now = actor(site), utc_now()
    numbers = [hung(site, show, guardian, f"key {number}") for number in range(3)]
    others = [hung(site, show, actor(site), f"key {number}") for number in range(3)]

    def leave(number: int) -> None:
        with site.database.write() as session:
            services.withdraw(session, ledger, guardian.resident_id, number, now)

    def refuse(number: int) -> None:
        with site.database.write() as session:
            services.refuse(session, ledger, number, "insult", now)

    works = [partial(leave, number) for number in numbers[:2]] + [partial(refuse, number) for number in others[:2]]
    assert at_once(works) == [None] * 4
    with site.database.read() as session:
        left = session.query(Painting).where(Painting.state == rules.SHOWN)
        assert sorted(one.wall_number for one in left) == [0, 1]  # type: ignore[type-var]
        assert [one.size for one in session.query(PaintingWall)] == [2]


def test_places_close_up_when_a_winner_is_taken_down(site: Site, show: Campaign) -> None:
    ledger = site.app_services.get(LEDGER)
    guardian = actor(site)
    first, second, third = (hung(site, show, guardian, key) for key in ("first", "second", "third"))
    for number in (first, first, second):
        voter = actor(site)
        with site.database.write() as session:
            services.vote(session, show, queries.terms(session, show), voter, number, utc_now(), site.today)
    with site.database.write() as session:
        services.count(session, show, utc_now())
    with site.database.write() as session:
        services.refuse(session, ledger, first, "not_own", utc_now())
    with site.database.read() as session:
        found = {one.id: (one.wall_number, one.place) for one in session.query(Painting)}
        assert found == {first: (None, None), second: (0, 1), third: (1, 2)}
        wall = session.query(PaintingWall).one()
        assert (wall.size, wall.winners) == (2, 1)


def test_what_nobody_waits_for_is_cleared_away(site: Site, show: Campaign) -> None:
    ledger = site.app_services.get(LEDGER)
    guardian, now = actor(site), utc_now()
    shown, refused, draft = (hung(site, show, guardian, key) for key in ("shown", "refused", "draft"))
    with site.database.write() as session:
        services.refuse(session, ledger, refused, "insult", now)
        found = session.get(Painting, draft)
        assert found is not None
        found.state = rules.DRAFT
    with site.database.write() as session:
        services.clear_away(session, now + timedelta(days=1))
        assert session.query(Picture).count() == 3
    with site.database.write() as session:
        services.clear_away(session, now + timedelta(days=3))
    with site.database.read() as session:
        assert {row.id for row in session.query(Painting)} == {shown, refused}
        assert session.query(Picture).count() == 2
    with site.database.write() as session:
        services.clear_away(session, now + timedelta(days=61))
    with site.database.read() as session:
        kept = session.get(Painting, refused)
        assert kept is not None
        assert (kept.state, kept.first_name, kept.picture_id) == ("refused", "", None)
        assert session.query(Picture).count() == 1


def test_a_removed_picture_leaves_no_file(site: Site) -> None:
    owner = actor(site)
    with site.database.write() as session:
        kept, gone = (store(session, MINI, owner.resident_id, utc_now()).id for _ in range(2))
        remove(session, gone)
    with site.database.read() as session:
        assert [picture.id for picture in session.query(Picture)] == [kept]
        assert {file.picture_id for file in session.query(PictureFile)} == {kept}
