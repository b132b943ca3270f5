"""Reading a large file in a process of its own, so that one processor reads while another writes.

The file is the process's standard input, opened by who asks: both see the same file, whatever is put in its place
meanwhile. Rows come back in batches on its standard output; a thread takes the next one off the pipe, which alone holds
less than a batch, while the last one is worked on: else each process would wait for the other. When who asked is gone,
writing fails and the process ends.
"""

from __future__ import annotations

import base64
import gc
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BufferedReader
from itertools import islice
from typing import IO, Any

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry.definition import Definition
from supplycheck.registry.formats.rows import Damage, Row, Rows
from supplycheck.workers import received, send

WORTH_IT = 8_000_000
"""From so many bytes on starting a process is worth it."""

_AT_ONCE = 1000
_START = (
    "import base64, pickle, sys; sys.path[:], definition = pickle.loads(base64.b64decode(sys.argv[1])); "
    "from supplycheck.registry.ahead import serve; serve(definition)"
)


def rows(definition: Definition, file: BufferedReader) -> Rows:
    """The rows of a file, as `formats.parse` gives them; raises RegistryUnavailable on the way."""
    damage = Damage()
    return Rows(_rows(definition, file, damage), damage)


def _rows(definition: Definition, file: BufferedReader, damage: Damage) -> Iterator[Row]:
    told = base64.b64encode(pickle.dumps((sys.path, definition))).decode()
    file.seek(0)
    with subprocess.Popen(
        [sys.executable, "-c", _START, told], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        with ThreadPoolExecutor(1) as beside:
            try:
                coming = beside.submit(_taken, process.stdout)
                while isinstance(got := _got(coming.result()), list):
                    coming = beside.submit(_taken, process.stdout)
                    yield from got
            finally:
                process.kill()  # else the thread could wait for it
    if isinstance(got, Damage):
        damage.count, damage.places = got.count, got.places
        return
    why = got if isinstance(got, str) else "the process that reads it ended before the file did"
    raise RegistryUnavailable(definition.name, why)


def _taken(stream: IO[bytes]) -> bytes:
    """The next batch as it was written; nothing where it is not whole, or none comes any more."""
    try:
        return received(stream)
    except EOFError:
        return b""


def _got(body: bytes) -> Any:
    """What came: rows, at the end the damage, instead of it a reason; None where nothing came."""
    return pickle.loads(body) if body else None


def serve(definition: Definition) -> None:
    """Read standard input and write its rows: what runs in the process."""
    from supplycheck.registry.formats import parse

    gc.disable()  # rows have no cycles, and the process ends with the file
    out = sys.stdout.buffer
    try:
        with open(0, "rb", closefd=False) as file:
            found = parse(definition, file)
            while batch := list(islice(found.rows, _AT_ONCE)):
                _put(out, batch)
            _put(out, found.damage)
    except RegistryUnavailable as error:
        _put(out, error.reason)
    except BrokenPipeError:
        return


def _put(stream: IO[bytes], value: Any) -> None:
    send(stream, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
