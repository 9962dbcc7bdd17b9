"""The serial number of an Ogg stream, which encoders draw by chance."""

import struct
import zlib

_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def with_serial(stream: bytes, serial: int) -> bytes:
    """The same Ogg stream with another serial number on every page (RFC 3533, section 6).

    Encoders choose the number at random; a fixed one makes the bytes reproducible.
    """
    pages, start = [], 0
    while start < len(stream):
        segments = stream[start + 26]
        body = start + 27 + segments
        end = body + sum(stream[start + 27 : body])
        page = bytearray(stream[start:end])
        page[14:18] = struct.pack("<I", serial)
        page[22:26] = bytes(4)
        page[22:26] = struct.pack("<I", _checksum(page))
        pages.append(page)
        start = end
    return b"".join(pages)


def _checksum(page: bytearray) -> int:
    # Ogg runs the CRC-32 polynomial from the top bit down and starts at 0. zlib runs it from the
    # bottom bit up and inverts at both ends: reversing bits and undoing the inversions gives Ogg's.
    reflected = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{reflected:032b}"[::-1], 2)
