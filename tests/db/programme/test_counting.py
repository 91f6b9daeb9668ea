"""What a campaign shows: the ledger's figures of who acted since joining, of ten people at least, moved by ten."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from campaigns.programme import counting, forms, participation, queries, services
from campaigns.programme.models import Campaign, CampaignCount, CampaignShare
from civic.calendar import utc_now
from civic.database.engine import Database
from civic.disclosure.live import MINIMUM
from civic.disclosure.models import FigureChange
from civic.paths import CITIES
from civic.residents.identity import ResidentActor
from footprint.boards.queries import live
from footprint.ledger import holding
from footprint.ledger.models import Entry
from footprint.ledger.rules import ON_PAPER, ORGANIZER_CONFIRMED, SELF_REPORTED
from footprint.ledger.services import Claim, record, undo
from footprint.resources import LEDGER
from tests.characters import Browser, Site, open_site
from tests.organizing import campaign, organizer
from tests.people import settle

CUP, MEAL, VISIT = "cup", "vegetarian_meal", "community"
"""One that saves and counts, one that does not count, and one without kilograms that the campaign records itself."""


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return open_site(database, CITIES / "zhenjiang", tmp_path)


@dataclass(frozen=True, slots=True)
class Mine:
    """What somebody did that counts, worked out the slow way."""

    actions: int
    mid_mg: int
    points: int


class Stage:
    """A campaign of which every figure is also worked out entry by entry."""

    def __init__(self, site: Site, by: Browser | None = None, **differing: object) -> None:
        self.site, self.by = site, by or organizer(site)
        self.ledger = site.app_services.get(LEDGER)
        actions = {"actions": [CUP], "goal_people": 40, "goal_mg": 50_000_000, "goal_actions": 100}
        self.slug = campaign(site, "trio", self.by, **{**actions, **differing})
        self.since: dict[int, tuple[date, int]] = {}
        self.number = 0

    def people(self, number: int) -> list[ResidentActor]:
        """New residents who take part in nothing."""
        with self.site.database.write() as session:
            return [settle(session, utc_now() - timedelta(days=30)) for _ in range(number)]

    def joined(self, number: int) -> list[ResidentActor]:
        """New residents who take part."""
        found = self.people(number)
        for one in found:
            self.join(one)
        return found

    def join(self, one: ResidentActor) -> None:
        now = utc_now()
        with self.site.database.write() as session:
            newest = session.scalar(select(func.max(Entry.id))) or 0
            participation.join(session, self.campaign, one, {}, today=self.site.today, now=now)
        self.since.setdefault(one.resident_id, (self.site.today, newest))

    def leave(self, one: ResidentActor) -> None:
        with self.site.database.write() as session:
            participation.leave(session, self.campaign.id, one, utc_now())
        self.since.pop(one.resident_id, None)

    @property
    def campaign(self) -> Campaign:
        with self.site.database.read() as session:
            found = queries.public_campaign(session, self.slug)
            session.expunge_all()
            return found

    def log(
        self, one: ResidentActor, action: str = CUP, quantity: int = 1, tier: int = SELF_REPORTED, *, days_ago: int = 0
    ) -> int:
        """An entry; what the campaign recorded itself has its name in the source."""
        self.number += 1
        kind = {ORGANIZER_CONFIRMED: "attendance", ON_PAPER: "sheet"}.get(tier)
        source = f"campaign:{self.campaign.id}:{kind}:{self.number}" if kind else "self"
        day = self.site.today - timedelta(days=days_ago)
        claim = Claim(one.resident_id, f"k:{self.number}", action, None, 1000 * quantity, day, tier, source)
        with self.site.database.write() as session:
            return record(session, self.ledger, claim, utc_now()).entry_id

    def undo(self, one: ResidentActor, entry_id: int) -> None:
        with self.site.database.write() as session:
            undo(session, self.ledger, one.resident_id, entry_id, utc_now())

    def hold(self, entry_id: int) -> None:
        with self.site.database.write() as session:
            holding.hold(session, self.ledger.calendar, entry_id, utc_now())

    def release(self, entry_id: int) -> None:
        with self.site.database.write() as session:
            holding.release(session, self.ledger.calendar, entry_id, utc_now())

    def count(self) -> list[int]:
        with self.site.database.write(one_snapshot=True) as session:
            return counting.count_all(session, utc_now())

    @property
    def shown(self) -> CampaignCount | None:
        with self.site.database.read() as session:
            found = session.get(CampaignCount, self.campaign.id)
            session.expunge_all()
            return found

    def look(self) -> str:
        """What a visitor reads about how far it has come."""
        page = self.site.visitor("en").open(f"/campaigns/{self.slug}")
        (section,) = (one for one in page.root.iter("section") if one.get("aria-labelledby") == "together")
        return " ".join("".join(section.itertext()).split())

    def live(self) -> dict[int, Mine]:
        """By resident, worked out from the whole ledger; those with nothing left out."""
        one = self.campaign
        with self.site.database.read() as session:
            entries = session.scalars(select(Entry).order_by(Entry.id)).all()
        undone = {entry.reverses_id for entry in entries}
        found: dict[int, list[Entry]] = {}
        for entry in entries:
            if entry.id in undone or entry.reverses_id or entry.resident_id not in self.since:
                continue
            day, newest = self.since[entry.resident_id]
            own = entry.source.startswith(f"campaign:{one.id}:")
            later = entry.action in one.actions and entry.occurred_on >= day and (entry.first_id or entry.id) > newest
            if one.starts_on <= entry.occurred_on <= one.ends_on and (own or later):
                found.setdefault(entry.resident_id, []).append(entry)
        return {
            who: Mine(len(some), sum(entry.mid_mg for entry in some), sum(entry.points for entry in some))
            for who, some in found.items()
        }


@pytest.fixture
def stage(site: Site) -> Stage:
    return Stage(site)


def test_nine_are_not_shown_and_ten_are(stage: Stage) -> None:
    people = stage.joined(MINIMUM)
    for one in people[1:]:
        stage.log(one)
    assert stage.count() == []
    assert stage.shown is None
    assert "Fewer than 10 accounts have taken part" in stage.look()
    assert "kg" not in stage.look().replace("Goal: 50 kg", "")
    stage.log(people[0])
    assert stage.count() == [stage.campaign.id]
    assert "10 accounts took part" in stage.look()
    assert "As of" in stage.look()


def test_who_only_joined_did_not_take_part(stage: Stage) -> None:
    for one in stage.joined(MINIMUM + 5)[:MINIMUM]:
        stage.log(one)
    stage.count()
    assert stage.shown is not None
    assert stage.shown.people == MINIMUM


def test_what_was_done_or_logged_before_joining_does_not_count(stage: Stage) -> None:
    """Neither what was logged before, nor what is logged later of a day before; nor does undoing it take away."""
    people = stage.people(MINIMUM)
    early = [stage.log(one) for one in people]
    for one in people:
        stage.join(one)
        stage.log(one, days_ago=1)
        stage.log(one)
    for one, entry in zip(people, early, strict=True):
        stage.undo(one, entry)
    stage.count()
    assert stage.shown is not None
    assert (stage.shown.people, stage.shown.actions) == (MINIMUM, MINIMUM)


def test_what_the_campaign_recorded_itself_counts_from_whenever(stage: Stage) -> None:
    for one in stage.people(MINIMUM):
        stage.log(one, VISIT, tier=ORGANIZER_CONFIRMED, days_ago=1)
        stage.join(one)
    stage.count()
    assert stage.shown is not None
    assert (stage.shown.people, stage.shown.actions) == (MINIMUM, MINIMUM)


def test_who_came_took_part_whether_the_ledger_took_an_entry_of_it_or_not(stage: Stage) -> None:
    """Of an account that is younger than the event's day nothing is recorded; of one that came and went home anew the
    attendance is taken back."""
    people = stage.joined(2 * MINIMUM)
    arrive(stage, people)
    assert stage.count() == [stage.campaign.id]
    assert stage.shown is not None
    assert (stage.shown.people, stage.shown.came, stage.shown.actions) == (2 * MINIMUM, 2 * MINIMUM, 0)
    for one in people:
        stage.log(one)
    arrive(stage, people[:MINIMUM], -1)
    stage.count()
    assert stage.shown is not None
    assert (stage.shown.people, stage.shown.came) == (2 * MINIMUM, MINIMUM)


def test_a_kind_of_evidence_of_few_people_is_not_told_by_itself(stage: Stage) -> None:
    """It is told with the weaker one, and by itself once ten people have some; from then on it moves by ten."""
    people = stage.joined(2 * MINIMUM)
    for one in people:
        stage.log(one)
    for one in people[: MINIMUM - 1]:
        stage.log(one, tier=ON_PAPER)
    stage.count()
    told, mid_mg, paper_mg = evidence(stage)
    assert told == [mid_mg, 0, 0, 0]
    assert "reported on paper 0%" in stage.look()
    for one in people[MINIMUM - 1 :]:
        stage.log(one, tier=ON_PAPER)
    stage.count()
    told, mid_mg, paper_mg = evidence(stage)
    assert told == [mid_mg - paper_mg, paper_mg, 0, 0]
    for one in people[:MINIMUM]:
        stage.log(one)
    stage.log(people[0], tier=ON_PAPER)
    stage.count()
    assert evidence(stage)[0] == told
    assert evidence(stage)[1] > mid_mg


def evidence(stage: Stage) -> tuple[list[int] | None, int, int]:
    """What is told of the kinds of evidence, all kilograms, and those from paper, in mg."""
    shown = stage.shown
    assert shown is not None
    return shown.evidence, shown.mid_mg, shown.paper_mg


def test_nine_who_came_are_not_shown(stage: Stage) -> None:
    arrive(stage, stage.joined(MINIMUM)[1:])
    assert stage.count() == []
    assert stage.shown is None


def arrive(stage: Stage, people: list[ResidentActor], step: int = 1) -> None:
    with stage.site.database.write() as session:
        counting.note_arrivals(session, stage.campaign.id, [one.resident_id for one in people], step)


def test_who_leaves_counts_no_more_and_begins_anew_when_coming_back(stage: Stage) -> None:
    people = stage.joined(2 * MINIMUM)
    for one in people:
        stage.log(one)
    stage.count()
    for one in people[:MINIMUM]:
        stage.leave(one)
    stage.count()
    assert stage.shown is not None
    assert stage.shown.people == MINIMUM
    for one in people[:MINIMUM]:
        stage.join(one)
        stage.log(one)
    stage.count()
    assert stage.shown is not None
    assert (stage.shown.people, stage.shown.actions) == (2 * MINIMUM, 2 * MINIMUM)


def test_ten_who_do_and_undo_move_nothing(stage: Stage) -> None:
    people = stage.joined(2 * MINIMUM)
    for one in people:
        stage.log(one)
    stage.count()
    before = stage.look()
    for one in people[1:]:
        stage.undo(one, stage.log(one))
    stage.log(people[0])
    assert stage.count() == []
    assert stage.look() == before


def test_kilograms_are_not_shown_of_fewer_than_ten(stage: Stage) -> None:
    """However many people came: kilograms of nine are nine people's."""
    people = stage.joined(MINIMUM + 5)
    for one in people:
        stage.log(one, VISIT, tier=ORGANIZER_CONFIRMED)
    for one in people[: MINIMUM - 1]:
        stage.log(one)
    stage.count()
    words = stage.look()
    assert "15 accounts took part" in words
    assert "CO₂e" not in words
    assert "not shown" in words


