"""From any file to clean pictures, or to a clear refusal."""

import io
import random
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from civic.bounded.limits import UPLOAD
from civic.bounded.runner import read_bounded
from civic.errors import Invalid
from civic.pictures import rules
from civic.pictures.encoding import Prepared, answer_to, prepare, received
from civic.pictures.envelopes import MAX_SCANS, check_envelope, scans_of
from civic.pictures.rules import Size, address, size_of
from workbench import bombs
from workbench.paint import animated, bomb, corners, encoded, painting, upside, with_traces

UPRIGHT = ["red", "green", "blue", "white"]


def opened(prepared: Prepared) -> list[Image.Image]:
    return [Image.open(io.BytesIO(file.content)) for file in prepared.files]


def refusal(data: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        prepare(data)
    assert refused.value.field == "picture"
    return str(refused.value)


# What is made of a picture


def test_every_size_and_encoding_is_what_its_address_says() -> None:
    prepared = prepare(encoded(painting(2000, 1500)))
    assert prepared.size == Size(1280, 960)
    assert {(file.width, file.kind) for file in prepared.files} == {
        (1280, "jpeg"),
        *((width, kind) for width in (320, 640, 960, 1280) for kind in ("avif", "webp")),
    }
    for file, image in zip(prepared.files, opened(prepared), strict=True):
        assert (image.width, (image.format or "").lower()) == (file.width, file.kind)
        assert image.height == file.width * 3 // 4
        assert corners(file.content) == UPRIGHT


def test_a_small_picture_is_not_blown_up() -> None:
    prepared = prepare(encoded(painting(500, 400), "PNG"))
    assert prepared.size == Size(500, 400)
    assert {file.width for file in prepared.files} == {320, 500}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_each_kind_is_taken(kind: str) -> None:
    assert corners(prepare(encoded(painting(), kind)).files[0].content) == UPRIGHT


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright_however_the_camera_was_held(orientation: int) -> None:
    prepared = prepare(with_traces(upside(painting(1600, 1000), orientation), orientation))
    assert prepared.size == Size(1280, 800)
    for file in prepared.files:
        assert corners(file.content) == UPRIGHT


def test_a_tall_picture_on_its_side_is_bounded_by_its_height() -> None:
    prepared = prepare(with_traces(upside(painting(1500, 4500), 6), 6))
    assert prepared.size == Size(640, 1920)


def test_nothing_of_the_file_but_its_pixels_survives() -> None:
    original = with_traces(painting()) + b"<script>SECRET TAIL</script>PK\x03\x04"
    assert original.count(b"SECRET") == 4
    prepared = prepare(original)
    for file, image in zip(prepared.files, opened(prepared), strict=True):
        assert b"SECRET" not in file.content
        assert b"xmpmeta" not in file.content
        assert b"PK\x03\x04" not in file.content
        assert not image.getexif()
        assert not {"icc_profile", "comment", "exif", "xmp"} & set(image.info)


def test_text_of_a_png_is_gone() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "SECRET NAME")
    notes.add_itxt("Place", "SECRET PLACE", zip=False)
    assert not any(b"SECRET" in file.content for file in prepare(encoded(painting(), "PNG", pnginfo=notes)).files)


def test_colours_mean_what_the_profile_says() -> None:
    """A green that lies in a profile with swapped curves must not come out as the bare numbers."""
    lab = ImageCms.createProfile("LAB")
    srgb = ImageCms.createProfile("sRGB")
    assert lab and srgb
    wide = ImageCms.ImageCmsProfile(srgb).tobytes()
    # The first gamma curve doubled makes darker colours: every 'para' curve of sRGB has gamma 2.4 at a fixed place.
    changed = wide.replace((157286).to_bytes(4, "big"), (300000).to_bytes(4, "big"))
    assert changed != wide
    plain = Image.new("RGB", (200, 200), (120, 120, 120))
    dark = Image.open(io.BytesIO(prepare(encoded(plain, "PNG", icc_profile=changed)).files[0].content))
    bare = Image.open(io.BytesIO(prepare(encoded(plain, "PNG")).files[0].content))
    assert bare.getpixel((50, 50))[0] == pytest.approx(120, abs=3)  # type: ignore[index]
    assert dark.getpixel((50, 50))[0] < 90  # type: ignore[index, operator]


def test_a_broken_profile_is_left_aside() -> None:
    assert corners(prepare(encoded(painting(), icc_profile=b"no profile at all")).files[0].content) == UPRIGHT


