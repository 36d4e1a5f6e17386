"""A served desk and a Chromium for tests of screens.

`desk_url`   address of this test's own server (the program's ASGI application, this test's database)
`page`       a page of 1280 × 800; `page_at(width)` makes others; a message on the console that is an
             error (a broken rule of the content policy, a script error) fails the test
`enter`      `enter(page, person)` signs a person in with a session cookie, without the form
`axe`        `axe(page)` fails on a serious or critical finding and names it
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from deskpemilu.accounts.models import Person
from tests.people import sign_in

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)
HEIGHTS = {390: 844, 1280: 800, 3840: 2160}

# Playwright's own loop runs in this thread; the ORM calls of a test here are nevertheless plain ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def _committed(transactional_db: None) -> None:
    """The server is another thread: what the test writes must be committed."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; where none is installed the tests are skipped."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium tidak terpasang: uji layar dilewati.")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def desk_url() -> Iterator[str]:
    """The desk served by uvicorn in a thread, on a free port, over the test's own database."""
    from deskpemilu.config.asgi import application  # noqa: PLC0415 (models must be ready)

    config = uvicorn.Config(application, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "Server uji berhenti sebelum siap."
        assert time.monotonic() < deadline, "Server uji tidak siap dalam 20 detik."
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def page_at(browser: Browser, desk_url: str) -> Iterator[Callable[..., Page]]:
    """Makes pages: `page_at(390, dark=True)`. Console errors fail the test at its end."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A refusal that a test provokes on purpose shows as "Failed to load resource".
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def make(width: int = 1280, *, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=desk_url,
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            color_scheme="dark" if dark else "light",
            locale="id-ID",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def page(page_at: Callable[..., Page]) -> Page:
    """A page of 1280 × 800, light."""
    return page_at()


@pytest.fixture
def enter(desk_url: str) -> Callable[[Page, Person], None]:
    """Signs a person in by cookie."""

    def put(page: Page, person: Person) -> None:
        cookie = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME]
        host = urlsplit(desk_url).hostname or "127.0.0.1"
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "domain": host, "path": "/", "httpOnly": True}]
        )

    return put


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fails on serious or critical findings of axe."""

    def run(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        bad = [
            f"{each['id']} ({each['impact']}): {[node['target'] for node in each['nodes'][:3]]}"
            for each in found
            if each["impact"] in {"serious", "critical"}
        ]
        assert not bad, bad

    return run