def test_one_ride_is_not_read_beside_ten_visits(stage: Stage) -> None:
    people = stage.joined(2 * MINIMUM)
    for one in people:
        stage.log(one)
    stage.count()
    before = stage.look()
    for one in people[: MINIMUM + 3]:
        stage.log(one, VISIT, tier=ORGANIZER_CONFIRMED)
    stage.log(people[0])
    assert stage.count() == []
    assert stage.look() == before
    for one in people[1:MINIMUM]:
        stage.log(one)
    assert stage.count() == [stage.campaign.id]


def test_a_row_goes_when_too_few_are_left_and_comes_again(stage: Stage) -> None:
    people = stage.joined(MINIMUM + 3)
    entries = [stage.log(one) for one in people]
    stage.count()
    for one, entry in zip(people[:MINIMUM], entries[:MINIMUM], strict=True):
        stage.undo(one, entry)
    stage.count()
    assert stage.shown is None
    with stage.site.database.read() as session:
        assert session.scalar(select(func.count()).select_from(CampaignShare)) == 0
    for one in people[:MINIMUM]:
        stage.log(one)
    stage.count()
    assert stage.shown is not None
    assert (stage.shown.people, stage.shown.actions) == (MINIMUM + 3, MINIMUM + 3)


def test_other_actions_are_counted_with_the_others(stage: Stage) -> None:
    """Organizers who change what counts cannot single out who did it."""
    people = stage.joined(2 * MINIMUM)
    for one in people:
        stage.log(one)
    for one in people[: MINIMUM - 1]:
        stage.log(one, MEAL)
    stage.count()
    before = stage.look()
    edit(stage, [CUP, MEAL])
    assert stage.count() == []
    assert stage.look() == before
    stage.log(people[-1], MEAL)
    assert stage.count() == [stage.campaign.id]
    assert stage.shown is not None
    assert stage.shown.actions == 2 * MINIMUM + MINIMUM


