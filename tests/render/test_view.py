"""The neuron view in a real browser, opened from the disk with the network off."""

import io
import re
import shutil
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from tunesmith.render.page import PageTune
from tunesmith.render.view import KnownUnit, View, write_view

TEXT = "X:1\nM:6/8\nK:D\n" + "|".join(["d2A BAF"] * 3) + "|\n" + "|".join(["GFE DFA"] * 3) + "|\n\n"
SIZE, LAYERS, UNITS = len(TEXT), 2, 12
HOSTILE = """</script><script>alert(1)</script><b x='"$title">"""
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
FLAGS += ["--autoplay-policy=no-user-gesture-required"]


def silence(seconds=6):
    file = io.BytesIO()
    soundfile.write(file, np.zeros(seconds * 8000), 8000, format="MP3")
    return file.getvalue()


def notes_of(text):
    """The id of the note that each character belongs to: a letter in the music, with the figure behind it."""
    music = text.index("K:D") + 3
    found = [""] * len(text)
    for match in re.finditer(r"[A-Ga-g]\d?", text[music:]):
        start, end = music + match.start(), music + match.end()
        found[start:end] = [f"n{start}"] * (end - start)
    return found


def bars_of(text):
    music = text.index("K:D") + 4
    bars = [-1] * music
    for place in range(music, len(text)):
        bars.append(1 + text[music:place].count("|"))
    return [bar if bar <= 6 else -1 for bar in bars]


def score(ids):
    heads = "".join(
        f'<g id="{note}" class="note">'
        f'<ellipse cx="{20 + 18 * (i % 18)}" cy="{20 + 40 * (i // 18)}" rx="6" ry="5"/></g>'
        for i, note in enumerate(ids)
    )
    size = 'width="360px" height="100px"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g id="sheet">{heads}</g></svg>'


def make_view(text=TEXT, **changes):
    random = np.random.default_rng(3)
    size, notes = len(text), notes_of(TEXT)
    ids = list(dict.fromkeys(filter(None, notes)))
    tune = PageTune(
        title="The Butterfly",
        svg=score(ids),
        narrow_svg=score(ids),
        timeline=[(i / 8, (i + 1) / 8, note) for i, note in enumerate(ids)],
        mp3=silence(),
        abc=TEXT,
        midi=b"MThd\x00",
    )
    chances = np.sort(random.dirichlet(np.full(9, 0.4), size), axis=1)[:, ::-1]
    signs = [random.permutation(sorted({*TEXT, *"HIJ"})) for _ in range(size)]
    points = {
        "hidden": np.tanh(random.normal(0, 1.5, (size, LAYERS, UNITS))),
        "cell": random.normal(0, 9, (size, LAYERS, UNITS)),
        "forget": random.uniform(0, 1, (size, LAYERS, UNITS)),
    }
    known = [
        KnownUnit("hidden", 1, 7, "position in the bar: correlation +0.93"),
        KnownUnit("cell", 0, 2, "in a chord symbol: AUC 0.99"),
    ]
    given = {
        "tune": tune,
        "tokens": list(text),
        "probabilities": random.uniform(0.001, 1, size),
        "guesses": [
            [(str(sign), float(p)) for sign, p in zip(row[:5], chance[:5], strict=True)]
            for row, chance in zip(signs, chances, strict=True)
        ],
        "bars": bars_of(TEXT),
        "notes": notes,
        "points": {name: values.astype(np.float32) for name, values in points.items()},
        "chosen": ("hidden", 1, 3),
        "known": known,
        "facts": {"model": "LSTM"},
        "notices": ["Unit 1:4 is held at 0."],
    }
    return View(**(given | changes))


VIEW = make_view()
BITS = -np.log2(VIEW.probabilities)


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("view") / "view.html"
    path.write_text(write_view(VIEW), encoding="utf-8")
    return path


@contextmanager
def opened(browser, file, width=1280, height=900, scheme="light"):
    """A page on which nothing may go wrong and which may ask for nothing."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        offline=True,
        reduced_motion="reduce",
    )
    page, wrong = context.new_page(), []
    page.set_default_timeout(5000)
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url[:80]))
    page.goto(file.as_uri())
    yield page
    context.close()
    asked = [what for what in wrong if not what.startswith(("file:", "data:"))]
    assert not asked


@pytest.fixture(scope="module")
def window(browser, file):
    with opened(browser, file) as page:
        yield page


@pytest.fixture
def page(window):
    """The view as it is when it has just been opened."""
    window.reload()
    window.wait_for_selector("html[data-unit='hidden:1:3']")
    return window


def until(page, condition):
    """Wait for a condition; the page's own policy forbids playwright to wait within it."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"never: {condition}")


