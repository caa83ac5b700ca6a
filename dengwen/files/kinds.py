"""Which kinds of file are taken, told by their content and never by their name. Pure.

Whatever a file calls itself, only its bytes say what it is; what cannot be told is refused, and so
is a name that claims another kind than the bytes have.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import msgspec
from PIL import Image, UnidentifiedImageError

from dengwen.errors import Refusal

LARGEST = 20 * 1024 * 1024
"""Bytes of one file."""

MOST = 10
"""Files with one submission."""

LARGEST_PICTURE = 60_000_000
"""Pixels: more is a bomb, not a photograph."""

LARGEST_UNPACKED = 200 * 1024 * 1024
HIGHEST_RATIO = 120
"""An office file that unpacks to more bytes, or so many times its size, is refused unopened."""


def _(says: str) -> str:
    """Mark a sentence for the translators."""
    return says


class Kind(msgspec.Struct, frozen=True):
    """A kind of file: its media type, and the endings its name may have."""

    type: str
    endings: tuple[str, ...]

    @property
    def is_picture(self) -> bool:
        """Whether a cleaned copy is made to be shown."""
        return self.type.startswith("image/")


JPEG = Kind("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"))
PNG = Kind("image/png", (".png",))
WEBP = Kind("image/webp", (".webp",))
GIF = Kind("image/gif", (".gif",))
PDF = Kind("application/pdf", (".pdf",))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
TEXT = Kind("text/plain", (".txt", ".text", ".md", ".csv", ".log"))
MP4 = Kind("video/mp4", (".mp4", ".m4v"))
QUICKTIME = Kind("video/quicktime", (".mov",))
M4A = Kind("audio/mp4", (".m4a",))
MP3 = Kind("audio/mpeg", (".mp3",))
WAV = Kind("audio/wav", (".wav",))
OGG = Kind("audio/ogg", (".ogg", ".oga", ".opus"))

ALLOWED: tuple[Kind, ...] = (
    JPEG, PNG, WEBP, GIF, PDF, DOCX, XLSX, TEXT, MP4, QUICKTIME, M4A, MP3, WAV, OGG,
)  # fmt: skip

_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
    (b"ID3", MP3),
    (b"\xff\xfb", MP3),
    (b"\xff\xf3", MP3),
    (b"\xff\xf2", MP3),
    (b"OggS", OGG),
)

_OFFICE = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_BRANDS: tuple[tuple[tuple[bytes, ...], Kind], ...] = (
    ((b"M4A ", b"M4B "), M4A),
    ((b"qt  ",), QUICKTIME),
    ((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV",
      b"3gp4", b"3gp5", b"3gp6", b"dash"), MP4),
)  # fmt: skip


def tell(name: str, data: bytes) -> Kind:
    """What kind of file these bytes are. Raises Refusal for any that is not taken."""
    if not data:
        raise _refused("file_empty", _("The file “{name}” is empty."), name)
    if len(data) > LARGEST:
        raise too_large(name)
    kind = _by_content(name, data)
    if kind is None:
        raise _refused("file_kind", _("The file “{name}” is of a kind that is not taken."), name)
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    claimed = next((k for k in ALLOWED if ending in k.endings), None)
    if claimed is not None and claimed.type != kind.type and (claimed, kind) not in _AKIN:
        raise _refused("file_lies", _("The file “{name}” is not what its name says."), name)
    return kind


def too_large(name: str) -> Refusal:
    """The refusal of a file over the cap."""
    return Refusal(
        "file_too_large",
        _("The file “{name}” is larger than {most} MB."),
        facts={"name": name, "most": LARGEST // 1024**2},
        field="files",
        status=413,
    )


def too_many() -> Refusal:
    """The refusal of more files than one submission may bring."""
    return Refusal(
        "too_many_files",
        _("No more than {most} files can be given at once."),
        facts={"most": MOST},
        field="files",
    )


_AKIN = ((MP4, QUICKTIME), (QUICKTIME, MP4), (M4A, MP4), (MP4, M4A))
"""Kinds of one family, which telephones name without care."""


def _by_content(name: str, data: bytes) -> Kind | None:
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(data[8:12])
    if data[4:8] == b"ftyp":
        return next((kind for brands, kind in _BRANDS if data[8:12] in brands), None)
    if data.startswith(b"PK\x03\x04"):
        return _office(name, data)
    return TEXT if _is_text(data) else None


def _office(name: str, data: bytes) -> Kind | None:
    """Which office file a zip is, from its table alone: nothing of a bomb is ever unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        return None
    whole = sum(one.file_size for one in inside)
    packed = max(sum(one.compress_size for one in inside), 1)
    if whole > LARGEST_UNPACKED or whole / packed > HIGHEST_RATIO or len(inside) > 5_000:
        raise _refused("file_bomb", _("The file “{name}” unpacks to far more than it is."), name)
    names = {one.filename for one in inside}
    if any(one.lower().endswith("vbaproject.bin") for one in names):
        raise _refused("file_macros", _("The file “{name}” holds macros."), name)
    return next((kind for part, kind in _OFFICE.items() if part in names), None)


