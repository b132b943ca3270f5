"""Where the log of a run goes: standard error, and a file if one is named. The library itself only speaks to loggers."""

from __future__ import annotations

import logging
from pathlib import Path

from supplycheck.errors import UsageError
from supplycheck.writers.printable import in_one_line

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Formatter(logging.Formatter):
    """One line a record, fit for a terminal: names of files are from outside."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return in_one_line(super().formatMessage(record))


def begin(verbose: int, quiet: bool, file: Path | None) -> None:
    """Begins to log. A file gets at least what `-v` tells.

    Raises:
        UsageError: the file cannot be written.
    """
    level = logging.ERROR if quiet else (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logger = logging.getLogger("supplycheck")
    logger.setLevel(min(level, logging.INFO) if file else level)
    shown = logging.StreamHandler()
    shown.setLevel(level)
    handlers: list[logging.Handler] = [shown]
    if file is not None:
        try:
            handlers.append(logging.FileHandler(file, encoding="utf-8"))
        except OSError as error:
            raise UsageError(f"{file}: {error.strerror}") from None
    for handler in handlers:
        handler.setFormatter(_Formatter(_FORMAT))
        logger.addHandler(handler)
