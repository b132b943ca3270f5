"""The self-check page, in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import PORT, REGISTRIES, TODAY, TOKEN, Browser
from starlette.testclient import TestClient

from supplycheck.web.application import Service, application
from supplycheck.web.current import Current


@pytest.fixture
def client() -> Iterator[TestClient]:
    service = Service(Current(REGISTRIES, today=TODAY))
    guarded = application(service, token=TOKEN, port=PORT)
    yield TestClient(guarded, base_url=f"http://127.0.0.1:{PORT}", raise_server_exceptions=False)
    service.desk.close()


@pytest.fixture
def browser(client: TestClient) -> Browser:
    return Browser(client)
