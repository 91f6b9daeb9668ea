"""From the bytes that somebody sent to clean pictures in every size: decode small, turn upright, re-encode.

Nothing of the file survives but its pixels: no metadata, no profile, no comment, and nothing that was hidden behind
the picture's end. What a file is called or claims to be is never asked.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import (  # the plugins are what reads and writes the kinds that are taken, and no others
    AvifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,  # noqa: F401
    MpoImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401
)

from civic.bounded.answers import WorkerAnswer
from civic.errors import Invalid, msgid
from civic.pictures import rules
from civic.pictures.envelopes import NOT_A_PICTURE, check_envelope, check_parts, refused, scans_of
from civic.pictures.rules import Size

warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
AvifImagePlugin.DEFAULT_MAX_THREADS = 1

_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
_ENCODINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "avif": ("AVIF", {"quality": 55, "speed": 8, "max_threads": 1}),
    "webp": ("WEBP", {"quality": 78, "method": 4}),
    "jpeg": ("JPEG", {"quality": 80, "optimize": True}),
}
_ORIENTATION_TAG = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_QUARTER_TURNS = {_TURNS[orientation] for orientation in (5, 6, 7, 8)}
_HIGH_BYTES = [value >> 8 for value in range(1 << 16)]
_PAPER = (255, 255, 255)

_DAMAGED = msgid("This picture is damaged or not complete. Please send it again, or choose another one.")


@dataclass(frozen=True, slots=True)
class File:
    """One encoding: `width` pixels wide, `kind` of `rules.KINDS`."""

    width: int
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture that is ready to be stored: its full size and all its files."""

    size: Size
    files: tuple[File, ...]


def prepare(data: bytes) -> Prepared:
    """All sizes and encodings of a picture. About a second of CPU and 100 MB for a photograph of 12 megapixels.

    Raises:
        Invalid: on the field 'picture', with what is wrong in words for the sender.
    """
    check_envelope(data)
    check_parts(data)
    picture = _decoded(data)
    size = Size(*picture.size)
    return Prepared(size, tuple(_files(picture, size)))


def answer_to(data: bytes) -> WorkerAnswer:
    """In the bounded process: what `prepare` makes, to be handed over.

    Raises:
        Invalid: as `prepare`.
    """
    made = prepare(data)
    facts = {"size": [made.size.width, made.size.height], "files": [[file.width, file.kind] for file in made.files]}
    return WorkerAnswer(facts, tuple(file.content for file in made.files))


def received(answer: WorkerAnswer) -> Prepared:
    """What was handed over."""
    files = zip(answer.facts["files"], answer.files, strict=True)
    width, height = answer.facts["size"]
    return Prepared(Size(width, height), tuple(File(width, kind, content) for (width, kind), content in files))


def _decoded(data: bytes) -> Image.Image:
    """The picture upright, opaque, in sRGB and small enough to keep."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            _check_header(image, data)
            return _upright(image)
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(rules.MAX_PIXELS_ELSE) from error
    except UnidentifiedImageError as error:
        raise refused(NOT_A_PICTURE) from error
    except Exception as error:  # on a broken file decoders raise anything
        raise refused(_DAMAGED) from error


def _check_header(image: Image.Image, data: bytes) -> None:
    """Refuses by what the header says, before any pixel is decoded."""
    width, height = image.size
    # A JPEG in one scan is decoded small at once; one in several is held whole until the last of them.
    in_one = image.format in ("JPEG", "MPO") and scans_of(data) == 1
    most = rules.MAX_PIXELS_JPEG if in_one else rules.MAX_PIXELS_ELSE
    if width * height > most:
        raise _too_many_pixels(most)
    if min(width, height) < rules.MIN_SIDE_PX:
        raise refused(
            msgid("This picture is very small. Each side must have at least %(least)s pixels."), least=rules.MIN_SIDE_PX
        )
    if max(width, height) > rules.MAX_RATIO * min(width, height):
        raise refused(msgid("This picture is too long and narrow to be shown."))
    # A phone's JPEG may carry a second view behind the first (MPO); it is still one picture.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise refused(msgid("Moving pictures are not taken here. Please send one that stands still."))


def _too_many_pixels(most: int) -> Invalid:
    return refused(
        msgid("This picture has too many pixels: at most %(most)s million are taken."), most=most // 1_000_000
    )


def _upright(image: Image.Image) -> Image.Image:
    turn = _TURNS.get(_orientation(image))
    target = Size(*image.size)
    target = target.turned().fitted().turned() if turn in _QUARTER_TURNS else target.fitted()
    image.draft(None, (target.width, target.height))
    image.load()
    small = _shrunk(_eight_bits(image), target)
    upright = small if turn is None else small.transpose(turn)
    return _bare(upright, image.info.get("icc_profile"))


def _orientation(image: Image.Image) -> int:
    """How the camera was held, by EXIF (1 is upright); metadata that cannot be read say nothing."""
    try:
        orientation = image.getexif().get(_ORIENTATION_TAG)
    except Exception:  # the same here: each field of it may be nonsense
        return 1
    return orientation if isinstance(orientation, int) else 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """A mode that can be made smaller without loss: greys of 16 bits and palettes become plain colours."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(_HIGH_BYTES, "L")
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else image


def _bare(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The pixels on white paper in sRGB, in an image that knows nothing else."""
    if image.mode == "RGBA":
        opaque = Image.new("RGB", image.size, _PAPER)
        opaque.paste(image, mask=image)
        image = opaque
    converted = _in_srgb(image, profile).convert("RGB")
    clean = Image.new("RGB", image.size)
    clean.paste(converted)
    return clean


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours that the picture's own profile means; one that cannot be read, or is huge, is left aside."""
    if not profile or len(profile) > rules.MAX_PROFILE_BYTES:
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


def _files(picture: Image.Image, size: Size) -> list[File]:
    made = [File(size.width, "jpeg", _encoded(picture, "jpeg"))]
    for width in reversed(size.widths):
        at = size.at_width(width)
        smaller = picture if width == size.width else _shrunk(picture, at)
        made += [File(width, kind, _encoded(smaller, kind)) for kind in ("avif", "webp")]
    return made


def _shrunk(picture: Image.Image, size: Size) -> Image.Image:
    return picture.resize((size.width, size.height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _encoded(picture: Image.Image, kind: str) -> bytes:
    name, options = _ENCODINGS[kind]
    target = io.BytesIO()
    picture.save(target, name, **options)
    return target.getvalue()
