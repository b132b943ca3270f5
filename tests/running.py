"""The command line in a process of its own, in a folder of the test's, without settings from outside.

The process is forked from one that has the program loaded already, where that can be done: starting Python and loading
the program is most of what a short command takes, and there are hundreds.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
USAGE = 2

_FORKING = "forkserver" in multiprocessing.get_all_start_methods()


def run(folder: Path, *words: object, **env: str) -> subprocess.CompletedProcess[str]:
    """The command line without the settings of whoever runs the tests."""
    own = ("SUPPLYCHECK_CACHE", "SUPPLYCHECK_DATA")  # folders of the test run
    kept = {k: v for k, v in os.environ.items() if k in own or not k.startswith(("SUPPLYCHECK_", "LC_"))}
    return started(folder, words, {**kept, "PYTHONPATH": str(ROOT)}, env)


def started(
    folder: Path, words: tuple[object, ...], kept: dict[str, str], env: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """The command line with an environment: what it has of this process, and what the test adds."""
    command = [sys.executable, "-m", "supplycheck", *map(str, words)]
    whole = {**kept, "LANG": "C.UTF-8", "PYTHONUTF8": "1", **env}
    if not _FORKING or any(name.startswith(("PYTHON", "LANG", "LC_")) for name in env):
        return subprocess.run(
            command, capture_output=True, encoding="utf-8", check=False, cwd=folder, env=whole, stdin=subprocess.DEVNULL
        )
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["supplycheck.cli.main", "supplycheck.checker", "supplycheck.readers"])
    with TemporaryDirectory() as name:
        out, err = Path(name, "out"), Path(name, "err")
        process = context.Process(target=_begin, args=(str(folder), command[3:], whole, str(out), str(err)))
        process.start()
        process.join()
        assert process.exitcode is not None
        return subprocess.CompletedProcess(
            command, process.exitcode, *(path.read_bytes().decode().replace("\r\n", "\n") for path in (out, err))
        )


def _begin(folder: str, words: list[str], env: dict[str, str], out: str, err: str) -> None:
    from supplycheck.cli.main import main

    for path, number in ((out, 1), (err, 2)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
        os.close(file)
    for stream, errors in ((sys.stdout, "strict"), (sys.stderr, "backslashreplace")):
        stream.reconfigure(encoding="utf-8", errors=errors)  # type: ignore[union-attr]
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    sys.argv = ["supplycheck", *words]
    main()
