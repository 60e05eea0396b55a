"""Several files in one run of bytes, so that a fuzzer can change any of them, and swap or drop whole files."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping

MARK = b"=== "


def split(data: bytes) -> dict[str, bytes]:
    """Name -> content, of bytes in which a line `=== NAME` stands before each content; what stands before the first
    such line belongs to nobody."""
    found: dict[str, bytes] = {}
    for piece in (b"\n" + data).split(b"\n" + MARK)[1:]:
        name, _, content = piece.partition(b"\n")
        found[name.decode("latin-1")] = content
    return found


def joined(parts: Mapping[str, bytes]) -> bytes:
    """The bytes that `split` parts into these."""
    return b"\n".join(MARK + name.encode("latin-1") + b"\n" + content for name, content in parts.items())


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive of the parts, none of them packed; two may have one name where it ends at a byte of zero."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive, warnings.catch_warnings(action="ignore"):
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
