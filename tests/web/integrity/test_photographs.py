"""A photograph beside an answer: cleaned, seen by who decides, kept while an appeal can come, erased then."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from campaigns.moderation.models import Case
from civic.calendar import utc_now
from civic.errors import NotFound
from civic.pictures.models import Picture, PictureFile
from civic.pictures.services import take_in
from footprint.integrity import jobs
from footprint.integrity.decisions import EVIDENCE_DAYS
from footprint.integrity.models import Flag
from footprint.integrity.services import answer as answer_flag
from tests.characters import PASSWORD, Browser, Page, Site
from tests.shows import number_of, send
from tests.web.integrity.test_looked_at import case_of, decide, logged_too_far
from workbench.paint import encoded, painting

_MODEL_TAG, _GPS_TAG = 0x0110, 0x8825


@pytest.fixture
def resident(site: Site) -> Browser:
    return site.newcomer(language="en")


def photo() -> bytes:
    """A JPEG that tells of the phone and the place."""
    exif = Image.Exif()
    exif[_MODEL_TAG] = "Telltale phone"
    exif.get_ifd(_GPS_TAG)[1] = "N"
    out = io.BytesIO()
    Image.open(io.BytesIO(encoded(painting(400, 300), "JPEG"))).save(out, "JPEG", exif=exif)
    return out.getvalue()


def answer(resident: Browser, entry: int, file: bytes | None, **said: str) -> Page:
    fields = {**resident.open(f"/entries/{entry}").form(f"/entries/{entry}/answer"), **said}
    return send(resident, f"/entries/{entry}/answer", fields, file)


def pictures(site: Site, resident: Browser) -> list[Picture]:
    with site.database.read() as session:
        mine = Picture.owner_id == number_of(site, resident)
        return list(session.scalars(select(Picture).where(mine).order_by(Picture.id)))


def files(site: Site, picture: Picture) -> list[bytes]:
    with site.database.read() as session:
        return list(session.scalars(select(PictureFile.content).where(PictureFile.picture_id == picture.id)))


def path_of(picture: Picture) -> str:
    return f"/pictures/{picture.token}/{picture.width}.jpeg"


def test_it_is_cleaned_and_seen_by_who_decides_alone(site: Site, resident: Browser) -> None:
    entry, sent = logged_too_far(site, resident), photo()
    assert b"Telltale" in sent
    assert answer(resident, entry, sent, words="My display.").status == 303
    (picture,) = pictures(site, resident)
    assert all(b"Telltale" not in one and b"Exif" not in one for one in files(site, picture))
    assert picture.token in resident.open(f"/entries/{entry}").html
    case = case_of(site, entry)
    assert picture.token in site.moderator.open(f"/moderation/cases/{case}").html
    assert [who.open(path_of(picture)).status for who in (resident, site.moderator)] == [200, 200]
    kept_from = (site.clerk, site.newcomer(), site.visitor())
    assert [who.open(path_of(picture)).status for who in kept_from] == [404, 404, 404]
    assert decide(site, case, "allow") == 303
    assert site.visitor().open(path_of(picture)).status == 404, "it never becomes public"


def test_a_good_photo_is_kept_where_the_words_are_refused(site: Site, resident: Browser) -> None:
    entry = logged_too_far(site, resident)
    refused = answer(resident, entry, photo(), words="Around the lake. " * 100)
    assert refused.status == 422
    assert refused.beside("words")
    assert "Around the lake. Around" in refused.text
    (picture,) = pictures(site, resident)
    assert picture.token in refused.html
    with site.database.read() as session:
        flag = session.scalars(select(Flag).where(Flag.picture_id == picture.id)).one()
    assert flag.answered_at is None


def test_a_bad_photo_is_refused_beside_its_field_and_the_words_stay(site: Site, resident: Browser) -> None:
    entry = logged_too_far(site, resident)
    for file in (b"no picture", encoded(painting(30, 30), "PNG"), photo()[:900]):
        refused = answer(resident, entry, file, words="Around the lake.")
        assert refused.status == 422
        assert refused.beside("picture")
        assert "Around the lake." in refused.text
    assert pictures(site, resident) == []


def test_another_one_takes_its_place_and_it_can_be_deleted(site: Site, resident: Browser) -> None:
    entry = logged_too_far(site, resident)
    answer(resident, entry, photo())
    (first,) = pictures(site, resident)
    answer(resident, entry, encoded(painting(500, 300), "PNG"))
    (second,) = pictures(site, resident)
    assert first.id != second.id
    answer(resident, entry, None, words="As before.")
    assert [one.id for one in pictures(site, resident)] == [second.id]
    answer(resident, entry, None, drops_photo="y")
    assert pictures(site, resident) == []


def test_only_an_entry_that_is_asked_about_takes_one(site: Site, resident: Browser) -> None:
    entry = logged_too_far(site, resident)
    plain = resident.send("/actions/walking", replaced_mode="none").location.partition("?")[0]
    stranger, moderator = site.newcomer(), site.moderator
    assert 'type="file"' not in resident.open(plain).html
    for who, path in ((resident, plain), (stranger, f"/entries/{entry}"), (moderator, f"/entries/{entry}")):
        assert send(who, f"{path}/answer", {"csrf_token": who.token()}, photo()).status == 404
    decide(site, case_of(site, entry), "refuse", reason="implausible")
    late = send(resident, f"/entries/{entry}/answer", {"csrf_token": resident.token()}, photo())
    assert late.status == 409
    assert pictures(site, resident) == []


def test_it_is_erased_once_no_appeal_can_come_or_waits(site: Site, resident: Browser) -> None:
    entry = logged_too_far(site, resident)
    answer(resident, entry, photo())
    now = utc_now()
    after, before = (now + timedelta(days=EVIDENCE_DAYS, minutes=one) for one in (5, -5))
    jobs.forget_photos(site.app_services, after)
    assert pictures(site, resident), "nobody has decided"
    case = case_of(site, entry)
    decide(site, case, "refuse", reason="implausible")
    jobs.forget_photos(site.app_services, before)
    assert pictures(site, resident), "it can still be appealed"
    resident.send(f"/moderation/cases/{case}/appeal", words="It was like this.")
    jobs.forget_photos(site.app_services, after)
    assert pictures(site, resident), "the appeal waits"
    with site.database.read() as session:
        appeal = session.scalars(select(Case.id).where(Case.subject == f"case:{case}")).one()
    path = f"/moderation/cases/{appeal}"
    site.administrator.send(path, f"{path}/decide", answer="refuse", reason="implausible")
    jobs.forget_photos(site.app_services, after)
    assert pictures(site, resident) == []
    assert resident.open(f"/entries/{entry}").status == 200


def test_it_is_handed_out_and_goes_with_the_account(site: Site, resident: Browser) -> None:
    answer(resident, logged_too_far(site, resident), photo())
    (picture,) = pictures(site, resident)
    download = resident.open("/me/download").answer.get_json()
    assert [one["address"] for one in download["pictures"]] == [path_of(picture)]
    assert download["entries_looked_at"][0]["shows_photo"] is True
    resident.send("/me/erase", password=PASSWORD)
    with site.database.read() as session:
        assert session.get(Picture, picture.id) is None
    assert files(site, picture) == []


def test_what_comes_while_the_account_is_erased_is_not_kept(site: Site, resident: Browser) -> None:
    entry, resident_id = logged_too_far(site, resident), number_of(site, resident)
    with site.database.read() as session:
        flag_id = session.scalars(select(Flag.id).where(Flag.resident_id == resident_id)).one()
    prepared = take_in(photo(), resident_id)
    assert resident.send("/me/erase", password=PASSWORD).status == 303
    with pytest.raises(NotFound), site.database.write() as session:
        registry = site.app_services.registry
        answer_flag(session, registry, resident_id, flag_id, f"Entry {entry}.", utc_now(), photo=prepared)
    with site.database.read() as session:
        assert session.scalars(select(Picture).where(Picture.owner_id == resident_id)).all() == []
        assert session.get_one(Flag, flag_id).answer is None
