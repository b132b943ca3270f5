"""How much one request may bring, and how long it may take. Whoever has more uses the command line."""

from __future__ import annotations

MIB = 1024 * 1024

MAX_BODY = 24 * MIB
"""The largest request, all its files and fields together."""

MAX_FIELD = 12 * MIB
"""The largest field; the state of earlier steps is one."""

MAX_FILES = 20
MAX_FIELDS = 20_000
MAX_FORM_LINES = 50
"""How many goods lines a form shows; a declaration may have no more."""

MAX_NAME = 120
"""How many characters of a file's name are kept."""

MAX_DECLARATIONS = 100
MAX_LINES = 1_000
"""How many declarations, and goods lines in them all, one page shows."""

MAX_STATE = 24 * MIB
"""The largest state, unpacked."""

MAX_TEXT = 4_000
"""The longest text in one field of a form."""

MAX_ROWS = 60
"""How many rows (documents, statements, items) a form takes in one place."""

RECEIVE_SECONDS = 60.0
"""How long a request may take to arrive."""

CHECK_SECONDS = 60.0
"""How long reading and checking may take."""
