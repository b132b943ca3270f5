"""How much one request may bring, and how long it may take. Sizes in bytes, times in seconds."""

from __future__ import annotations

KIB = 1024
MIB = 1024 * KIB

MAX_HEAD = 16 * KIB
"""Address and header fields together."""

MAX_BODY = 8 * MIB
"""A document: JSON, XML or CSV. Whoever has more sends JSON lines, or uses the command line."""

MAX_LINE = MIB
"""One line of JSON lines."""

SEEN_LINES = 100_000
"""Among how many JSON lines a declaration that comes twice is seen; what is remembered of them takes some 20 MB."""

MAX_DECLARATIONS = 1_000
MAX_GOODS = 5_000
"""How many declarations, and goods lines in them all, one document may hold."""

MAX_HELD = 128 * MIB
"""What all requests of one process together may hold of documents; more are asked to come again."""

SMALL = 16 * KIB
FEW_GOODS = 10
"""A document, or line, of this size and with so few goods lines is checked at once; others take their turn on a thread."""

HEAD_SECONDS = 10.0
BODY_SECONDS = 30.0
"""How long a head, a document or the next line may take to arrive, from first to last byte."""

STREAM_SECONDS = 3_600.0
"""How long JSON lines may go on."""

CHECK_SECONDS = 60.0
"""How long a document may be worked on."""

UNREAD_SECONDS = 30.0
"""How long an answer may wait for a client that does not read."""

GRACE_SECONDS = 30
"""How long requests under way may still take when the service is to end."""

CONNECTIONS = 500
"""How many connections a process holds; each is an open file, of which a process often may have 1,024."""
