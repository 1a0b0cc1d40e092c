"""Shows pages in a real browser and names what hinders people: ``python tools/browser.py PAGE.html``.

Each page is opened narrow and wide, light and dark, and looked at with the rules of axe-core (WCAG 2.2 AA
and good practice). Needs Chromium and what the extra ``test`` brings. A page of 600 kB takes minutes.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Browser, Page, Route, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
# Rules that WCAG 2.2 adds are off unless asked for.
ON, OFF = {"enabled": True}, {"enabled": False}
RUN = "options => axe.run({resultTypes: ['violations'], ...options})"
PLACE = "http://report.test/"


@dataclass(eq=False)
class Shown:
    """A page in a window, and whatever it does beside standing there: requests, dialogs, messages."""

    page: Page
    asked: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def findings(self, *, only: str = "", without: str = "") -> list[str]:
        """Return what axe-core finds, one line for each element; by one rule, or by all but one."""
        options: dict[str, object] = {"runOnly": [only]} if only else {"rules": {"target-size": ON}}
        if without:
            options["rules"] = {"target-size": ON, without: OFF}
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        return [
            f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}".replace("\n", " ")
            for rule in self.page.evaluate(RUN, options)["violations"]
            for node in rule["nodes"]
        ]


@contextmanager
def started() -> Iterator[Browser]:
    """Start Chromium without a window and end it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def showing(browser: Browser, content: str, width: int = 1280, height: int = 900) -> Iterator[Shown]:
    """Open a page as if it came from a server, and let nothing else through."""
    with ExitStack() as stack:
        context = browser.new_context(viewport={"width": width, "height": height})
        stack.callback(context.close)
        shown = Shown(context.new_page())

        def answer(route: Route) -> None:
            if route.request.url == PLACE:
                route.fulfill(body=content, content_type="text/html; charset=utf-8")
            else:
                shown.asked.append(route.request.url)
                route.abort()

        context.route("**/*", answer)
        context.on(
            "dialog", lambda dialog: (shown.told.append(f"dialog: {dialog.message}"), dialog.dismiss())
        )
        context.on("console", lambda message: shown.told.append(message.text))
        context.on("weberror", lambda error: shown.told.append(str(error.error)))
        shown.page.goto(PLACE)
        yield shown


def main(paths: list[str]) -> int:
    """Print what hinders people on some pages; 1 when there is anything."""
    found = 0
    with started() as browser:
        for path, width in product(paths, WIDTHS):
            with showing(browser, Path(path).read_text(encoding="utf-8"), width) as shown:
                for scheme in SCHEMES:
                    shown.page.emulate_media(color_scheme=scheme)
                    for line in shown.findings():
                        found += 1
                        print(f"{path}, {width} px, {scheme}: {line}")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
