"""Uploads: known by content, sealed, durable before they are named, shown without hidden data."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from PIL import Image

from dengwen.errors import Refusal
from dengwen.files import kinds, store
from dengwen.files.models import FileRow
from dengwen.files.store import Bytes
from dengwen.ledger import erasure

STREAM = "matter:DW-F1LE-F1LE-S"


def picture(kind: str = "JPEG", *, secret: bool = True) -> bytes:
    """A small picture with a place and a camera hidden in it."""
    image = Image.new("RGB", (40, 20), (200, 16, 46))
    out = io.BytesIO()
    if secret and kind == "JPEG":
        exif = Image.Exif()
        exif[0x010F] = "SpyCam"
        exif[0x0112] = 6
        exif.get_ifd(0x8825)[2] = (31.0, 14.0, 5.0)
        image.save(out, kind, exif=exif)
    else:
        image.save(out, kind)
    return out.getvalue()


def office(part: str = "word/document.xml", **more: bytes) -> bytes:
    """A zip that looks like an office file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
        for name, data in more.items():
            archive.writestr(name, data)
    return out.getvalue()


def on_disk() -> list[Path]:
    """Every file under the folder of uploads."""
    return [path for path in Path(settings.DENGWEN_FILES).rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> None:
    """Each test has a folder of uploads of its own."""
    settings.DENGWEN_FILES = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "data", "type_"),
    [
        ("a.jpg", picture(), "image/jpeg"),
        ("a.PNG", picture("PNG"), "image/png"),
        ("a.webp", picture("WEBP"), "image/webp"),
        ("a.gif", picture("GIF"), "image/gif"),
        ("a.pdf", b"%PDF-1.7\n...", "application/pdf"),
        ("a.docx", office(), kinds.DOCX.type),
        ("a.xlsx", office("xl/workbook.xml"), kinds.XLSX.type),
        ("說明.txt", "樓道堆物".encode(), "text/plain"),
        ("说明.txt", "楼道堆物".encode("gb18030"), "text/plain"),
        ("a.mp4", b"\0\0\0\x18ftypisom\0\0\0\0", "video/mp4"),
        ("a.mov", b"\0\0\0\x18ftypqt  \0\0\0\0", "video/quicktime"),
        ("a.m4a", b"\0\0\0\x18ftypM4A \0\0\0\0", "audio/mp4"),
        ("a.mp3", b"ID3\x04\0\0", "audio/mpeg"),
        ("a.wav", b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        ("no ending", picture(), "image/jpeg"),
    ],
)
def test_a_kind_is_told_by_its_content(name: str, data: bytes, type_: str) -> None:
    assert kinds.tell(name, data).type == type_


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("photo.jpg", b"MZ\x90\0\x03\0\0\0\x04", "file_kind"),
        ("photo.jpg", b"%PDF-1.7", "file_lies"),
        ("letter.pdf", picture(), "file_lies"),
        ("letter.docx", office("xl/workbook.xml"), "file_lies"),
        ("page.txt", b"<!DOCTYPE html><script>alert(1)</script>", "file_kind"),
        ("drawing.txt", b"<svg xmlns='x'/>", "file_kind"),
        ("a.svg", b"<svg/>", "file_kind"),
        ("a.zip", office("x/y.txt"), "file_kind"),
        ("a.docx", b"PK\x03\x04 broken", "file_kind"),
        ("a.docx", office(**{"word/vbaProject.bin": b"x"}), "file_macros"),
        ("empty.txt", b"", "file_empty"),
        ("elf", b"\x7fELF\x02\x01\x01\0", "file_kind"),
        ("zeros.txt", b"abc\0def", "file_kind"),
    ],
)
def test_what_is_not_taken_or_lies_is_refused(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        kinds.tell(name, data)
    assert refused.value.code == code
    assert refused.value.field == "files"


def test_a_zip_bomb_is_refused_unopened() -> None:
    bomb = office(**{"word/media.bin": b"\0" * (60 * 1024 * 1024)})
    assert len(bomb) < 200_000
    with pytest.raises(Refusal, match="file_bomb"):
        kinds.tell("a.docx", bomb)


def bomb_picture(width: int, height: int) -> bytes:
    """A PNG that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.django_db
@pytest.mark.parametrize("side", [9_000, 60_000])
def test_a_picture_bomb_is_refused_and_leaves_nothing(side: int) -> None:
    with pytest.raises(Refusal, match="file_bomb"):
        store.put(STREAM, "p1", Bytes("a.png", bomb_picture(side, side)))
    assert on_disk() == []


@pytest.mark.django_db
def test_a_broken_picture_is_refused() -> None:
    with pytest.raises(Refusal, match="file_broken"):
        store.put(STREAM, "p1", Bytes("a.jpg", picture()[:200]))


@pytest.mark.django_db
def test_the_original_is_kept_as_evidence_and_the_shown_copy_hides_nothing() -> None:
    given = picture()
    kept = store.put(STREAM, "p1", Bytes("C:\\Users\\wang\\現場.jpg", given))
    assert kept.name == "現場.jpg"
    assert kept.sha256 == sha256(given).hexdigest()
    assert store.open_original(kept.id) == (given, "image/jpeg")
    shown, type_ = store.open_shown(kept.id)
    assert type_ == "image/jpeg"
    assert b"SpyCam" not in shown
    assert b"Exif" not in shown
    with Image.open(io.BytesIO(shown)) as image:
        assert image.size == (20, 40)  # stood upright
        assert dict(image.getexif()) == {}


@pytest.mark.django_db
def test_nothing_lies_open_on_disk_and_only_the_owner_may_read_it() -> None:
    store.put(STREAM, "p1", Bytes("a.txt", "我看見的事".encode()))
    (file,) = on_disk()
    assert "我看見的事".encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_file_and_folder_are_synced_before_the_file_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        told.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        real_fsync(handle)

    def replace(self: Path, target: Path) -> Path:
        told.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    store.put(STREAM, "p1", Bytes("a.txt", b"words"))
    assert told[:3] == ["file", "rename", "folder"]


@pytest.mark.django_db
def test_too_large_and_too_many_are_refused() -> None:
    with pytest.raises(Refusal, match="file_too_large") as refused:
        store.put(STREAM, "p1", Bytes("a.txt", b"x" * (kinds.LARGEST + 1)))
    assert refused.value.status == 413
    with pytest.raises(Refusal, match="too_many_files"):
        store.put_all(STREAM, "p1", [Bytes("a.txt", b"x")] * (kinds.MOST + 1))
    assert on_disk() == []


def test_erasing_a_person_removes_rows_and_bytes(committed_db: str) -> None:
    with transaction.atomic():
        mine = store.put(STREAM, "p1", Bytes("a.jpg", picture()))
        theirs = store.put(STREAM, "p2", Bytes("b.txt", b"words"))
    with transaction.atomic():
        erasure.erase(STREAM, "p1")
    with pytest.raises(LookupError):
        store.open_original(mine.id)
    assert store.open_original(theirs.id)[0] == b"words"
    assert all(mine.id not in path.name for path in on_disk())


def test_bytes_of_a_request_that_died_are_swept_and_no_others(committed_db: str) -> None:
    with transaction.atomic():
        store.put(STREAM, "p1", Bytes("a.txt", b"orphan"))
        transaction.set_rollback(True)
    with transaction.atomic():
        kept = store.put(STREAM, "p1", Bytes("b.txt", b"kept"))
    assert len(on_disk()) == 2
    assert store.sweep() == 0  # a request may still be under way
    assert store.sweep(older_than=-1) == 1
    assert store.open_original(kept.id)[0] == b"kept"
    assert store.missing() == []
    on_disk()[0].unlink()
    assert store.missing() == [kept.id]


@pytest.mark.django_db
def test_bytes_changed_on_disk_are_never_shown() -> None:
    kept = store.put(STREAM, "p1", Bytes("a.txt", b"words"))
    (file,) = on_disk()
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(Exception, match="sealed bytes"):
        store.open_original(kept.id)
    assert FileRow.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.txt", "ab.txt"),
        ("\ud800x.txt", "x.txt"),
        ("", "file"),
        ("長" * 300 + ".pdf", "長" * 100 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(given: str, plain: str) -> None:
    assert store.plain_name(given) == plain