def cell(place):
    return f"[data-token='{place}']"


def unit(page, point, layer, number):
    page.select_option("[name=point]", point)
    page.wait_for_selector(f"html[data-unit^='{point}:']")
    page.select_option("[name=layer]", str(layer))
    page.fill("[name=unit]", str(number))
    page.press("[name=unit]", "Tab")
    page.wait_for_selector(f"html[data-unit='{point}:{layer}:{number}']")


def shades(page):
    return np.array(
        page.eval_on_selector_all(".token", "all => all.map(e => Number(e.style.getPropertyValue('--v')))")
    )


def grounds(page):
    """The colours that are seen behind the signs (T, 3), 0 to 255."""
    colours = page.evaluate(PIXELS, ".token .sign")
    return np.array([ground for ground, _ in colours])


# Of every element its background and text colour as pixels, whatever the notation of the computed style.
PIXELS = """selector => {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const pixel = (colour) => {
    if (!known.has(colour)) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      known.set(colour, [...context.getImageData(0, 0, 1, 1).data].slice(0, 3));
    }
    return known.get(colour);
  };
  return [...document.querySelectorAll(selector)].map((element) => {
    const style = getComputedStyle(element);
    return [pixel(style.backgroundColor), pixel(style.color)];
  });
}"""


def number(text):
    return float(re.match(r"[+-]?[\d.]+(?:e[+-]?\d+)?", text.replace("\N{MINUS SIGN}", "-"))[0])


def exact_percentages(page):
    texts = page.locator(".best .exactly").all_text_contents()
    return [number(text) / (100 if "%" in text else 1) for text in texts]


def luminance(colours):
    share = np.asarray(colours) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


# What it shows


def test_guesses_under_a_sign_are_those_of_the_model(page):
    shown = page.eval_on_selector_all(
        ".token",
        """all => all.map(cell => [...cell.querySelectorAll('.guess')].map(
            guess => [guess.textContent, Number(guess.style.getPropertyValue('--p'))]))""",
    )
    assert len(shown) == SIZE
    assert shown[-1] == []  # nothing comes after the last
    for found, expected in zip(shown[:-1], VIEW.guesses[1:], strict=True):
        assert [sign for sign, _ in found] == [
            sign.replace("\n", "⏎").replace(" ", "␣") for sign, _ in expected
        ]
        assert [p for _, p in found] == pytest.approx([p for _, p in expected], rel=1e-6)


def test_details_of_the_sign_under_the_mouse(page):
    for place in (0, 3, 20, SIZE - 1):
        page.hover(cell(place))
        assert exact_percentages(page) == pytest.approx([p for _, p in VIEW.guesses[place]], abs=1e-5)
        assert number(page.text_content(".reading .probability")) / 100 == pytest.approx(
            VIEW.probabilities[place], abs=1e-5
        )
        assert number(page.text_content(".reading .surprise")) == pytest.approx(BITS[place], abs=0.006)
        assert page.text_content(".reading .sign") == TEXT[place].replace("\n", "⏎").replace(" ", "␣")
    page.hover("h1")
    assert page.text_content(".reading .sign") == TEXT[0], "without the mouse it is the sign that was gone to"


def test_guesses_at_the_sign_above(page):
    page.select_option("[name=ahead]", "0")
    for place in (0, 9, SIZE - 1):
        texts = page.locator(f"{cell(place)} .guess").all_text_contents()
        assert texts == [sign.replace("\n", "⏎").replace(" ", "␣") for sign, _ in VIEW.guesses[place]]


def test_the_darker_the_surer(page):
    guesses = [p for row in VIEW.guesses[1:] for _, p in row]
    colours = luminance([ground for ground, _ in page.evaluate(PIXELS, ".guess")])
    order = np.argsort(guesses)
    assert (np.diff(colours[order]) < 0.004).all()
    assert colours[order][-1] < 0.2 < 0.85 < colours[order][0]


