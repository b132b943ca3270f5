"""The HTTP interface of `supplycheck serve` for other programs: declarations in, reports out, nothing kept.

`gate` decides who is answered and writes every refusal; `bodies` reads what is sent, within `limits`; `work` checks it
without keeping others waiting; `answers` are the shapes of what else is told, and `document` the OpenAPI document made
from them and from the report's own schema; `application` has the routes; `problems` every refusal in both languages.
"""
