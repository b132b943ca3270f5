"""One batch: pieces of the input to workers, their results into the output in order, checkpoints between.

The order of writing makes it safe: results are on the disk before the checkpoint that counts them, and the output has
its name only when it is whole. Whatever kills the program, the last checkpoint and the output up to it are there.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from supplycheck._version import __version__
from supplycheck.batch import checking, fingerprint
from supplycheck.batch.state import Progress, State
from supplycheck.checker import Checker
from supplycheck.errors import OutputFailed, SupplycheckError, UsageError
from supplycheck.many import answered
from supplycheck.optional import need
from supplycheck.plugins import loaded
from supplycheck.readers import Reading, read_declarations
from supplycheck.report import OUTCOMES, SCHEMA_VERSION
from supplycheck.saved import HEAD
from supplycheck.workers import workers

FORMATS = ("jsonl", "csv", "parquet")
SECONDS = 5.0
"""How much work a crash may cost."""

MOST = 20
"""How many exporters, offices and destinations the head names; all are counted."""

Json = dict[str, Any]


@dataclass(slots=True, frozen=True)
class Batch:
    """What is asked of a batch. `settings` are those of a `Checker`, but for the day and the waivers, which is a file."""

    paths: tuple[Path, ...]
    out: Path
    settings: Mapping[str, Any]
    waivers: Path | None = None
    on: date | None = None
    today: date | None = None
    dossier: Path | None = None
    columns: Path | None = None
    detail: str = "lean"
    lang: str = "en"
    workers: int = 1

    @property
    def format(self) -> str:
        """The form of the results, from the name of the output.

        Raises:
            UsageError: it has another ending.
        """
        ending = self.out.suffix.lower().lstrip(".")
        if ending not in FORMATS:
            raise UsageError(f"{self.out}: the output must end in .jsonl, .csv or .parquet; 输出文件扩展名须为其一")
        return ending


@dataclass(slots=True, frozen=True)
class Done:
    """What came of a batch: the head of its results, the declarations by outcome, and over how many the program failed.

    `before`: it was complete already, nothing was checked.
    """

    head: Json
    outcomes: Counter[str]
    internal: int
    before: bool = False


Tell = Callable[[Progress, int], None]
"""Is told, now and then, how far the batch has come, and how many bytes the input has."""


def head_of(out: Path) -> Path:
    """The file beside results with what they share: the run, the law, the lists, the totals."""
    return out.with_name(out.name + HEAD)


def state_of(out: Path) -> Path:
    """The file in which the state of an unfinished batch is kept."""
    return out.with_name(f"{out.name}.state")


def part_of(out: Path) -> Path:
    """The unfinished output."""
    return out.with_name(f"{out.name}.part")


def run(batch: Batch, *, resume: bool = False, restart: bool = False, tell: Tell = lambda _, __: None) -> Done:
    """Checks a batch, or the rest of it.

    Args:
        batch: what is asked.
        resume: go on with a batch that was interrupted; with none, begin; with a complete one, do nothing.
        restart: begin anew, whatever is there.
        tell: see `Tell`.

    Raises:
        UsageError: something that is asked for is not there, there are results or an interrupted batch already, or what
            is resumed rests on something else by now: the error names what.
        OutputFailed: the results cannot be written. The last checkpoint stays.
    """
    format_ = batch.format
    if format_ == "parquet":
        need("pyarrow", "parquet")
        if batch.detail != "lean":
            raise UsageError("Parquet holds lean results; use --detail lean, or .jsonl")
    found = [read_declarations(path, dossier=batch.dossier, columns=batch.columns) for path in batch.paths]
    if not state_of(batch.out).exists() and batch.out.exists() and not restart:
        if not resume:
            raise UsageError(
                f"{batch.out} exists: --restart checks anew and replaces it; 结果文件已存在，--restart 将重新核对并替换"
            )
        return _complete(batch, found)
    if state_of(batch.out).exists() and not (resume or restart):
        raise UsageError(
            f"{batch.out}: a batch was interrupted here: --resume goes on with it, --restart begins anew; "
            "此处有未完成的批处理：--resume 继续，--restart 重新开始"
        )
    state = _opened(batch, restart)
    try:
        return _run(batch, found, state, tell)
    finally:
        state.close()


def _opened(batch: Batch, restart: bool) -> State:
    try:
        state = State(state_of(batch.out))
        if restart and state.load("fingerprint") is not None:
            state.remove()
            state = State(state_of(batch.out))
    except OSError as error:
        raise UsageError(f"{batch.out}: {error.strerror}") from None
    return state


def _complete(batch: Batch, found: list[Reading]) -> Done:
    """The head of a batch that is complete, if it is this one."""
    try:
        head: Json = json.loads(head_of(batch.out).read_text("utf-8"))
        before = head["run"]["rests_on"]
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(f"{batch.out} exists and is not of a batch; --restart replaces it") from None
    _same(batch, before, _fingerprint(batch, found)[0])
    outcomes = Counter(head["summary"]["declarations"])
    return Done(head, outcomes, head["counts"]["internal_errors"], before=True)


def _fingerprint(batch: Batch, found: list[Reading]) -> tuple[Json, int]:
    """What the batch rests on, and the bytes of its input."""
    told = batch.settings
    digest, size = fingerprint.of_files(chain.from_iterable(reading.files() for reading in found))
    options = {
        "inputs": [str(path) for path in batch.paths],
        "format": batch.format,
        "detail": batch.detail,
        "lang": batch.lang if batch.format == "csv" else None,
        "date": batch.on and batch.on.isoformat(),
        "today": batch.today and batch.today.isoformat(),
        "regime": told.get("regime"),
        "as-if-declared": (day := told.get("as_if_declared")) and day.isoformat(),
        "redact": bool(told.get("redact")),
    }
    return {
        "input": digest,
        "options": options,
        "dossier": fingerprint.of_file(batch.dossier),
        "columns": fingerprint.of_file(batch.columns),
        "waivers": fingerprint.of_file(batch.waivers),
        "facts": fingerprint.of_facts(),
        "registries": fingerprint.of_registries(told.get("registries")),
        "program": fingerprint.of_program(),
    }, size


def _same(batch: Batch, before: Json, now: Json) -> None:
    if differ := fingerprint.changed(before, now):
        zh, en = ("、".join(name[0] for name in differ), ", ".join(name[1] for name in differ))
        raise UsageError(
            f"{batch.out}: cannot be resumed, for it would not be one batch: {en} changed; --restart begins anew; "
            f"无法继续：{zh}已改变，--restart 重新开始"
        )


def _run(batch: Batch, found: list[Reading], state: State, tell: Tell) -> Done:
    before = state.load("fingerprint")
    rests_on, size = _fingerprint(batch, found)
    if before is not None:
        _same(batch, before, rests_on)
    today = batch.today or date.fromisoformat(state.load("today") or date.today().isoformat())
    # Made here too: what is wrong with it is told before any work, and lists are built once.
    checker = Checker(**batch.settings, today=today, waivers=batch.waivers)
    progress = state.progress() if before is not None else Progress()
    if not progress.complete:
        with _part(batch, state, fresh=before is None) as part:
            if before is None:
                _begin(batch, part, progress)
                with _Failing(part_of(batch.out)):
                    os.fsync(part.fileno())
                state.begin(rests_on, today.isoformat(), progress)
            lean = batch.detail == "lean"
            settings = checker.settings | {"texts": not lean or batch.format == "csv"}
            how = checking.How(settings, batch.on, tuple(loaded.names), batch.format, lean, batch.lang)
            _work(batch, found, how, state, part, progress, lambda: tell(progress, size))
            progress.complete = True
            _checkpoint(part, state, progress)
    head = _head(batch, state, rests_on, today)
    _put_in_place(batch, head, progress)
    outcomes = state.tally.by_outcome("all")
    internal = head["counts"]["internal_errors"]
    state.remove()
    return Done(head, outcomes, internal)


class _Failing:
    """Turns what the system says of the output into an error with advice."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, OSError):
            said = error.strerror or str(error)
            advice = "the last checkpoint stays, --resume goes on from it; 检查点完好，--resume 可继续"
            raise OutputFailed(str(self._path), said, advice) from None


