"""Data that travel in a page and come back: sealed with the session's secret, so that nobody else can make or change them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import zlib

from supplycheck.errors import SupplycheckError
from supplycheck.web.limits import MAX_STATE

_DIGEST = 32


class BrokenSeal(SupplycheckError):
    """Data that this session did not seal: changed on the way, of an earlier session, or from somebody else."""

    def __init__(self) -> None:
        super().__init__("the data of this page are not of this session")


class Seal:
    """Seals and opens data for one purpose; what was sealed for another does not open.

    Args:
        secret: the session's, of at least 32 bytes.
        purpose: what the data are for.
    """

    def __init__(self, secret: bytes, purpose: str) -> None:
        self._key = hmac.digest(secret, purpose.encode(), hashlib.sha256)

    def close(self, data: bytes) -> str:
        """The data as a text that fits into a form field."""
        packed = zlib.compress(data, 6)
        return base64.urlsafe_b64encode(hmac.digest(self._key, packed, hashlib.sha256) + packed).decode()

    def open(self, sealed: str) -> bytes:
        """The data again. They are unpacked only after it is known that we packed them.

        Raises:
            BrokenSeal: they were not sealed by this session for this purpose.
        """
        try:
            whole = base64.b64decode(sealed.encode("ascii"), altchars=b"-_", validate=True)
        except (binascii.Error, UnicodeEncodeError):
            raise BrokenSeal from None
        digest, packed = whole[:_DIGEST], whole[_DIGEST:]
        if not hmac.compare_digest(digest, hmac.digest(self._key, packed, hashlib.sha256)):
            raise BrokenSeal
        try:
            return zlib.decompressobj().decompress(packed, MAX_STATE)
        except zlib.error:
            raise BrokenSeal from None