def test_print_colours_are_converted() -> None:
    assert corners(prepare(encoded(painting().convert("CMYK"), "JPEG")).files[0].content) == UPRIGHT


def test_sixteen_bits_keep_their_greys() -> None:
    deep = Image.new("I;16", (300, 300), 0x4000)
    made = Image.open(io.BytesIO(prepare(encoded(deep, "PNG")).files[0].content))
    assert made.getpixel((100, 100))[0] == pytest.approx(0x40, abs=2)  # type: ignore[index]


@pytest.mark.parametrize("mode", ["P", "L", "1", "LA"])
def test_other_modes_are_taken(mode: str) -> None:
    prepared = prepare(encoded(painting().convert(mode), "PNG"))
    assert {image.mode for image in opened(prepared)} == {"RGB"}


def test_what_is_transparent_lies_on_white() -> None:
    clear = Image.new("RGBA", (300, 300), (255, 0, 0, 0))
    for kind in ("PNG", "WEBP"):
        made = Image.open(io.BytesIO(prepare(encoded(clear, kind)).files[0].content))
        assert min(made.getpixel((100, 100))) >= 250  # type: ignore[arg-type, type-var]


def test_a_palette_with_a_transparent_colour_lies_on_white() -> None:
    palette = Image.new("P", (200, 200), 0)
    palette.putpalette([0, 0, 0] * 256)
    made = Image.open(io.BytesIO(prepare(encoded(palette, "PNG", transparency=0)).files[0].content))
    assert min(made.getpixel((100, 100))) >= 250  # type: ignore[arg-type, type-var]


def test_a_phone_with_two_lenses_sends_one_picture() -> None:
    both = encoded(painting(), "MPO", save_all=True, append_images=[painting().rotate(180)])
    assert Image.open(io.BytesIO(both)).format == "MPO"
    assert corners(prepare(both).files[0].content) == UPRIGHT


def test_a_picture_that_is_a_program_too_is_only_a_picture_afterwards() -> None:
    """A JPEG that is also HTML (in its comment) and a ZIP (behind its end)."""
    polyglot = encoded(painting(), comment=b"<html><script>alert(1)</script>") + b"PK\x05\x06" + bytes(18)
    for file in prepare(polyglot).files:
        assert b"<script>" not in file.content
        assert b"PK\x05\x06" not in file.content


# What is refused


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><title>no picture</title>",
        b"%PDF-1.7 no picture",
        b"MZ\x90\x00" + bytes(200),
        b"\x00" * 1000,
        b"RIFF\x00\x00\x00\x00WAVE" + bytes(100),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert "is not a picture" in refusal(data)


def test_other_picture_kinds_are_refused() -> None:
    assert "GIF" in refusal(encoded(painting(), "GIF"))
    for kind in ("TIFF", "BMP", "ICO", "PPM", "EPS"):
        assert "is not a picture" in refusal(encoded(painting(128, 128), kind))


def test_a_phone_that_sends_heic_is_told_what_to_do() -> None:
    assert "Most compatible" in refusal(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100))


def test_an_empty_file_is_refused() -> None:
    assert "is empty" in refusal(b"")


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    assert "20 MB" in refusal(b"\xff\xd8\xff" + bytes(rules.MAX_BYTES))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_half_a_file_is_refused(kind: str, share: float) -> None:
    noisy = Image.effect_noise((400, 400), 90).convert("RGB")
    whole = encoded(noisy, kind)
    assert "damaged" in (said := refusal(whole[: int(len(whole) * share)])) or "is not a picture" in said


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_what_moves_is_refused(kind: str) -> None:
    assert "Moving pictures" in refusal(animated(kind))


@pytest.mark.parametrize(("width", "height"), [(6000, 6000), (10_000, 10_000), (30_000, 30_000)])
def test_bombs_do_not_go_off(width: int, height: int) -> None:
    data = bomb(width, height)
    assert len(data) < 200_000
    assert "too many pixels" in refusal(data)


def test_a_header_that_lies_is_refused() -> None:
    data = bomb(200, 200)
    assert prepare(data).size == Size(200, 200)
    header = b"IHDR" + (900).to_bytes(4, "big") + data[20:29]
    assert "damaged" in refusal(data[:12] + header + zlib.crc32(header).to_bytes(4, "big") + data[33:])


