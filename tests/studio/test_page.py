"""The studio in a real browser, with the command as it is typed."""

import io
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
FLAGS += ["--autoplay-policy=no-user-gesture-required"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no browser: install chromium")


@contextmanager
def studio(folder: Path, *more: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a studio, and its process."""
    command = [sys.executable, "-m", "tunesmith", "studio", "--no-open", "--port", "0", *more]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    try:
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found
        yield found[0], process
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def folder(tiny_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studio")
    (folder / "runs").mkdir()
    (folder / "runs" / "tiny").symlink_to(tiny_run)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with studio(folder) as (address, _):
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def page(
    chromium: Any, address: str, width: int = 1280, scheme: str = "light", failures: int = 0
) -> Iterator[Any]:
    """A page of the studio. At its end nothing may have gone wrong, but for so many answers that were
    refusals, and nothing been asked of others.
    """
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    opened = context.new_page()
    wrong, asked = list[str](), list[str]()
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(address)
    opened.wait_for_selector("html.ready")
    yield opened
    assert [text for text in wrong if "status of 4" not in text] == []
    assert len(wrong) == failures
    own = address.partition("?")[0]
    assert [url for url in asked if not url.startswith((own, f"blob:{own}"))] == []
    context.close()


def write(opened: Any, **wishes: str) -> None:
    """A short tune: left alone the tiny network writes some of twenty minutes, which nothing plays."""
    for name, value in {"meter": "6/8", "bars": "8", **wishes}.items():
        opened.fill(f"#wish-{name}", value)
    opened.click("#write")
    opened.wait_for_selector("#status:has-text('kept in the library')", timeout=20_000)
    opened.wait_for_selector("#play:enabled", timeout=20_000)


def test_compose_and_hear_and_see_what_sounds(chromium: Any, address: str) -> None:
    with page(chromium, address) as opened:
        heard = list[str]()
        opened.on(
            "response", lambda answer: heard.append(answer.url) if "/api/sounds/" in answer.url else None
        )
        write(opened, key="G", bars="4", form="AB")
        sound, rate = soundfile.read(io.BytesIO(opened.request.get(heard[-1]).body()))
        assert len(sound) > rate
        assert np.abs(sound).max() > 0.3
        assert "K:G" in opened.input_value("#text")
        opened.keyboard.press("Escape")
        opened.focus("body")
        opened.click("#play")
        opened.wait_for_selector(".engraving .sounding")
        first = opened.locator(".sounding").first.get_attribute("id")
        text = opened.locator("mark.sounding").first.text_content()
        assert re.fullmatch(r"[_^=]*[A-Ga-g][,']*[\d/]*|\[.*", text)
        follows = "first => ![undefined, first].includes(document.querySelector('.sounding')?.id)"
        opened.wait_for_function(follows, arg=first)
        opened.click("#play")
        assert opened.evaluate("() => document.querySelector('#audio').paused")


def test_edit_see_the_problem_and_undo(chromium: Any, address: str) -> None:
    with page(chromium, address) as opened:
        write(opened, key="D")
        before = opened.input_value("#text")
        opened.fill("#text", "X:1\nM:6/8\nL:1/8\nK:D\nABc dedd|d6|]")
        opened.wait_for_selector("#problems li")
        assert "5:" in opened.text_content("#problems li")
        assert opened.locator("mark.problem").count() == 1
        opened.fill("#text", "X:1\nM:6/8\nL:1/8\nK:D\nABc ded|d6|]")
        opened.wait_for_selector("#problems li", state="detached")
        opened.click("#undo")
        opened.click("#undo")
        assert opened.input_value("#text") == before
        assert opened.is_disabled("#keep")
        opened.click("#redo")
        opened.click("#keep")
        opened.wait_for_selector("#recipe", state="hidden")
        assert "edited" in opened.text_content("#takes li:first-child")


def test_what_cannot_be_is_told_and_nothing_is_lost(chromium: Any, address: str) -> None:
    with page(chromium, address, failures=1) as opened:
        write(opened)
        before = opened.input_value("#text")
        opened.fill("#wish-key", "H")
        opened.click("#write")
        opened.wait_for_selector("#status.failed")
        assert "is not a key" in opened.text_content("#status")
        assert opened.input_value("#text") == before


def test_with_the_keyboard_alone(chromium: Any, address: str) -> None:
    with page(chromium, address) as opened:
        opened.fill("#wish-bars", "8")
        opened.fill("#wish-meter", "6/8")
        opened.focus("#write")
        opened.keyboard.press("Enter")
        opened.wait_for_selector("#status:has-text('kept in the library')")
        opened.wait_for_selector("#play:enabled")
        opened.evaluate("() => document.activeElement.blur()")
        opened.keyboard.press("Space")
        opened.wait_for_selector("#play.playing")
        opened.keyboard.press("ArrowRight")
        opened.keyboard.press("ArrowRight")
        assert opened.evaluate("() => document.querySelector('#audio').currentTime") > 0.5
        opened.keyboard.press("Space")
        opened.wait_for_selector("#play:not(.playing)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_nothing_sticks_out(chromium: Any, address: str, scheme: str) -> None:
    with page(chromium, address, 360, scheme) as opened:
        write(opened)
        assert opened.evaluate("() => document.documentElement.scrollWidth") == 360
        assert opened.locator(".engraving.narrow").is_visible()
        names = opened.locator("button, input, select, textarea").evaluate_all(
            "all => all.filter(each => !(each.labels?.length || each.ariaLabel || each.textContent.trim()))"
            ".map(each => each.outerHTML)"
        )
        assert names == []  # every control has a name


def test_a_take_survives_a_server_that_is_killed(chromium: Any, folder: Path) -> None:
    with studio(folder, "--takes", "other") as (address, process):
        with page(chromium, address) as opened:
            write(opened)
            before = opened.input_value("#text")
        process.send_signal(signal.SIGKILL)
    with studio(folder, "--takes", "other") as (address, _), page(chromium, address) as opened:
        assert opened.input_value("#text") == before


def test_another_host_needs_the_token(chromium: Any, folder: Path) -> None:
    with studio(folder, "--host", "0.0.0.0") as (address, _):
        local = address.replace("0.0.0.0", "127.0.0.1")
        with page(chromium, local) as opened:  # the address that is printed holds the token
            assert "token" not in opened.url
        context = chromium.new_context()
        assert context.request.get(local.partition("?")[0] + "api/takes").status == 401
        context.close()
