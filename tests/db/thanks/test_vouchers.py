"""Taking and redeeming, sixteen at once, on both databases: stock holds, one each, redeemed once."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.organizations import services as organizations
from campaigns.organizations.personal_data import forget as forget_roles
from campaigns.thanks import planning, queries, rules, services
from campaigns.thanks.jobs import jobs
from campaigns.thanks.models import Offer, Sponsor, Voucher
from campaigns.thanks.personal_data import export
from civic.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from civic.messages.models import Message
from civic.scheduling.jobs import RecurringTask
from tests.db.thanks.shop import Shop
from tests.meeting import at_once
from tests.thanking import plan

THREADS = 16


def outcomes(works: Sequence[Callable[[], str]]) -> Counter[object]:
    """What each came to, all begun at the same moment; a refusal is named by its class."""
    came = at_once(works)
    return Counter(type(one).__name__ if isinstance(one, DomainError) else one for one in came)


def test_of_sixteen_who_want_the_last_three_three_get_one(shop: Shop) -> None:
    offer, crowd = shop.offer(stock=3), [shop.active() for _ in range(THREADS)]
    came = outcomes([lambda who=who: "taken" if shop.take(offer, who) else "" for who in crowd])  # type: ignore[misc]
    assert came == {"taken": 3, "Conflict": THREADS - 3}
    assert shop.figures(offer) == (3, 0, 3)


def test_sixteen_taps_of_one_resident_are_one_voucher(shop: Shop) -> None:
    offer, who = shop.offer(stock=100), shop.active()
    came = outcomes([lambda: shop.take(offer, who)] * THREADS)
    assert len(came) == 1
    assert shop.figures(offer) == (1, 0, 1)


def test_a_household_gets_one_if_the_offer_says_so(shop: Shop) -> None:
    first = shop.active()
    home = [first, *(shop.active(first.household_id) for _ in range(THREADS - 1))]
    for_all, for_homes = shop.offer(stock=100), shop.offer(stock=100, per_household=True)
    came = outcomes([lambda who=who: shop.take(for_homes, who) and "taken" for who in home])  # type: ignore[misc]
    assert came == {"taken": 1, "Conflict": THREADS - 1}
    assert outcomes([lambda who=who: shop.take(for_all, who) and "taken" for who in home]) == {"taken": THREADS}  # type: ignore[misc]
    assert shop.figures(for_homes) == (1, 0, 1)


def test_sixteen_scans_redeem_a_voucher_once(shop: Shop) -> None:
    offer = shop.offer()
    code = shop.take(offer, shop.active())
    assert outcomes([lambda: shop.redeem(code).outcome] * THREADS) == {rules.DONE: 1, rules.USED: THREADS - 1}
    assert shop.figures(offer) == (1, 1, 1)
    with shop.site.database.read() as session:
        assert session.scalars(select(Voucher.redeemed_at)).one() == shop.now


def test_codes_differ_and_are_long(shop: Shop) -> None:
    offer = shop.offer(stock=100)
    codes = {shop.take(offer, shop.active()) for _ in range(20)}
    assert len(codes) == 20
    assert {len(code) for code in codes} == {rules.CODE_LENGTH}


# What is refused


def test_who_has_not_come_so_far_gets_none(shop: Shop) -> None:
    offer, who = shop.offer(threshold=3), shop.active()
    with pytest.raises(Forbidden):
        shop.take(offer, who)
    shop.acted(who, days_ago=1)
    shop.acted(who, days_ago=2)
    assert shop.take(offer, who)


@pytest.mark.parametrize(
    ("differing", "refusal"),
    [
        ({"state": rules.SUBMITTED}, NotFound),
        ({"state": rules.REFUSED}, NotFound),
        ({"state": rules.CLOSED}, Conflict),
        ({"state": rules.WITHDRAWN}, Conflict),
        ({"taken": 3}, Conflict),
    ],
)
def test_what_is_not_public_or_over_gives_none(
    shop: Shop, differing: dict[str, object], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        shop.take(shop.offer(**differing), shop.active())


def test_an_offer_ends_after_its_last_day(shop: Shop) -> None:
    offer = shop.offer(last_day=shop.today)
    code, late = shop.take(offer, shop.active()), shop.active()
    with pytest.raises(Conflict), shop.site.database.write() as session:
        services.take(session, late, offer, shop.today + timedelta(days=1), shop.now)
    assert shop.redeem(code, shop.today + timedelta(days=1)).outcome == rules.EXPIRED
    assert shop.redeem(code, shop.today).outcome == rules.DONE


def test_another_sponsors_counter_learns_nothing(shop: Shop) -> None:
    code, other = shop.take(shop.offer(), shop.active()), Shop.opened(shop.site)
    assert other.redeem(code) == services.Answer(rules.FOREIGN)
    assert other.redeem("NOSUCHCODE23") == services.Answer(rules.FORGED)
    assert shop.redeem(code).outcome == rules.DONE


def test_a_closed_offer_keeps_its_promise_and_a_withdrawn_one_tells(shop: Shop) -> None:
    offer, first, second = shop.offer(), shop.active(), shop.active()
    early, late = shop.take(offer, first), shop.take(offer, second)
    with shop.site.database.write() as session:
        planning.close_offer(session, shop.clerk, offer, shop.now)
    assert shop.redeem(early).outcome == rules.DONE
    shop.withdraw(offer)
    assert shop.redeem(late).outcome == rules.VOID
    with shop.site.database.read() as session:
        told = session.scalars(select(Message.resident_id).where(Message.path == "/vouchers")).all()
    assert told == [second.resident_id], "whose voucher was redeemed need not know"


def test_withdrawing_a_sponsor_withdraws_all_it_offers(shop: Shop) -> None:
    offers = [shop.offer(), shop.offer(state=rules.SUBMITTED), shop.offer(state=rules.REFUSED)]
    code = shop.take(offers[0], shop.active())
    with shop.site.database.write() as session:
        planning.withdraw_sponsor(session, shop.clerk, shop.organization_id, "Moved away.", shop.today, shop.now)
    assert shop.redeem(code).outcome == rules.VOID
    with shop.site.database.read() as session:
        states = [session.get_one(Offer, number).state for number in offers]
        assert states == [rules.WITHDRAWN, rules.WITHDRAWN, rules.REFUSED]
        assert session.get_one(Sponsor, shop.organization_id).state == rules.WITHDRAWN
        titles = session.scalars(select(Message.title).where(Message.resident_id == shop.clerk.resident_id)).all()
    assert titles == ["Your organization is no longer a sponsor"], "one message, however many offers"


def test_what_is_over_is_not_withdrawn_with_its_sponsor(shop: Shop) -> None:
    over, who = shop.offer(), shop.active()
    code = shop.take(over, who)
    afterwards = shop.today + timedelta(days=31)
    with shop.site.database.write() as session, pytest.raises(Conflict):
        planning.withdraw_offer(session, shop.clerk, over, "Too late.", afterwards, shop.now)
    with shop.site.database.write() as session:
        planning.withdraw_sponsor(session, shop.clerk, shop.organization_id, "Moved away.", afterwards, shop.now)
    with shop.site.database.read() as session:
        assert session.get_one(Offer, over).state == rules.PUBLISHED
        assert session.scalars(select(Message).where(Message.resident_id == who.resident_id)).all() == []
    assert shop.redeem(code, afterwards).outcome == rules.EXPIRED


def test_what_a_closed_organization_offers_is_withdrawn_for_good(shop: Shop) -> None:
    other = Shop.opened(shop.site)
    stays, keeps, who, last = other.offer(), shop.offer(), shop.active(), shop.clerk.resident_id
    over = shop.offer(last_day=shop.today - timedelta(days=1))
    code = shop.take(keeps, who)
    with shop.site.database.write() as session:
        forget_roles(session, last)  # its last person goes
    for task in [one for one in jobs if isinstance(one, RecurringTask)] * 2:
        task.run(shop.site.app_services)
    with shop.site.database.write() as session:
        organizations.reopen(session, other.clerk, shop.organization_id, shop.now)
        states = [session.get_one(Offer, number).state for number in (stays, keeps, over)]
        told = session.scalars(select(Message.body).where(Message.resident_id == who.resident_id)).all()
    assert states == [rules.PUBLISHED, rules.WITHDRAWN, rules.PUBLISHED]
    assert told == ["Its sponsor has closed, so your voucher can no longer be redeemed. We are sorry."]
    assert shop.redeem(code).outcome == rules.VOID


def test_only_an_approved_sponsor_offers_and_a_form_sent_twice_is_one_offer(shop: Shop) -> None:
    def offers(key: str) -> int:
        with shop.site.database.write() as session:
            today, number = shop.today, shop.organization_id
            return planning.plan_offer(session, shop.clerk, number, plan(today), key, today, shop.now).id

    assert offers("the-same-form") == offers("the-same-form")
    stranger = shop.newcomer()
    with pytest.raises(NotFound), shop.site.database.write() as session:
        planning.plan_offer(
            session, stranger, shop.organization_id, plan(shop.today), "another-form", shop.today, shop.now
        )
    with shop.site.database.write() as session:
        session.get_one(Sponsor, shop.organization_id).state = rules.REFUSED
    with pytest.raises(Conflict):
        offers("another-form")


def test_a_refusal_says_why(shop: Shop) -> None:
    offer = shop.offer(state=rules.SUBMITTED)
    with pytest.raises(Invalid):
        shop.decide(offer, approve=False)
    shop.decide(offer, approve=True)
    with pytest.raises(Conflict):
        shop.decide(offer, approve=False, note="Too late.")


def test_an_offer_that_waited_beyond_its_last_day_is_refused_only(shop: Shop) -> None:
    offer = shop.offer(state=rules.SUBMITTED, last_day=shop.today - timedelta(days=1))
    with pytest.raises(Conflict):
        shop.decide(offer, approve=True)
    shop.decide(offer, approve=False, note="It came too late, sorry.")


# What happens afterwards


def test_an_undone_condition_takes_no_voucher_back(shop: Shop) -> None:
    offer, who = shop.offer(), shop.newcomer()
    entry = shop.acted(who)
    code = shop.take(offer, who)
    shop.take_back(who, entry)
    assert shop.deeds(who, rules.DAYS) == {rules.DAYS: 0}
    assert shop.redeem(code).outcome == rules.DONE


def test_erasing_keeps_the_numbers_and_nobodys_name(shop: Shop) -> None:
    offer, keeps, uses = shop.offer(stock=2), shop.active(), shop.active()
    shop.take(offer, keeps)
    shop.redeem(shop.take(offer, uses))
    with shop.site.database.write() as session:
        assert len(export(session, uses.resident_id)["vouchers"]) == 1  # type: ignore[arg-type]
        services.forget_resident(session, uses.resident_id)
        services.forget_resident(session, keeps.resident_id)
    assert shop.figures(offer) == (1, 1, 0), "what was not redeemed is there for somebody else"
    shop.take(offer, shop.active())
    with pytest.raises(Conflict):
        shop.take(offer, shop.active())


def test_erasing_an_account_gives_its_household_no_second_one(shop: Shop) -> None:
    offer, kept = shop.offer(per_household=True), shop.offer(per_household=True)
    first = shop.active()
    shop.redeem(shop.take(offer, first))
    shop.take(kept, first)
    with shop.site.database.write() as session:
        services.forget_resident(session, first.resident_id)
        assert session.scalars(select(Voucher.resident_id)).all() == [None], "nobody's name"
    flatmate = shop.active(first.household_id)
    with pytest.raises(Conflict):
        shop.take(offer, flatmate)
    assert shop.take(kept, flatmate), "what was not redeemed is there again"
    with shop.site.database.write() as session:
        services.forget_old(session, shop.today + timedelta(days=365))
    assert (shop.figures(offer), shop.figures(kept)) == ((1, 1, 0), (1, 0, 0))


def test_the_download_names_every_voucher(shop: Shop) -> None:
    who = shop.active()
    offers = [shop.offer() for _ in range(queries.SHOWN + 1)]
    with shop.site.database.write() as session:
        for offer in offers:
            services.take(session, who, offer, shop.today, shop.now)
        assert len(export(session, who.resident_id)["vouchers"]) == len(offers)  # type: ignore[arg-type]
        assert len(queries.vouchers_of(session, who.resident_id, queries.SHOWN)) == queries.SHOWN


def test_old_vouchers_are_forgotten(shop: Shop) -> None:
    old, young = shop.offer(), shop.offer()
    for offer in (old, young):
        shop.take(offer, shop.active())
    with shop.site.database.write() as session:
        session.get_one(Offer, old).last_day = shop.today - timedelta(days=1)
        services.forget_old(session, shop.today)
    assert (shop.figures(old), shop.figures(young)) == ((1, 0, 0), (1, 0, 1))