@pytest.mark.parametrize(("point", "layer", "number_"), [("hidden", 0, 11), ("cell", 1, 0), ("forget", 1, 5)])
def test_the_value_of_a_unit_is_as_exact_as_it_says(page, point, layer, number_):
    unit(page, point, layer, number_)
    values = VIEW.points[point][:, layer, number_]
    for place in (1, 17, 30, 44):
        page.hover(cell(place))
        value, error = map(number, page.text_content(".reading .value").split(" ± "))
        assert abs(value - values[place]) <= error
        assert error <= 0.006 * max(1, np.abs(values).max())


def test_choosing_another_unit_recolours(page):
    before = grounds(page)
    unit(page, "hidden", 0, 4)
    values = VIEW.points["hidden"][:, 0, 4]
    after = grounds(page)
    assert (before != after).any(axis=1).mean() > 0.9
    assert shades(page) == pytest.approx(values, abs=0.005)
    excited, quiet = after[values > 0.5], after[values < -0.5]
    assert (excited[:, 1] > excited[:, 2]).all(), "green"
    assert (quiet[:, 2] > quiet[:, 1]).all(), "blue"
    assert np.abs(after[np.argmin(np.abs(values))] - [0xFB, 0xF8, 0xF2]).max() < 12, "paper"


def test_gates_and_cells_have_their_own_ranges(page):
    unit(page, "forget", 0, 1)
    assert shades(page) == pytest.approx(2 * VIEW.points["forget"][:, 0, 1] - 1, abs=0.008)
    unit(page, "cell", 0, 1)
    values = VIEW.points["cell"][:, 0, 1]
    assert shades(page) == pytest.approx(values / np.abs(values).max(), abs=0.005)
    assert number(page.text_content(".scale .high")) == pytest.approx(np.abs(values).max(), rel=0.005)


def test_steps_search_and_the_list_of_explained_units(page):
    page.click("[name=next]")
    page.wait_for_selector("html[data-unit='hidden:1:4']")
    for _ in range(5):
        page.click("[name=previous]")
    page.wait_for_selector(f"html[data-unit='hidden:1:{UNITS - 1}']")
    page.select_option("[name=known]", "hidden 1:7")
    page.wait_for_selector("html[data-unit='hidden:1:7']")
    page.fill("[name=search]", "chord symbol")
    assert page.locator("[name=known] option").all_text_contents() == [
        "0:2 in a chord symbol: AUC 0.99 (cell)"
    ]
    page.press("[name=search]", "Enter")
    page.wait_for_selector("html[data-unit='cell:0:2']")
    page.fill("[name=search]", "hidden 0:9")
    page.press("[name=search]", "Enter")
    page.wait_for_selector("html[data-unit='hidden:0:9']")
    page.press("[name=search]", "Space")
    assert page.evaluate("document.querySelector('audio').paused"), "typing plays nothing"


def test_the_other_palette(page):
    before = grounds(page)
    page.select_option("[name=palette]", "safe")
    after = grounds(page)
    values = VIEW.points["hidden"][:, 1, 3]
    assert (after[values > 0.5][:, 0] > after[values > 0.5][:, 2] + 30).all(), "orange"
    assert (after[values < -0.5][:, 2] > after[values < -0.5][:, 1]).all(), "purple"
    assert (before != after).any(axis=1).mean() > 0.9
    unit(page, "hidden", 0, 0)
    assert page.evaluate("document.documentElement.dataset.palette") == "safe"


def test_the_strip_tells_the_surprise_of_each_bar(page):
    columns = page.eval_on_selector_all(
        ".column",
        "all => all.map(e => [Number(e.dataset.bar), e.title, Number(e.style.getPropertyValue('--height'))])",
    )
    means = [np.mean([b for b, of in zip(BITS, VIEW.bars, strict=True) if of == bar]) for bar in range(1, 7)]
    assert [bar for bar, _, _ in columns] == [1, 2, 3, 4, 5, 6]
    for (bar, title, height), mean in zip(columns, means, strict=True):
        assert title == f"bar {bar}: {mean:.2f} bits per sign"
        assert height == pytest.approx(mean / max(means))
    page.click(".column[data-bar='3']")
    assert page.locator(".token.current").get_attribute("data-token") == str(VIEW.bars.index(3))
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.bar") == "4"
    page.keyboard.press("Enter")
    assert page.locator(".token.current").get_attribute("data-token") == str(VIEW.bars.index(4))


# The score


def selected(page):
    return page.eval_on_selector_all(".token.selected", "all => all.map(e => Number(e.dataset.token))")


