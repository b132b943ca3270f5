"""How fast the service answers single-line checks beside a bare echo of the same server, in one run.

Both run in the same processes: the service as `supplycheck serve --workers N` runs it, and a route that gives back what it
is sent, outside the gate. Load comes from `wrk` on loopback (apt install wrk); the latency at half the rate from a client of
our own that begins each request at its time, whether the one before is answered or not, and counts from that time.

python benchmarks/service.py [--workers 2] [--seconds 10] [--rounds 3] [--least 0.25] [--most-ms 50]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from supplycheck.web import server

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "docs" / "examples"
ECHO = "/echo"
_POST = """
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
local file = io.open("{body}", "rb")
wrk.body = file:read("*a")
file:close()
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("ERRORS %d\\n", e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def with_echo(settings: server.Settings) -> Any:
    """The service of one process, and a route beside it that gives back what it is sent."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    async def echo(request: Request) -> Response:
        return Response(await request.body(), media_type="application/json")

    bare, service = Starlette(routes=[Route(ECHO, echo, methods=["POST"])]), real(settings)

    async def either(scope: Any, receive: Any, send: Any) -> None:
        await (bare if scope.get("path") == ECHO else service)(scope, receive, send)

    return either


real = server.process


@contextmanager
def running(workers: int) -> Iterator[str]:
    """The service in processes of its own, with the echo; its address."""
    program = "import service; service.server.process = service.with_echo; service.main_of_server()"
    path = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    env = {**os.environ, "PYTHONPATH": path, "WORKERS": str(workers)}
    process = subprocess.Popen([sys.executable, "-c", program], env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = "/".join(process.stdout.readline().split("/")[:3])
        ready = 0
        while ready < 20 * workers:  # several times in a row, so that every process is
            try:
                with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
                    ready += answer.status == 200
            except (urllib.error.URLError, OSError):
                ready = 0
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def main_of_server() -> None:
    """What the server's own process runs."""
    server.serve(EXAMPLES / "registries", 0, lambda a: print(a, flush=True), workers=int(os.environ["WORKERS"]))


def loaded(address: str, body: Path, seconds: int, connections: int) -> tuple[float, int]:
    """Requests a second under full load, and errors."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_POST.replace("{body}", str(body)))
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script.name, address]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate, errors = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"ERRORS (\d+)", said)
    assert rate is not None
    assert errors is not None
    return float(rate[1]), int(errors[1])


async def paced(address: str, body: bytes, rate: float, seconds: int, connections: int) -> tuple[list[float], int]:
    """Latencies in seconds at a rate, sorted, each counted from when it should have begun; and errors."""
    host, port = address.removeprefix("http://").split(":")
    head = f"POST /v1/check HTTP/1.1\r\nhost: {host}:{port}\r\ncontent-type: application/json\r\n"
    request = f"{head}content-length: {len(body)}\r\n\r\n".encode() + body
    due: asyncio.Queue[float] = asyncio.Queue()
    found: list[float] = []
    errors = 0

    async def client() -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection(host, int(port))
        while (at := await due.get()) >= 0:
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", answer)
            if length is None or not answer.startswith(b"HTTP/1.1 200"):
                errors += 1
            await reader.readexactly(int(length[1]) if length else 0)
            found.append(time.perf_counter() - at)
        writer.close()

    clients = [asyncio.create_task(client()) for _ in range(connections)]
    began = time.perf_counter()
    for n in range(int(rate * seconds)):
        at = began + n / rate
        if (wait := at - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        due.put_nowait(at)
    for _ in clients:
        due.put_nowait(-1)
    await asyncio.gather(*clients)
    return sorted(found), errors


def main() -> int:
    """Measures a line alone and with its dossier; 1 where a bound is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--least", type=float, default=0.25)
    parser.add_argument("--most-ms", type=float, default=50)
    parser.add_argument("--declaration", type=Path, default=EXAMPLES / "declarations" / "clean-civil-mask.json")
    asked = parser.parse_args()
    if shutil.which("wrk") is None:
        parser.error("wrk is not installed (apt install wrk)")
    whole = json.loads(asked.declaration.read_bytes())
    bare = {key: value for key, value in whole.items() if key != "dossier"}
    # The bounds are for a line alone; with its dossier some three times as much is read and checked.
    broken = measured("line alone", bare, asked)
    if bare != whole:
        measured("line with its dossier", whole, asked)
    return int(broken)


def measured(name: str, declaration: dict[str, Any], asked: argparse.Namespace) -> bool:
    """Measures one body in turn with the echo of it, and prints it; whether a bound is broken."""
    ratios, tails, all_errors = [], [], 0
    with running(asked.workers) as address, tempfile.NamedTemporaryFile(suffix=".json") as file:
        # as a program sends it: without the white space that people read by
        file.write(json.dumps(declaration, ensure_ascii=False).encode())
        file.flush()
        body = Path(file.name)
        for path in (ECHO, "/v1/check"):
            loaded(address + path, body, 2, asked.connections)
        for n in range(asked.rounds):
            echo, wrong = loaded(address + ECHO, body, asked.seconds, asked.connections)
            check, errors = loaded(address + "/v1/check", body, asked.seconds, asked.connections)
            found, late = asyncio.run(paced(address, body.read_bytes(), check / 2, asked.seconds, asked.connections))
            p50, p99 = (found[int(len(found) * q)] * 1e3 for q in (0.5, 0.99))
            ratios.append(check / echo)
            tails.append(p99)
            all_errors += wrong + errors + late
            print(
                f"{name} {n + 1}: echo {echo:.0f}/s, check {check:.0f}/s, ratio {check / echo:.3f}, errors {wrong + errors + late}; "
                f"at {check / 2:.0f}/s p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {found[-1] * 1e3:.1f} ms",
                flush=True,
            )
    ratio, tail = statistics.median(ratios), statistics.median(tails)
    print(f"{name}, middle: ratio {ratio:.3f}, p99 at half the rate {tail:.1f} ms, errors {all_errors}")
    return ratio < asked.least or tail > asked.most_ms or all_errors > 0


if __name__ == "__main__":
    sys.exit(main())
