"""Built snapshots on disk: made once, found again by the content of what they were made from.

The directory is `$SUPPLYCHECK_CACHE`, else the user's cache directory; it may be deleted at any time. Several processes
may want the same snapshot at once: one builds it, in a file of its own that is moved into place whole, and the others
wait for it. Where the directory cannot be written, a snapshot is built in memory and lasts as long as the process.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry import name_index
from supplycheck.registry.build import SCHEMA, fill, fingerprint
from supplycheck.registry.definition import Definition

if TYPE_CHECKING:
    import sqlite3

    from supplycheck.registry.formats.rows import Row, Rows
    from supplycheck.registry.name_index import NameIndex

BUILT = ".sqlite"
"""The extension of a built snapshot."""

INDEX = ".names"
"""The extension of an index of names."""

_WAIT = 600.0
_MANY = 4096
_WRONG = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
_digests: dict[tuple[str, int, int], str] = {}


def directory() -> Path:
    """Where built snapshots are kept."""
    told = os.environ.get("SUPPLYCHECK_CACHE")
    if told:
        return Path(told) / "snapshots"
    import platformdirs

    return Path(platformdirs.user_cache_dir("supplycheck", appauthor=False)) / "snapshots"


def digest_of(name: str, path: Path) -> str:
    """SHA-256 of a file; within this process taken again only when size or time of change differ.

    Raises:
        RegistryUnavailable: the file cannot be read.
    """
    try:
        status = path.stat()
        key = (str(path), status.st_size, status.st_mtime_ns)
        known = _digests.get(key)
        if known is None:
            with path.open("rb") as file:
                known = hashlib.file_digest(file, "sha256").hexdigest()
            if len(_digests) >= _MANY:
                _digests.clear()
            _digests[key] = known
    except (OSError, ValueError) as error:
        raise RegistryUnavailable(name, f"{path} cannot be read: {error}") from error
    return known


def connect(definition: Definition, path: Path) -> tuple[sqlite3.Connection, str, Path | None]:
    """An open snapshot of an interchange file or of a built snapshot: connection, SHA-256 of its source, its file.

    The file is None for a snapshot that lives in memory.

    Raises:
        RegistryUnavailable: the file cannot be read as what the definition says.
    """
    if path.suffix == BUILT:
        return _connect_built(definition, path)
    digest = digest_of(definition.name, path)
    cached = directory() / _cached_name(definition, digest)
    connection = open_ready(cached, definition, digest)
    if connection is not None:
        return connection, digest, cached
    with _opened(definition.name, path) as file:
        # The file may have been replaced since its digest was taken: what counts is what is read.
        digest = _digest(file)
        cached = cached.with_name(_cached_name(definition, digest))
        return _keep(definition, partial(_parsed, definition, file), digest, cached)


def _connect_built(definition: Definition, path: Path) -> tuple[sqlite3.Connection, str, Path | None]:
    """A snapshot that was built elsewhere; one of other rules than today's is built again from its rows."""
    source = built_from(path)
    if source is None:
        raise RegistryUnavailable(definition.name, f"{path} is no built snapshot")
    connection = open_ready(path, definition, source)
    if connection is not None:
        return connection, source, path
    cached = directory() / _cached_name(definition, digest_of(definition.name, path))
    connection = open_ready(cached, definition, source)
    if connection is not None:
        return connection, source, cached
    return _keep(definition, partial(_rows_of_built, definition, path), source, cached)


def build_file(definition: Definition, source: Path, target: Path) -> None:
    """Build a snapshot of an interchange file as a file of its own, to be put where snapshots are looked for.

    Raises:
        RegistryUnavailable: the source cannot be read, or the target not be written.
    """
    with _opened(definition.name, source) as file:
        digest = _digest(file)
        written = _write(definition, partial(_parsed, definition, file), digest, target)
    if not written:
        raise RegistryUnavailable(definition.name, f"{target} cannot be written")


def build_in_memory(definition: Definition, path: Path) -> sqlite3.Connection:
    """A snapshot that leaves no trace on disk.

    Raises:
        RegistryUnavailable: the file cannot be read as what the definition says.
    """
    if path.suffix == BUILT:
        source = built_from(path)
        if source is None:
            raise RegistryUnavailable(definition.name, f"{path} is no built snapshot")
        return _in_memory(definition, _rows_of_built(definition, path), source)
    with _opened(definition.name, path) as file:
        digest = _digest(file)
        return _in_memory(definition, _parsed(definition, file), digest)


def open_ready(path: Path, definition: Definition, digest: str) -> sqlite3.Connection | None:
    """A connection to a built file, or None where it is not there, broken, or of other rules, source or definition."""
    import sqlite3

    if not path.is_file():
        return None
    connection = None
    try:
        connection = reopen(path)
        meta = dict(connection.execute("SELECT k, v FROM meta"))
        wanted = {"schema": SCHEMA, "sha256": digest, "definition": definition.digest, "fingerprint": fingerprint()}
        if all(meta.get(key) == value for key, value in wanted.items()):
            highest = connection.execute("SELECT max(id) FROM records").fetchone()[0] or 0
            if str(highest) == meta.get("rows"):
                return connection
    except (sqlite3.Error, OSError, ValueError):
        pass
    if connection is not None:
        connection.close()
    return None


def reopen(path: Path) -> sqlite3.Connection:
    """A read-only connection to a file that nobody changes; raises sqlite3.Error."""
    import sqlite3

    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def built_from(path: Path) -> str | None:
    """The SHA-256 of the file a built snapshot was made from; None where this is no built snapshot."""
    import sqlite3

    connection = None
    try:
        connection = reopen(path)
        meta = dict(connection.execute("SELECT k, v FROM meta"))
    except (sqlite3.Error, OSError, ValueError):
        return None
    finally:
        if connection is not None:
            connection.close()
    source = meta.get("sha256")
    return source if meta.get("schema") == SCHEMA and isinstance(source, str) else None


