"""Pages in a browser: an installed Chromium without a window, in which every error and every request is noted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page, Route

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass
class Opened:
    """A page with what went wrong on it. asked: requests for anything but files."""

    page: Page
    errors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def texts(self, selector: str) -> list[str]:
        """What is to be read in each element, spaces and line ends as one space."""
        return [" ".join(text.split()) for text in self.page.locator(selector).all_inner_texts()]

    def tab(self, name: str) -> None:
        """Open a tab."""
        self.page.click(f"#tab-{name}")

    def all_weeks(self) -> None:
        """The timetable as a list of the whole quarter."""
        self.tab("week")
        self.page.click("#all-weeks")


def executable() -> str:
    """Where Chromium is; skips the test where there is none. TURNOUT_CHROMIUM names another."""
    given = os.environ.get("TURNOUT_CHROMIUM", "")
    found = given or next((path for name in NAMES if (path := shutil.which(name))), "")
    if not found:
        pytest.skip("no Chromium is installed (or name one in TURNOUT_CHROMIUM): the page is not tried in a browser")
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser with a fresh profile."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the page is not tried")
    path = executable()
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, path: Path, width: int = 1280, height: int = 900, **settings: Any) -> Iterator[Opened]:
    """A page in a context of its own. Afterwards: no error was said, nothing was asked of any network."""
    context = browser.new_context(viewport={"width": width, "height": height}, **settings)
    shown = Opened(context.new_page())

    def answer(route: Route) -> None:
        if not route.request.url.startswith("file:"):
            shown.asked.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    def refuse(dialog: Dialog) -> None:
        shown.errors.append(f"dialog {dialog.message}")
        dialog.dismiss()

    context.route("**/*", answer)
    shown.page.on("pageerror", lambda error: shown.errors.append(str(error)))
    shown.page.on("console", lambda said: shown.errors.append(said.text) if said.type in ("error", "warning") else None)
    shown.page.on("dialog", refuse)
    shown.page.goto(path.resolve().as_uri())
    try:
        yield shown
    finally:
        context.close()
    assert shown.errors == []
    assert shown.asked == []
