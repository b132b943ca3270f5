"""Lists that authorities publish, as they stood on a day: definitions, snapshots, look-up, match.

    registries = Registries("registries-dir")
    nmpa = registries.on("nmpa", date(2020, 5, 6))
    nmpa.find("沪械注准20202140000")          # Found, NotFound or Unavailable
    nmpa.lookup("沪械注准20202140000")        # Record or None
    nmpa.match("示例博康医疗器械有限公司")      # list of Match, best first

What a list is stands in `registries/lists/NAME/definition.toml`; how its files are read in `formats`.
"""

from supplycheck.registry.answers import Answer, Difference, Evidence, Found, Match, NotFound, Record, Unavailable
from supplycheck.registry.definition import Definition, load, names
from supplycheck.registry.registries import Registries, SnapshotInfo, default_data_dir
from supplycheck.registry.store import import_file, list_snapshots, show
from supplycheck.registry.view import View

__all__ = [
    "Answer",
    "Definition",
    "Difference",
    "Evidence",
    "Found",
    "Match",
    "NotFound",
    "Record",
    "Registries",
    "SnapshotInfo",
    "Unavailable",
    "View",
    "default_data_dir",
    "import_file",
    "list_snapshots",
    "load",
    "names",
    "show",
]
