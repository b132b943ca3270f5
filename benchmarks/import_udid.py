"""How fast, and in how much memory, a release of device identifiers becomes a snapshot.

    python benchmarks/import_udid.py [--records N] [--firms N]

A release of the shape of the national database (an archive of archives of XML parts, a third of the records with
packages, some with two registration numbers, some de-listed) is generated, then imported by a process of its own. Beside
it a process only goes through the same XML, element by element: what an import costs above that is ours. Prints records a
second, the ratio of the two times, and the highest memory of the import.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

_PART = 50_000
_READ = """
import sys, tempfile, zipfile
from lxml import etree
count = 0
with zipfile.ZipFile(sys.argv[1]) as outer:
    for name in outer.namelist():
        with outer.open(name) as packed, tempfile.TemporaryFile() as held:
            held.write(packed.read()); held.seek(0)
            with zipfile.ZipFile(held) as inner, inner.open(inner.namelist()[0]) as part:
                for _, device in etree.iterparse(part, tag="device"):
                    count += sum(1 for e in device.iter() if e.text) > 0
                    device.clear()
                    while device.getprevious() is not None:
                        del device.getparent()[0]
print(count)
"""


def _device(number: int, firms: int, chance: random.Random) -> str:
    firm = chance.randrange(firms)
    registration = f"粤械注准2020{2140000 + number % 90000}"
    if number % 50 == 0:
        registration += f"，国械注准2021{3180000 + number % 9000}"
    packages = ""
    if number % 3 == 0:
        packages = (
            f"<packingList><packing><bzcpbs>1{number:013d}</bzcpbs><cpbzjb>箱</cpbzjb><bznhxyjcpbssl>10</bznhxyjcpbssl>"
            f"<bznhxyjbzcpbs>0{number:013d}</bznhxyjbzcpbs></packing></packingList>"
        )
    return (
        f"<device><zxxsdycpbs>0{number:013d}</zxxsdycpbs><cpbsbmtxmc>GS1</cpbsbmtxmc><cpbsfbrq>2020-05-06</cpbsfbrq>"
        f"<cpmctymc>一次性使用医用口罩</cpmctymc><spmc>示例</spmc><ggxh>平面型 {number % 700}</ggxh><sfwblztlcp>否</sfwblztlcp>"
        f"<cpms>由口罩体、鼻夹和口罩带组成，供临床各类人员佩戴。</cpms><qxlb>器械</qxlb><flbm>14-14-01</flbm>"
        f"<tyshxydm>91440399MA{firm:07d}X</tyshxydm><zczbhhzbapzbh>{registration}</zczbhhzbapzbh>"
        f"<ylqxzcrbarmc>深圳示例{firm:06d}医疗器械有限公司</ylqxzcrbarmc><cplb>耗材</cplb><sfbjwycxsy>是</sfbjwycxsy>"
        f"<tsrq>{'2021-01-01' if number % 40 == 0 else ''}</tsrq>{packages}"
        f"<contactList><contact><qylxrcz>0</qylxrcz><qylxryx>nobody@example.invalid</qylxryx><qylxrdh>0</qylxrdh></contact></contactList>"
        f"<deviceRecordKey>KEY-{number}</deviceRecordKey><versionNumber>1</versionNumber><versionTime>2020-05-06</versionTime>"
        f"<versionStauts>新增</versionStauts></device>\n"
    )


def release(path: Path, records: int, firms: int) -> None:
    """Write a release of so many records by so many firms."""
    chance = random.Random(5)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as outer:
        for part, first in enumerate(range(0, records, _PART), start=1):
            devices = (_device(number, firms, chance) for number in range(first, min(first + _PART, records)))
            text = (
                '<?xml version="1.0" encoding="UTF-8"?>\n<udid version="1.0"><devices>'
                + "".join(devices)
                + "</devices></udid>"
            )
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as inner:
                inner.writestr(f"UDID_FULL_RELEASE_20260801_PART{part}_Of_N.xml", text)
            outer.writestr(f"UDID_FULL_RELEASE_20260801_PART{part:03d}.zip", packed.getvalue())


def _timed(command: list[str]) -> tuple[float, int, str]:
    """Seconds, highest memory in MB of all children so far, and what was printed."""
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, done.stdout


def main() -> None:
    """Generate, read, import, compare."""
    options = argparse.ArgumentParser()
    options.add_argument("--records", type=int, default=1_000_000)
    options.add_argument("--firms", type=int, default=40_000)
    told = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "UDID_FULL_RELEASE_20260801.zip"
        release(file, told.records, told.firms)
        reading, _, count = _timed([sys.executable, "-c", _READ, str(file)])
        assert int(count) == told.records, count
        command = [
            sys.executable,
            "-m",
            "supplycheck",
            "registry",
            "import",
            "nmpa-udi",
            str(file),
            "--as-of",
            "2026-08-01",
        ]
        importing, memory, said = _timed([*command, "--registries", str(Path(folder) / "registries")])
        print(said.strip())
        print(f"read only  {reading:7.1f} s  {told.records / reading:9.0f} records/s")
        print(f"import     {importing:7.1f} s  {told.records / importing:9.0f} records/s  {memory} MB")
        print(f"ratio      {importing / reading:7.2f}")


if __name__ == "__main__":
    main()