def test_tiny_and_endless_pictures_are_refused() -> None:
    assert "very small" in refusal(encoded(Image.new("RGB", (63, 600)), "PNG"))
    assert "long and narrow" in refusal(encoded(Image.new("RGB", (100, 1001)), "PNG"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_damage_anywhere_is_a_refusal_or_a_picture(kind: str) -> None:
    """A hundred files with bytes overwritten: nothing but `Invalid` ever comes out."""
    chance, whole = random.Random(5), encoded(painting(96, 80), kind)
    for _ in range(100):
        hurt = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            hurt[chance.randrange(len(hurt))] = chance.randrange(256)
        try:
            prepare(bytes(hurt))
        except Invalid as refused:
            assert refused.field == "picture"


@given(st.binary(max_size=300))
def test_no_bytes_are_an_accident(data: bytes) -> None:
    with pytest.raises(Invalid):
        prepare(data)


# What is made to hurt


@pytest.mark.parametrize("make", bombs.PICTURES.values(), ids=bombs.PICTURES)
def test_no_small_file_keeps_the_server_busy(make: bombs.Bomb) -> None:
    """Each is refused for what it is, long before the limits of its process."""
    data = make()
    try:
        check_envelope(data)
        read_bounded(answer_to, data, 1, "picture", limits=replace(UPLOAD, cpu_s=UPLOAD.cpu_s // 2, wall_s=300))
    except Invalid as refused:
        assert refused.field == "picture"
        assert "takes too long" not in str(refused)
        assert "cannot be read" not in str(refused)
    else:
        assert make is bombs.jpeg_with_profile, "only a profile is left aside"


def test_as_many_scans_as_are_taken_are_drawn_in_time() -> None:
    whole = bombs.jpeg_of_scans(MAX_SCANS - 10, side=3900)
    assert scans_of(whole) == MAX_SCANS
    answer = read_bounded(answer_to, whole, 1, "picture", limits=replace(UPLOAD, cpu_s=UPLOAD.cpu_s // 2, wall_s=300))
    assert received(answer).size == Size(1280, 1280)


def test_scans_are_counted_as_a_decoder_meets_them() -> None:
    plain = encoded(painting(), quality=95)
    thumbnail = encoded(painting(80, 60), progressive=True)
    assert scans_of(plain) == 1
    assert scans_of(encoded(painting(), progressive=True)) == 10
    assert scans_of(plain + encoded(painting(), progressive=True)) == 1  # behind the end
    assert scans_of(plain[:2] + b"\xff\xe1" + (len(thumbnail) + 2).to_bytes(2, "big") + thumbnail + plain[2:]) == 1
    assert scans_of(encoded(painting(), restart_marker_blocks=1)) == 1
    assert scans_of(b"\xff\xd8\xff") == 0


def test_a_picture_in_one_scan_may_have_more_pixels() -> None:
    assert prepare(encoded(Image.new("RGB", (5000, 4000)))).size == Size(1280, 1024)
    assert "16 million" in refusal(encoded(Image.new("RGB", (5000, 4000)), progressive=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_what_is_handed_over_is_what_was_made(kind: str) -> None:
    data = encoded(painting(), kind)
    assert received(read_bounded(answer_to, data, 1, "picture")) == prepare(data)


# Sizes and addresses

sizes = st.builds(Size, st.integers(64, 20_000), st.integers(64, 20_000)).filter(
    lambda size: max(size.width, size.height) <= rules.MAX_RATIO * min(size.width, size.height)
)


@given(sizes)
def test_a_kept_size_fits_and_keeps_its_shape(size: Size) -> None:
    kept = size.fitted()
    assert 1 <= kept.width <= min(size.width, 1280)
    assert 1 <= kept.height <= min(size.height, rules.MAX_HEIGHT_PX)
    assert kept.width / kept.height == pytest.approx(size.width / size.height, rel=0.02)
    assert kept.fitted() == kept
    assert kept.widths[-1] == kept.width
    assert list(kept.widths) == sorted(set(kept.widths))


@given(sizes, st.text("abcXYZ019-_", min_size=20, max_size=20))
def test_an_address_tells_the_size(size: Size, secret: str) -> None:
    kept = size.fitted()
    token = address(secret, kept)
    assert len(token) <= 32
    assert size_of(token) == kept


@given(st.text(max_size=40))
def test_no_text_is_an_accident(text: str) -> None:
    assert size_of(text) is None or "x" in text