def _rows_of_built(definition: Definition, path: Path) -> Rows:
    """The rows that a built snapshot was made from."""
    import json
    import sqlite3

    from supplycheck.registry.formats.rows import Damage, Rows

    try:
        connection = reopen(path)
        try:
            meta = dict(connection.execute("SELECT k, v FROM meta"))
        finally:
            connection.close()
        damage = Damage(int(meta["damaged"]), [str(place) for place in json.loads(meta["places"])])
        if meta.get("registry") != definition.name:
            raise ValueError("it is of another registry")
    except (sqlite3.Error, OSError, *_WRONG) as error:
        raise RegistryUnavailable(definition.name, f"{path} is no built snapshot: {error}") from error
    return Rows(_texts_of_built(definition, path, meta["rows"]), damage)


def _texts_of_built(definition: Definition, path: Path, count: str) -> Iterator[Row]:
    import json
    import sqlite3

    from supplycheck.registry.formats.rows import clean

    connection = None
    number = 0
    try:
        connection = reopen(path)
        for (text,) in connection.execute("SELECT fields FROM records ORDER BY id"):
            number += 1
            yield {str(key): clean(str(value)) for key, value in json.loads(text).items()}
        if count != str(number):
            raise ValueError("it is not whole")
    except (sqlite3.Error, OSError, *_WRONG) as error:
        raise RegistryUnavailable(definition.name, f"{path} is no built snapshot: {error}") from error
    finally:
        if connection is not None:
            connection.close()


def open_index(connection: sqlite3.Connection, anew: bool = False) -> NameIndex:
    """The index of a snapshot's names: that in its file, made where it is not there or `anew`; failing that, in memory."""
    path = _index_of(connection)
    found = name_index.open_file(path) if path is not None and not anew else None
    # Where it cannot be written, another process may have put the same there meanwhile.
    if found is None and path is not None and (name_index.write(path, _names_of(connection)) or not anew):
        found = name_index.open_file(path)
    return found or name_index.in_memory(_names_of(connection))


def _index_of(connection: sqlite3.Connection) -> Path | None:
    """Where the index of a snapshot's names lies; None for a snapshot that needs none."""
    found = connection.execute("SELECT v FROM meta WHERE k = 'indexed'").fetchone()
    if found is None:
        return None
    whole = hashlib.sha256(f"{found[0]}\0{fingerprint()}\0{sys.byteorder}".encode()).hexdigest()
    return directory() / (whole + INDEX)


def _names_of(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """The key and the text of each name, in order."""
    yield from connection.execute("SELECT key, text FROM names ORDER BY id")


def _keep(
    definition: Definition, rows: Callable[[], Rows], digest: str, cached: Path
) -> tuple[sqlite3.Connection, str, Path | None]:
    with _alone(cached):
        connection = open_ready(cached, definition, digest)
        if connection is None and _write(definition, rows, digest, cached):
            connection = open_ready(cached, definition, digest)
        if connection is not None:
            return connection, digest, cached
    return _in_memory(definition, rows(), digest), digest, None


@contextmanager
def _alone(cached: Path) -> Iterator[None]:
    """One process of a machine at a time builds a snapshot: many that begin together want the same. None waits for ever."""
    from filelock import FileLock, Timeout

    locks = directory() / "locks"
    with ExitStack() as held:
        with suppress(OSError, Timeout):
            locks.mkdir(parents=True, exist_ok=True)
            held.enter_context(FileLock(locks / f"{cached.stem}.lock", timeout=_WAIT))
        yield


def _in_memory(definition: Definition, rows: Rows, digest: str) -> sqlite3.Connection:
    import sqlite3

    connection = sqlite3.connect(":memory:", check_same_thread=False)
    fill(connection, definition, rows, digest)
    return connection


def _write(definition: Definition, rows: Callable[[], Rows], digest: str, target: Path) -> bool:
    """Whether the snapshot now stands at `target`, whole."""
    import sqlite3
    import tempfile

    temporary: str | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:16]}-", suffix=".tmp", dir=target.parent)
        os.close(handle)
        connection = sqlite3.connect(temporary)
        try:
            connection.execute("PRAGMA page_size = 8192")  # fewer pages to put in order
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            fill(connection, definition, rows(), digest)
            if (index := _index_of(connection)) is not None and not index.is_file():
                name_index.write(index, _names_of(connection))
        finally:
            connection.close()
        # A name must never stand for half a file, a power cut included.
        with open(temporary, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(temporary, target)
        temporary = None
    except (OSError, sqlite3.Error):
        # Windows does not replace a file that is open: then another process has put the same there.
        return target.is_file()
    finally:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary)
    return True


def _opened(name: str, path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except (OSError, ValueError) as error:
        raise RegistryUnavailable(name, f"{path} cannot be read: {error}") from error


def _digest(file: BufferedReader) -> str:
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def _parsed(definition: Definition, file: BufferedReader) -> Rows:
    """The rows of an open file; a large one is read ahead, where this interpreter can be started again."""
    import sys

    from supplycheck.registry import ahead
    from supplycheck.registry.formats import parse

    if os.fstat(file.fileno()).st_size >= ahead.WORTH_IT and sys.executable and not getattr(sys, "frozen", False):
        return ahead.rows(definition, file)
    file.seek(0)
    return parse(definition, file)


def _cached_name(definition: Definition, digest: str) -> str:
    whole = hashlib.sha256(f"{digest}\0{definition.digest}\0{fingerprint()}".encode()).hexdigest()
    return whole + BUILT
