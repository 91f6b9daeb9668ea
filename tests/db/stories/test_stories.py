"""What changes about stories, on both databases: once a form, never more than allowed, nothing left behind."""

from datetime import timedelta
from pathlib import Path

import pytest

from campaigns.moderation.models import Case
from campaigns.programme.models import Campaign
from campaigns.programme.participation import joined_or_join
from campaigns.stories import queries, rules, services
from campaigns.stories.models import Story
from campaigns.stories.services import StoryDraft
from civic.calendar import utc_now
from civic.database.engine import Database
from civic.errors import Conflict, Forbidden, NotFound
from civic.paths import CITIES
from civic.pictures.models import Picture, PictureFile
from civic.pictures.services import take_in
from civic.residents.identity import ResidentActor
from tests import organizing
from tests.characters import Site, open_site
from tests.meeting import at_once
from workbench.paint import encoded, painting

PICTURE = take_in(encoded(painting(80, 80)), 1)


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return open_site(database, CITIES / "zhenjiang", tmp_path)


class Tales:
    """A campaign with an author who takes part."""

    def __init__(self, site: Site) -> None:
        self.site, slug = site, organizing.campaign(site, "community")
        self.author = self.somebody()
        with site.database.write() as session:
            self.campaign = session.query(Campaign).filter_by(slug=slug).one()
            joined_or_join(session, self.campaign, self.author, site.today, utc_now())
            session.flush()
            session.expunge(self.campaign)

    def somebody(self) -> ResidentActor:
        browser = self.site.newcomer()
        with self.site.database.read() as session:
            return organizing.actor_of(session, browser)

    def write(self, key: str, author: ResidentActor | None = None, *, days: int = 0, **differing: object) -> int:
        """A story told so many days from now."""
        with self.site.database.write() as session:
            words, now = self.words(**differing), utc_now() + timedelta(days=days)
            return services.write(session, self.campaign, author or self.author, key, words, now)

    def edit(self, number: int, author: ResidentActor | None = None, *, days: int = 0, **differing: object) -> None:
        with self.site.database.write() as session:
            words, now = self.words(**differing), utc_now() + timedelta(days=days)
            services.edit(session, self.campaign, author or self.author, number, words, now)

    def judge(self, number: int, reason: str = "") -> None:
        with self.site.database.write() as session:
            if reason:
                services.refuse(session, number, reason, utc_now())
            else:
                services.allow(session, number, utc_now())

    @staticmethod
    def words(**differing: object) -> StoryDraft:
        said = {"text": "14 herons", "shows_name": False, "picture_alt": "A heron", "language": "en", **differing}
        return StoryDraft(**said)  # type: ignore[arg-type]

    def told(self) -> list[str]:
        """What everybody reads."""
        with self.site.database.read() as session:
            return [one.text for one in queries.shown(session, self.campaign.id, None, limit=20, offset=0)]

    def pictures(self) -> list[bool]:
        """Whether each picture is public."""
        with self.site.database.read() as session:
            return [one.is_public for one in session.query(Picture).order_by(Picture.id)]

    def count(self, *tables: type) -> list[int]:
        with self.site.database.read() as session:
            return [session.query(table).count() for table in tables]


@pytest.fixture
def tales(site: Site) -> Tales:
    return Tales(site)


def test_a_form_sent_many_times_at_once_is_one_story(tales: Tales) -> None:
    numbers = at_once([lambda: tales.write("same", picture=PICTURE)] * 6)
    assert len(set(numbers)) == 1
    assert tales.count(Story, Picture, Case) == [1, 1, 1]


def test_nobody_tells_more_than_allowed_however_fast(tales: Tales) -> None:
    for number in range(rules.MOST - 1):
        tales.write(f"story-{number}", days=2 * number)
    outcomes = at_once([lambda key=key: tales.write(key, days=30) for key in ("last-1", "last-2", "last-3")])  # type: ignore[misc]
    assert sum(isinstance(one, int) for one in outcomes) == 1
    assert sum(isinstance(one, Conflict) for one in outcomes) == 2
    assert tales.count(Story) == [rules.MOST]


def test_a_story_with_its_picture_follows_the_moderators(tales: Tales) -> None:
    number = tales.write("one", picture=PICTURE)
    assert (tales.told(), tales.pictures()) == ([], [False])
    tales.judge(number)
    assert (tales.told(), tales.pictures()) == (["14 herons"], [True])
    tales.judge(number, "person")
    assert (tales.told(), tales.pictures()) == ([], [False])


def test_a_change_is_looked_at_again_and_the_old_picture_goes(tales: Tales) -> None:
    number = tales.write("one", picture=PICTURE)
    tales.judge(number)
    tales.edit(number, days=2, text="15 herons")
    assert (tales.told(), tales.pictures()) == ([], [False])
    tales.edit(number, days=4, text="16 herons", picture=PICTURE)
    assert tales.count(Picture) == [1]
    tales.edit(number, days=6, text="16 herons", drops_picture=True)
    tales.judge(number)
    assert tales.told() == ["16 herons"]
    assert tales.count(Picture, PictureFile) == [0, 0]
    with tales.site.database.read() as session:
        assert session.query(Case).filter_by(state="open").count() == 1


def test_only_the_author_changes_and_withdraws_and_nothing_stays(tales: Tales) -> None:
    number, stranger = tales.write("one", picture=PICTURE), tales.somebody()
    with pytest.raises(NotFound):
        tales.edit(number, stranger)
    with tales.site.database.write() as session, pytest.raises(NotFound):
        services.withdraw(session, tales.campaign, stranger.resident_id, number, utc_now())
    with pytest.raises(Forbidden):
        tales.write("two", stranger)
    with tales.site.database.write() as session:
        services.withdraw(session, tales.campaign, tales.author.resident_id, number, utc_now())
    assert tales.count(Story, Picture, PictureFile) == [0, 0, 0]
    tales.judge(number)  # a decision that comes too late finds nothing
    with tales.site.database.read() as session:
        assert session.query(Case).filter_by(state="open").count() == 0


def test_erasing_takes_all_that_somebody_told(tales: Tales) -> None:
    for key in ("one", "two"):
        tales.write(key, picture=PICTURE)
    with tales.site.database.write() as session:
        services.forget(session, tales.author.resident_id, utc_now())
    assert tales.count(Story, Picture, PictureFile) == [0, 0, 0]