def edit(stage: Stage, actions: list[str]) -> None:
    with stage.site.database.write() as session:
        by = settle(session, utc_now())
        plan = replace(forms.from_campaign(stage.campaign), actions=actions)
        services.edit(
            session,
            by,
            stage.campaign.id,
            plan,
            registry=stage.site.app_services.registry,
            at_once=True,
            today=stage.site.today,
            now=utc_now(),
        )


def test_an_entry_of_two_campaigns_is_told_so_and_the_city_counts_it_once(site: Site, stage: Stage) -> None:
    other = Stage(site)
    people = stage.joined(MINIMUM)
    for one in people:
        other.join(one)
        stage.log(one)
        stage.log(one, VISIT, tier=ORGANIZER_CONFIRMED)
    for one in stage.joined(MINIMUM):
        stage.log(one)
    assert len(stage.count()) == 2
    assert stage.shown is not None and other.shown is not None
    assert (stage.shown.actions, stage.shown.shared) == (3 * MINIMUM, MINIMUM)
    assert (other.shown.actions, other.shown.shared) == (MINIMUM, MINIMUM)
    with site.database.read() as session:
        city = live(session, "all")
        total_mg = sum(entry.mid_mg for entry in session.scalars(select(Entry)))
    assert sum(place.mid_mg for place in city.values()) == total_mg == stage.shown.mid_mg
    assert sum(place.entries for place in city.values()) == 3 * MINIMUM


