"""The picture is read pixel by pixel: what stands where, in which colour."""

import io

import matplotlib.image
import numpy as np
import pytest

from tunesmith.render.figure import PALETTES, figure_png, figure_svg
from tunesmith.render.page import PageTune
from tunesmith.render.view import View

CELL, SIGN, GUESS, GAP, MARGIN = 12, 20, 12.5, 13, 28


def view(tokens, values=None, guesses=None, **changes):
    tune = PageTune("A <tune> & more", "<svg/>", [], b"", "", b"")
    size = len(tokens)
    return View(
        **{
            "tune": tune,
            "tokens": tokens,
            "probabilities": [0.5] * size,
            "guesses": guesses or [[("a", 0.9), ("b", 0.1)]] * size,
            "bars": [1] * size,
            "notes": [""] * size,
            "points": {} if values is None else {"hidden": np.array(values, np.float32).reshape(-1, 1, 1)},
            "chosen": None if values is None else ("hidden", 0, 0),
        }
        | changes
    )


def pixels(png):
    return np.round(matplotlib.image.imread(io.BytesIO(png))[..., :3] * 255).astype(int)


def row_top(image):
    """Where the first row of signs begins, which is the first place at the margin that is green."""
    column = image[:, MARGIN + 1]
    green = (column == PALETTES["classic"].up).all(axis=1)
    return int(np.flatnonzero(green)[0])


def test_signs_have_the_colour_of_the_unit_and_guesses_of_their_probability():
    guesses = [[("z", 0.7)], [("x", 1.0), ("y", 0.0)], [("x", 0.5), ("y", 0.25)], [("x", 0.1), ("y", 0.1)]]
    image = pixels(figure_png(view(list("abcd"), [1, -1, 0, 0], guesses), zoom=1.0))
    palette, top = PALETTES["classic"], row_top(image)
    corners = [tuple(map(int, image[top + 1, MARGIN + CELL * place + 1])) for place in range(3)]
    assert corners == [palette.up, palette.down, (255, 255, 255)]
    first, second = (
        [
            tuple(map(int, image[int(top + SIGN + rank * GUESS + 2), MARGIN + CELL * place + 1]))
            for place in range(3)
        ]
        for rank in (0, 1)
    )
    assert first[:2] == [palette.certain, palette.sure]
    assert second[0] == (255, 255, 255)
    assert np.abs(np.array(second[1]) - (np.array(palette.likely) + 255) / 2).max() <= 1
    assert first[2] == second[2] != (255, 255, 255)


@pytest.mark.parametrize(("point", "values"), [("forget", [1, 0]), ("cell", [40, -40])])
def test_gates_go_from_blue_to_green_and_cells_by_their_own_range(point, values):
    points = {point: np.array(values, np.float32).reshape(-1, 1, 1)}
    image = pixels(figure_png(view(list("ab"), points=points, chosen=(point, 0, 0)), zoom=1.0))
    top = row_top(image)
    assert tuple(image[top + 1, MARGIN + CELL + 1]) == PALETTES["classic"].down


def test_lines_end_where_the_music_does_and_where_the_row_is_full():
    def height(text, columns):
        return float(
            figure_svg(view(list(text)), PALETTES["safe"], columns).split('height="')[1].split('"')[0]
        )

    row = SIGN + 5 * GUESS + GAP
    assert height("ab\ncd", 40) - height("abcd", 40) == row
    assert height("a" * 41, 40) - height("a" * 40, 40) == row
    assert height("a" * 39 + "\n", 40) == height("a" * 40, 40)


def test_words_of_other_notations_get_wider_cells():
    svg = figure_svg(view(["Pitch_60", "Bar"]), PALETTES["classic"], 64)
    assert f'width="{8 * CELL}" height="{SIGN}"' in svg
    assert f'width="{3 * CELL}" height="{SIGN}"' in svg
    assert "Pitch_60" in svg


def test_any_text_can_be_drawn():
    hostile = ["<", "&", '"', "\x00", "\ud800", "\t", "雪", "</svg>"]
    picture = figure_png(view(hostile, guesses=[[(token, 0.2) for token in hostile[:5]]] * 8), zoom=1.0)
    assert picture.startswith(b"\x89PNG")


@pytest.mark.parametrize("size", [0, 1])
def test_short_texts(size):
    assert figure_png(view(["a"] * size), palette="safe").startswith(b"\x89PNG")