def _is_text(data: bytes) -> bool:
    """Whether bytes read as text in one of the encodings that people here write."""
    if b"\0" in data:
        return False
    for encoding in ("utf-8-sig", "gb18030", "big5"):
        try:
            words = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        start = words.lstrip()[:200].lower()
        odd = sum(1 for letter in words if ord(letter) < 32 and letter not in "\t\r\n\f")
        # A page that a browser would run is not a text, and bytes that decode by luck are not one.
        return odd == 0 and not start.startswith(("<!doctype", "<html", "<script", "<svg", "<?xml"))
    return False


def cleaned(name: str, data: bytes, kind: Kind) -> tuple[bytes, str]:
    """A picture drawn anew without place, time and camera in it, and its media type.

    Raises Refusal for one that cannot be drawn, or that has more pixels than any photograph.
    """
    Image.MAX_IMAGE_PIXELS = LARGEST_PICTURE
    try:
        with Image.open(io.BytesIO(data), formats=[kind.type.partition("/")[2].upper()]) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                raise Image.DecompressionBombError
            return _drawn(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refused(
            "file_bomb", _("The file “{name}” unpacks to far more than it is."), name
        ) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise _refused("file_broken", _("The picture “{name}” cannot be opened."), name) from None


_TURNS: dict[int, Callable[[Image.Image], Image.Image]] = {
    2: lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda p: p.transpose(Image.Transpose.ROTATE_180),
    4: lambda p: p.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda p: p.transpose(Image.Transpose.TRANSPOSE),
    6: lambda p: p.transpose(Image.Transpose.ROTATE_270),
    7: lambda p: p.transpose(Image.Transpose.TRANSVERSE),
    8: lambda p: p.transpose(Image.Transpose.ROTATE_90),
}
"""How to stand a picture upright, by its EXIF orientation, before that is thrown away."""


def _drawn(picture: Image.Image) -> tuple[bytes, str]:
    turn = _TURNS.get(picture.getexif().get(0x0112, 1))
    clear = "A" in picture.getbands() or "transparency" in picture.info
    drawn = picture.convert("RGBA" if clear else "RGB")
    upright = turn(drawn) if turn else drawn
    # A new picture of the same pixels: nothing that stood beside them comes along.
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    if clear:
        bare.save(out, "PNG", optimize=False)
        return out.getvalue(), PNG.type
    bare.save(out, "JPEG", quality=88)
    return out.getvalue(), JPEG.type


def _refused(code: str, says: str, name: str) -> Refusal:
    return Refusal(
        code,
        says,
        facts={"name": name},
        mend=_("Pictures, PDF, Word, Excel, text, sound and video up to 20 MB are taken."),
        field="files",
    )