def test_what_one_did_stands_beside_at_once(stage: Stage) -> None:
    person = stage.site.newcomer(language="en")
    person.send(f"/campaigns/{stage.slug}/join")
    person.log(CUP)
    assert "Yours: + " in person.open(f"/campaigns/{stage.slug}").text
    for one in stage.joined(MINIMUM):
        stage.log(one)
    stage.count()
    assert "Yours: + " not in person.open(f"/campaigns/{stage.slug}").text
    person.log(CUP)
    assert "Yours: + " in person.open(f"/campaigns/{stage.slug}").text


@pytest.fixture
def history(stage: Stage) -> Iterator[Stage]:
    yield stage


@pytest.mark.parametrize("seed", range(4))
def test_two_looks_differ_by_ten_people_or_not_at_all(history: Stage, seed: int) -> None:
    """Whatever people do between counts: figures that changed did so by ten people and more, counted from the whole
    ledger, and what is shown is the ledger's of that moment."""
    stage, random = history, Random(seed)
    people = stage.joined(26)
    entries: dict[int, list[int]] = {one.resident_id: [] for one in people}
    seen, behind = stage.look(), dict[int, Mine]()
    moved = 0
    for _ in range(260):
        one = random.choice(people)
        step = random.choices(
            ("log", "visit", "other", "undo", "hold", "release", "leave", "join", "count"), (8, 3, 1, 3, 2, 2, 1, 2, 4)
        )[0]
        if step == "count":
            stage.count()
            now_seen, now = stage.look(), stage.live()
            if now_seen != seen:
                differing = {who for who in {*behind, *now} if behind.get(who) != now.get(who)}
                assert len(differing) >= MINIMUM
                check_mass(behind, now, seen, now_seen)
                check_shown(stage, now)
                seen, behind, moved = now_seen, now, moved + 1
        elif step in ("hold", "release"):
            if entries.get(one.resident_id):
                getattr(stage, step)(random.choice(entries[one.resident_id]))
        elif step == "undo":
            if entries[one.resident_id]:
                stage.undo(one, entries[one.resident_id].pop(random.randrange(len(entries[one.resident_id]))))
        elif step in ("leave", "join"):
            stage.leave(one) if step == "leave" else stage.join(one)
        else:
            tier = ORGANIZER_CONFIRMED if step == "visit" else SELF_REPORTED
            action = {"log": CUP, "visit": VISIT, "other": MEAL}[step]
            entries[one.resident_id].append(stage.log(one, action, tier=tier))
    assert moved, "a history in which nothing moves shows nothing"


def check_mass(behind: dict[int, Mine], now: dict[int, Mine], seen: str, now_seen: str) -> None:
    """Kilograms that stand on both looks did not change by fewer than ten people's."""
    if "CO₂e" in seen and "CO₂e" in now_seen:
        weighed = [who for who in {*behind, *now} if mass(behind, who) != mass(now, who)]
        assert not 0 < len(weighed) < MINIMUM
    if "CO₂e" in now_seen:
        assert sum(mine.mid_mg > 0 for mine in now.values()) >= MINIMUM


def mass(found: dict[int, Mine], who: int) -> int:
    return found[who].mid_mg if who in found else 0


def check_shown(stage: Stage, now: dict[int, Mine]) -> None:
    shown = stage.shown
    if shown is None:
        assert len(now) < MINIMUM
        return
    sums = tuple(sum(getattr(mine, name) for mine in now.values()) for name in ("actions", "mid_mg", "points"))
    assert (shown.people, shown.actions, shown.mid_mg, shown.points) == (len(now), *sums)
    with stage.site.database.read() as session:
        kept = session.execute(
            select(func.count(), func.sum(CampaignShare.actions), func.sum(CampaignShare.mid_mg)).where(
                CampaignShare.campaign_id == shown.campaign_id
            )
        ).one()
        subject = counting.subject_of(shown.campaign_id)
        noted = session.scalar(select(func.count()).where(FigureChange.subject == subject))
    assert tuple(map(int, kept)) == (shown.people, shown.actions, shown.mid_mg)
    assert noted == 0