def test_a_click_on_a_note_selects_its_characters(page):
    start = TEXT.index("d2")
    page.click(f"#t1-n{start}")
    assert selected(page) == [start, start + 1]
    until(page, "document.activeElement.classList.contains('signs')")
    assert page.locator(".signs").get_attribute("aria-activedescendant") == f"token-{start}"
    assert page.locator(".token.current").is_visible()
    assert page.evaluate("document.querySelector('audio').paused")


def test_a_character_marks_its_note(page):
    start = TEXT.index("B")
    page.click(cell(start))
    assert page.eval_on_selector_all(".engraving .selected", "all => all.map(e => e.id)") == [
        f"t1-n{start}",
        f"t1n-n{start}",
    ]
    note, mark = page.locator(f"#t1-n{start}").bounding_box(), page.locator(".mark").first.bounding_box()
    assert mark["x"] <= note["x"]
    assert mark["x"] + mark["width"] >= note["x"] + note["width"]
    page.click(cell(0))
    assert page.locator(".engraving .selected").count() == 0
    assert not page.locator(".mark").first.is_visible()


def test_notes_have_the_colour_of_their_last_sign_or_of_their_surprise(page):
    start = TEXT.index("d2")
    style = f"getComputedStyle(document.getElementById('t1-n{start}'))"
    assert float(page.evaluate(f"{style}.getPropertyValue('--v')")) == pytest.approx(
        VIEW.points["hidden"][start + 1, 1, 3], abs=0.005
    )
    colours = [page.evaluate(f"{style}.color")]
    for choice in ("surprise", "nothing"):
        page.select_option("[name=score]", choice)
        colours.append(page.evaluate(f"{style}.color"))
    assert len(set(colours)) == 3
    assert float(page.locator(f"#t1-n{start}").get_attribute("data-bits")) == pytest.approx(
        BITS[start : start + 2].sum(), abs=0.01
    )


def test_it_plays_from_the_selected_note_and_the_text_follows(page):
    until(page, "document.querySelector('audio').duration > 5")
    place = TEXT.index("GFE")
    page.click(cell(place))
    assert page.evaluate("document.querySelector('audio').currentTime") == pytest.approx(15 / 8, abs=0.02)
    page.focus(".signs")
    page.keyboard.press("Space")
    until(page, f"[...document.querySelectorAll('.token.sounding')].some(e => e.dataset.token > {place})")
    page.keyboard.press("Space")
    until(page, "document.querySelectorAll('.token.sounding').length === 0")


def test_a_double_click_plays_from_a_note_and_stays_there(page):
    until(page, "document.querySelector('audio').duration > 5")
    note = page.locator(f"#t1-n{TEXT.index('GFE')}")
    note.dblclick()
    until(
        page, "!document.querySelector('audio').paused && document.querySelector('audio').currentTime > 1.8"
    )
    page.wait_for_timeout(350)
    assert not page.evaluate("document.activeElement.classList.contains('signs')")


# Keys, sizes, colours


def test_arrow_keys_move_through_the_text(page):
    at = lambda: int(page.locator(".token.current").get_attribute("data-token"))  # noqa: E731
    page.focus(".signs")
    music = TEXT.index("d2A")
    second = TEXT.index("GFE")
    page.keyboard.press("ArrowRight")
    assert at() == 1
    for key, place in [
        ("ArrowLeft", 0),
        ("ArrowLeft", 0),
        ("End", 3),
        ("ArrowDown", 7),
        ("Home", 4),
        ("ArrowDown", 10),
        ("ArrowDown", music),
        ("ArrowRight", music + 1),
        ("ArrowDown", second + 1),
        ("ArrowUp", music + 1),
        ("Control+End", SIZE - 1),
        ("ArrowDown", SIZE - 1),
        ("Control+Home", 0),
        ("ArrowUp", 0),
    ]:
        page.keyboard.press(key)
        assert at() == place, key
    assert page.locator(".signs").get_attribute("aria-activedescendant") == "token-0"
    assert page.locator(".token[aria-selected='true']").count() == 1
    assert page.locator(".reading").get_attribute("role") == "status"
    assert page.text_content(".reading .sign") == "X"


def test_the_text_is_one_stop_for_the_tab_key(page):
    page.focus(".column[tabindex='0']")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "signs"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "play"