def _part(batch: Batch, state: State, *, fresh: bool) -> IO[bytes]:
    """The unfinished output, cut to what the last checkpoint says.

    Raises:
        UsageError: it cannot be opened, or is not what the checkpoint says.
    """
    path = part_of(batch.out)
    try:
        if fresh:
            return path.open("wb", buffering=0)
        part = path.open("r+b", buffering=0)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    progress = state.progress()
    crc, left = 0, progress.offset
    while left and (data := part.read(min(left, 1 << 20))):
        crc, left = zlib.crc32(data, crc), left - len(data)
    if left or crc != progress.crc:
        part.close()
        raise UsageError(f"{path}: is not as the batch left it and cannot be gone on with; --restart begins anew")
    part.truncate(progress.offset)
    part.seek(progress.offset)
    return part


def _begin(batch: Batch, part: IO[bytes], progress: Progress) -> None:
    if batch.format == "csv":
        import io

        from supplycheck.writers import csv_table

        text = io.StringIO(newline="")
        csv_table.write_headings(text, batch.lang)
        _write(batch, part, text.getvalue().encode(), progress)


def _write(batch: Batch, part: IO[bytes], data: bytes, progress: Progress) -> None:
    with _Failing(part_of(batch.out)):
        left = memoryview(data)
        while left:
            left = left[part.write(left) :]
    progress.offset += len(data)
    progress.crc = zlib.crc32(data, progress.crc)


