"""What schemathesis may send where a schema alone does not say it: messages, tables, JSON lines. Loaded by schemathesis."""

from __future__ import annotations

import json
from pathlib import Path

import schemathesis
from hypothesis import strategies as st

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples" / "declarations"
MESSAGE = (EXAMPLES / "clean-surgical-mask.xml").read_bytes()
TABLE = (EXAMPLES / "two-declarations.csv").read_bytes()
DOSSIER = json.loads((EXAMPLES / "clean-surgical-mask.dossier.json").read_bytes())
MASK = json.loads((EXAMPLES / "clean-civil-mask.json").read_bytes())

line = st.builds(lambda name: json.dumps({**MASK, "lines": [{"name": name}]}).encode(), st.text(max_size=20))
filed = st.builds(
    lambda kind, dossier: json.dumps({kind[0]: kind[1].decode(), **dossier}).encode(),
    st.sampled_from([("xml", MESSAGE), ("csv", TABLE)]),
    st.sampled_from([{}, {"dossier": DOSSIER}, {"dossier": {}}]),
)
schemathesis.openapi.media_type("application/x-ndjson", st.lists(line, min_size=1, max_size=4).map(b"\n".join))
schemathesis.openapi.media_type("application/xml", st.just(MESSAGE))
schemathesis.openapi.media_type("text/xml", st.just(MESSAGE))
schemathesis.openapi.media_type("text/csv", st.just(TABLE))
schemathesis.openapi.media_type("application/vnd.supplycheck.filed+json", filed)