def test_everything_has_a_name(page):
    for role in ("button", "combobox", "listbox", "spinbutton", "searchbox", "slider", "option", "toolbar"):
        for element in page.get_by_role(role).all()[:60]:
            snapshot = element.evaluate(
                """e => e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent ||
                    document.getElementById(e.getAttribute('aria-labelledby')).textContent"""
            )
            assert snapshot.strip(), role
    assert page.get_by_role("listbox", name="Sign by sign").count() == 1
    assert page.get_by_role("option", name="line end", exact=True).count() == TEXT.count("\n")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_it_fits_any_width(browser, file, width):
    with opened(browser, file, width, 740) as page:
        page.wait_for_selector("html[data-unit]")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click(cell(30))
        assert page.locator(cell(30)).is_visible()
        assert page.locator(".reading").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(browser, file, scheme):
    with opened(browser, file, scheme=scheme) as page:
        page.wait_for_selector("html[data-unit]")
        for palette in ("classic", "safe"):
            page.select_option("[name=palette]", palette)
            for selector in (".token .sign", ".guess"):
                found = luminance(page.evaluate(PIXELS, selector))
                low, high = np.sort(found, axis=1).T
                assert ((high + 0.05) / (low + 0.05)).min() >= 4.5, (palette, selector)


# Other views


def test_hostile_text_stays_text(browser, tmp_path):
    tokens = [HOSTILE, "<!--", "\n", "\x01", "&amp;", *TEXT[5:]]
    tune = replace(VIEW.tune, title=HOSTILE)
    guesses = [[(HOSTILE, 0.9)]] * SIZE
    known = [KnownUnit("hidden", 0, 0, HOSTILE)]
    hostile = replace(
        VIEW,
        tune=tune,
        tokens=tokens,
        guesses=guesses,
        known=known,
        notices=[HOSTILE],
        facts={HOSTILE: HOSTILE},
    )
    path = tmp_path / "hostile.html"
    path.write_text(write_view(hostile), encoding="utf-8")
    with opened(browser, path) as page:
        page.wait_for_selector("html[data-unit]")
        assert page.locator(f"{cell(0)} .sign").text_content() == HOSTILE.replace(" ", "␣")
        assert page.text_content(".notice") == HOSTILE
        assert page.locator("b[x]").count() == 0


def test_a_model_without_units(browser, tmp_path):
    path = tmp_path / "ngram.html"
    path.write_text(write_view(replace(VIEW, points={}, chosen=None, known=[])), encoding="utf-8")
    with opened(browser, path) as page:
        assert page.locator(".guess").count() == 5 * (SIZE - 1)
        assert page.locator("[name=unit]").count() == 0
        assert page.locator(".reading .value").count() == 0
        assert page.evaluate("document.documentElement.dataset.score") == "surprise"
        page.click(cell(20))
        assert page.text_content(".reading .sign") == TEXT[20]


def test_a_page_of_sixty_bars_is_under_three_megabytes():
    random = np.random.default_rng(1)
    size, units = 900, 384
    drift = np.cumsum(random.normal(0, 0.5, (size, 2, units)), axis=0)
    states = {
        name: np.tanh(drift * scale).astype(np.float32) for name, scale in (("hidden", 0.3), ("candidate", 1))
    }
    gates = {
        name: (np.tanh(drift + shift) / 2 + 0.5).astype(np.float32)
        for shift, name in enumerate(("input", "forget", "output"))
    }
    points = {**states, "cell": drift.astype(np.float32), **gates}
    svg = VIEW.tune.svg.replace("</svg>", f"<text>{random.bytes(70_000).hex()}</text></svg>")
    tune = replace(VIEW.tune, mp3=random.bytes(600_000), svg=svg, narrow_svg=svg)
    tokens = list((TEXT * 20)[:size])
    big = replace(
        VIEW,
        tune=tune,
        tokens=tokens,
        probabilities=random.uniform(0, 1, size),
        guesses=[VIEW.guesses[i % SIZE] for i in range(size)],
        bars=[i // 15 for i in range(size)],
        notes=[""] * size,
        points=points,
    )
    html = write_view(big)
    assert 2_500_000 < len(html.encode()) < 3_000_000
    told = re.search(r"Units are exact to ±([\d.]+) \(hidden\)", html)
    assert float(told[1]) <= 0.1
    assert len(write_view(big, budget=2_200_000).encode()) < 2_200_000