def _checkpoint(part: IO[bytes], state: State, progress: Progress) -> None:
    with _Failing(state.path):
        os.fsync(part.fileno())
    state.commit(progress)


def _work(
    batch: Batch,
    found: list[Reading],
    how: checking.How,
    state: State,
    part: IO[bytes],
    progress: Progress,
    tell: Callable[[], None],
) -> None:
    pieces = islice(chain.from_iterable(reading.pieces() for reading in found), progress.pieces, None)
    pool = workers(batch.workers, partial(checking.begin, how))
    last = time.monotonic()
    try:
        tell()
        for piece, items in answered(pool, pieces):
            written = [_taken(item, state, how, progress) for item in items]
            _write(batch, part, b"".join(written), progress)
            progress.pieces += 1
            progress.input += piece.size
            if time.monotonic() - last >= SECONDS or state.tally.many:
                _checkpoint(part, state, progress)
                last = time.monotonic()
            tell()
    finally:
        pool.close()


def _taken(item: checking.Item, state: State, how: checking.How, progress: Progress) -> bytes:
    """Counts an item in, and gives what is written of it."""
    written = item.written
    if item.key is not None and (first := state.seen.first(item.key, item.place)) is not None:
        written = checking.again(item, first, how.format, lean=how.lean, lang=how.lang)
    tally, news = state.tally, state.news
    for (kind, key, outcome), n in item.counts.items() if item.counts is not None else ():
        tally.add(kind, key, "", outcome, n)
    if item.lost is not None:
        news.lost.append(item.lost)
        tally.add("lost", item.lost[1], "", "")
    if item.news is not None:
        instruments, snapshots, waivers = item.news
        news.shared.update({("instruments", name): value for name, value in instruments.items()})
        news.shared.update({("snapshots", name): value for name, value in snapshots.items()})
        news.shared.update({("waivers", str(n)): True for n in waivers})
    progress.declarations += 1
    progress.results += bool(written)
    return written


