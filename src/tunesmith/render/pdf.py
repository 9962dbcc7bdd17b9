"""Joins one-page PDF documents (ISO 32000-1, section 7.5: objects, cross-reference table, trailer)."""

import re
from collections.abc import Iterable, Sequence

_REFERENCE = re.compile(rb"(\d+) 0 R\b")
_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_CATALOG, _PAGES = 1, 2  # object numbers in the joined document


def join_pdfs(documents: Sequence[bytes]) -> bytes:
    """One document of all pages, in order. Reads the plain cross-reference tables that svg2pdf writes."""
    objects: dict[int, bytes] = {}
    pages: list[int] = []
    shift = _PAGES
    for document in documents:
        found = dict(_objects(document))
        for number, body in found.items():
            if b"/Type /Catalog" in body or b"/Type /Pages" in body:
                continue
            head, stream, data = body.partition(b"stream\n")
            head = _REFERENCE.sub(lambda match: b"%d 0 R" % (int(match[1]) + shift), head)  # noqa: B023
            if b"/Type /Page\n" in head:
                head = re.sub(rb"/Parent \d+ 0 R", b"/Parent %d 0 R" % _PAGES, head)
                pages.append(number + shift)
            objects[number + shift] = head + stream + data
        shift += max(found)
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    objects[_CATALOG] = b"<< /Type /Catalog /Pages %d 0 R >>\n" % _PAGES
    objects[_PAGES] = b"<< /Type /Pages /Count %d /Kids [%s] >>\n" % (len(pages), kids)
    return _document(objects)


def _objects(document: bytes) -> Iterable[tuple[int, bytes]]:
    """The number and the body of each object, found by the cross-reference table."""
    table = int(document[document.rindex(b"startxref") + 9 :].split()[0])
    starts = sorted(int(offset) for offset in _ENTRY.findall(document, table))
    for start, end in zip(starts, [*starts[1:], table], strict=True):
        number, _, rest = document[start:end].partition(b" 0 obj\n")
        yield int(number), rest[: rest.rindex(b"endobj")]


def _document(objects: dict[int, bytes]) -> bytes:
    parts = [b"%PDF-1.7\n%\x80\x80\x80\x80\n"]
    offsets: dict[int, int] = {}
    position = len(parts[0])
    for number, body in sorted(objects.items()):
        part = b"%d 0 obj\n%sendobj\n" % (number, body)
        offsets[number] = position
        position += len(part)
        parts.append(part)
    size = max(objects) + 1
    entries = [
        b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 65535 f \n" for n in range(size)
    ]
    parts.append(b"xref\n0 %d\n%s" % (size, b"".join(entries)))
    parts.append(
        b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, _CATALOG, position)
    )
    return b"".join(parts)
