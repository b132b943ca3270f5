"""`supplycheck batch`: declarations by the million, in a file of results that a crash neither loses nor doubles."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from supplycheck.cli.check import NOTHING_FOUND
from supplycheck.cli.logs import is_quiet, notice
from supplycheck.cli.options import (
    FOLDER,
    INTERNAL_ERROR,
    Asked,
    asked_options,
    begin_redacting,
    fail_on_options,
    lang_option,
    language,
    say,
    setting,
    status,
)
from supplycheck.cli.output import beside
from supplycheck.garbage import collect_seldom
from supplycheck.report import OUTCOMES
from supplycheck.writers import words

if TYPE_CHECKING:
    from supplycheck.batch.run import Batch, Done
    from supplycheck.batch.state import Progress

EVERY = 30.0
"""Seconds between two lines of progress where nobody sits at a terminal."""

SHOWN = 10
"""How many destinations, exporters, offices and unprocessed declarations are shown at the end."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Results: .jsonl, .csv, .parquet; with --watch a folder.",
)
@setting("--workers", type=click.IntRange(min=1), help="Processes that check.  [default: one for each processor]")
@click.option("--resume", is_flag=True, help="Go on with a batch that was interrupted.")
@click.option("--restart", is_flag=True, help="Begin anew, whatever is there.")
@click.option("--watch", type=FOLDER, help="Check each file that is put into this folder, until interrupted.")
@click.option(
    "--settle",
    type=click.FloatRange(min=0),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="With --watch: how long a file must not have changed.",
)
@click.option(
    "--watch-format",
    type=click.Choice(["jsonl", "csv", "parquet"]),
    default="jsonl",
    show_default=True,
    help="With --watch: the form of results.",
)
@asked_options
@lang_option
@click.option(
    "--detail", type=click.Choice(["lean", "full"]), default="lean", show_default=True, help="Leave texts out of JSON."
)
@fail_on_options
def batch(
    paths: tuple[Path, ...],
    out: Path,
    workers: int | None,
    resume: bool,
    restart: bool,
    watch: Path | None,
    settle: float,
    watch_format: str,
    asked: Asked,
    lang: str | None,
    detail: str,
    fail_on: str,
    exit_zero: bool,
) -> None:
    """Check very many declarations, in several processes, to be resumed. 批量核对，可中断后继续。"""
    from supplycheck.batch.run import Batch, run, unused_waivers

    if bool(paths) == (watch is not None):
        raise click.UsageError("name files or folders to check, or a folder to --watch")
    if resume and restart:
        raise click.UsageError("--resume and --restart exclude each other")
    begin_redacting(asked.redact)
    told = {f.name: getattr(asked, f.name) for f in fields(Asked)}
    how = Batch(
        paths,
        out,
        {name: told[name] for name in ("registries", "regime", "as_if_declared", "redact")},
        **{name: told[name] for name in ("waivers", "on", "today", "dossier", "columns")},
        detail=detail,
        lang=language(lang),
        workers=workers or _processors(),
    )
    # All that a batch loads is loaded by now; there is garbage from here on.
    collect_seldom()
    with _terminated():
        if watch is not None:
            _watch(how, watch, watch_format, settle)
            return
        beside(out, paths, how.format)
        try:
            with _shown() as tell:
                done = run(how, resume=resume, restart=restart, tell=tell)
        except KeyboardInterrupt:
            notice(f"interrupted; --resume goes on where the last checkpoint was. 已中断，--resume 可继续。 ({out})")
            raise
    if done.before:
        notice(f"{out} is complete already; 结果已完整")
    for waiver in unused_waivers(how, done.head, how.today or date.today()):
        notice(f"unused waiver; 未用到的豁免: {waiver}")
    _tell(done, how.lang)
    if not done.outcomes:
        click.echo("nothing to check was found; 没有找到可核对的报关单", err=True)
        sys.exit(NOTHING_FOUND)
    if done.internal:
        sys.exit(INTERNAL_ERROR)
    sys.exit(0 if exit_zero else status(done.outcomes, fail_on))


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@contextmanager
def _terminated() -> Iterator[None]:
    """Being asked to end is as if interrupted: the workers end, and what was checked stays."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _watch(how: Batch, folder: Path, ending: str, settle: float) -> None:
    from supplycheck.batch.watch import Watch

    watched = Watch(folder, how, ending, settle)
    notice(f"watching {folder}; Ctrl-C ends. 正在监视文件夹。")

    def said(path: Path, out: Path | None, done: Done | None, why: str) -> None:
        counts = _counted(done.outcomes, how.lang) if done else ""
        say(f"{path.name} -> {out.name if out else ''}: {counts}{f' ({why})' if why else ''}")
        sys.stdout.flush()

    watched.run(said)


def _counted(outcomes: Counter[str], lang: str) -> str:
    return ", ".join(f"{outcomes[o]} {words.OUTCOME[o].of(lang)}" for o in OUTCOMES if outcomes[o])


@contextmanager
def _shown() -> Iterator[Any]:
    """Progress on standard error: drawn on a terminal, else a line now and then."""
    if is_quiet(click.get_current_context()):
        yield lambda _, __: None
    elif sys.stderr.isatty():
        with _drawn() as tell:
            yield tell
    else:
        yield _Lines()


@contextmanager
def _drawn() -> Iterator[Any]:
    from rich import progress as bars
    from rich.console import Console

    with bars.Progress(
        bars.TextColumn("{task.fields[done]:,} declarations 份"),
        bars.BarColumn(),
        bars.TaskProgressColumn(),
        bars.TextColumn("{task.fields[rate]}/s"),
        bars.TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as drawn:
        task = drawn.add_task("", total=None, done=0, rate="")
        started: list[tuple[float, int]] = []

        def tell(progress: Progress, size: int) -> None:
            now = time.monotonic()
            if not started:
                started.append((now, progress.declarations))
            seconds = now - started[0][0]
            rate = f"{(progress.declarations - started[0][1]) / seconds:,.0f}" if seconds > 1 else ""
            drawn.update(task, total=size or None, completed=progress.input, done=progress.declarations, rate=rate)

        yield tell


class _Lines:
    """A line of progress now and then."""

    def __init__(self) -> None:
        self._first: tuple[float, int, int] | None = None
        self._last = 0.0

    def __call__(self, progress: Progress, size: int) -> None:
        now = time.monotonic()
        if self._first is None:
            self._first, self._last = (now, progress.declarations, progress.input), now
            return
        if now - self._last < EVERY:
            return
        self._last = now
        begun, declarations, input_ = self._first
        rate = (progress.declarations - declarations) / (now - begun)
        speed = (progress.input - input_) / (now - begun)
        left = f", about {(size - progress.input) / speed:,.0f} s left" if speed and size > progress.input else ""
        click.echo(f"{progress.declarations:,} declarations, {rate:,.0f}/s{left}", err=True)


def _tell(done: Done, lang: str) -> None:
    """What the batch came to."""
    counts, summary = done.head["counts"], done.head["summary"]
    zh = lang == "zh"
    read, written, lost = counts["read"], counts["written"], counts["not_processed"]
    say(f"读入 {read:,} 份，写出 {written:,} 份" if zh else f"{read:,} declarations read, {written:,} written")
    say(f"{'结果' if zh else 'results'}: {_counted(done.outcomes, lang) or '-'}")
    if summary["topics"]:
        topics = sorted(summary["topics"].items(), key=lambda topic: (-topic[1], topic[0]))
        said = ", ".join(f"{words.topic(code).of(lang)} {n:,}" for code, n in topics)
        say(f"{'发现' if zh else 'findings'}: {said}")
    for kind, word in (("destination", words.DESTINATION), ("exporter", words.EXPORTER), ("office", words.OFFICE)):
        found = summary[f"{kind}s"]
        if found["number"]:
            say(f"{word.of(lang)} ({found['number']:,}):")
            for row in found["most"][:SHOWN]:
                name = row[kind] or words.UNKNOWN.of(lang)
                say(f"  {name}: {_counted(Counter({o: row.get(o, 0) for o in OUTCOMES}), lang)}")
    if lost:
        say(f"{'未能核对' if zh else 'not processed'}: {lost:,}")
        for one in done.head["not_processed"][:SHOWN]:
            say(f"  {one['where']}: {one['code']}: {one['why'][lang]}")
        if lost > SHOWN:
            say("  … 其余见结果文件" if zh else "  … the others are in the results")