def _head(batch: Batch, state: State, rests_on: Json, today: date) -> Json:
    """What stands beside the results, once for all of them."""
    tally, progress = state.tally, state.progress()
    declarations = tally.by_outcome("all")
    redact = bool(batch.settings.get("redact"))
    registries = batch.settings.get("registries")
    told: Json = {
        "tool": f"supplycheck {__version__}{loaded.signature}",
        "facts": rests_on["facts"],
        "checked_on": today.isoformat(),
        "registries": str(Path(registries).name if redact else registries) if registries else None,
        "date": batch.on and batch.on.isoformat(),
        "detail": batch.detail,
        "rests_on": rests_on if not redact else {**rests_on, "options": {**rests_on["options"], "inputs": None}},
    }
    if batch.waivers is not None:
        told["waivers"] = {"sha256": rests_on["waivers"], "used": sorted(map(int, state.shared("waivers")))}
    told["instruments"] = state.shared("instruments")
    told["snapshots"] = list(state.shared("snapshots").values())
    of_all = {key: tally.by_outcome("of all", key).total() for key in ("law_unverified", "without_dossier", "waived")}
    lost = state.lost()
    return {
        "schema_version": SCHEMA_VERSION,
        "run": told,
        "summary": {
            "declarations": _by_outcome(declarations),
            "lines": {o: n for o in OUTCOMES if (n := tally.by_outcome("lines", o).total())},
            "topics": {key: n.total() for key, n in sorted(tally.most("topic", 1000))},
            **of_all,
            **{
                f"{kind}s": {
                    "number": tally.keys(kind),
                    "most": [{kind: key or None, **_by_outcome(n)} for key, n in tally.most(kind, MOST)],
                }
                for kind in ("destination", "exporter", "office")
            },
        },
        "counts": {
            "read": progress.declarations,
            "written": progress.results,
            "not_processed": declarations["unreadable"],
            "internal_errors": tally.by_outcome("lost", checking.INTERNAL).total(),
        },
        "not_processed": [{"where": w, "code": code, "why": {"zh": zh, "en": en}} for w, code, zh, en in lost],
    }


def _by_outcome(counts: Counter[str]) -> dict[str, int]:
    return {o: counts[o] for o in OUTCOMES if counts[o]}


def _put_in_place(batch: Batch, head: Json, progress: Progress) -> None:
    """The head and the whole output under their names. May be done again, whenever it was interrupted."""
    part, out = part_of(batch.out), batch.out
    if not part.exists():
        if not out.exists():
            raise UsageError(f"{part} is gone, and the results with it; --restart begins anew")
        return  # it was put in place before, and only that was not noted
    with _Failing(out):
        _replace(
            head_of(out), lambda new: new.write_text(json.dumps(head, ensure_ascii=False, indent=1) + "\n", "utf-8")
        )
        if batch.format == "parquet":
            from supplycheck.batch import parquet

            if progress.results != _lines(part):
                raise SupplycheckError(f"{part}: the number of results is not what was counted")
            _replace(out, lambda new: parquet.write(part, new))
            part.unlink()
        else:
            if batch.format == "jsonl" and progress.results != _lines(part):
                raise SupplycheckError(f"{part}: the number of results is not what was counted")
            os.replace(part, out)
        _sync_folder(out)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(partial(file.read, 1 << 20), b""))


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    """Writes a file anew and puts it in the place of the old one, whole."""
    new = path.with_name(f"{path.name}.new")
    try:
        write(new)
        with new.open("r+b") as file:
            os.fsync(file.fileno())
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)


def _sync_folder(path: Path) -> None:
    """Makes sure that the names of files are on the disk, where a system can."""
    with suppress(OSError, AttributeError):
        handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def unused_waivers(batch: Batch, head: Json, today: date) -> Iterator[str]:
    """The waivers that no finding needed, for people."""
    if batch.waivers is None:
        return
    from supplycheck.waivers import load

    used = set(head["run"]["waivers"]["used"])
    for n, waiver in enumerate(load(batch.waivers, today).waivers):
        if n not in used:
            yield f"{waiver.label} (until {waiver.until})"
