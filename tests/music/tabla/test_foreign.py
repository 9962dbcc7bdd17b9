"""Other people's notations, worked by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.foreign import BEATS, BOL_PROCESSOR, CELLS, read_foreign


def said(text: str, tala: str = "dadra") -> str:
    notes = read_foreign(text, tala).composition.sections[0].notes
    return " ".join(f"{note.bol or '-'}:{note.duration}" for note in notes)


def test_semicolons() -> None:
    assert said("DHA GE TI RA KI TA; DHA,DHIN; -, NA;") == (
        "dha:1/6 ge:1/6 tirakita:2/3 dha:1/2 dhin:1/2 -:1/2 na:1/2"
    )
    assert read_foreign("DHA; DHIN; NA;", "dadra").kind == BEATS


def test_bol_processor() -> None:
    line = "4+4+4+4/4 dhatidhage . nadhatrkt . dhatidhage . dheenagena ."
    assert said(line) == (
        "dha:1/4 ti:1/4 dha:1/4 ge:1/4 na:1/4 dha:1/4 tirakita:1/2 "
        "dha:1/4 ti:1/4 dha:1/4 ge:1/4 dhina:1/2 ge:1/4 na:1/4"
    )
    found = read_foreign(line)
    assert (found.kind, found.composition.tala) == (BOL_PROCESSOR, "teental")
    assert found.told == ("vibhags of 4+4+4+4: taken for teental",)
    assert said("4/4 dha--tr . -") == "dha:1/4 -:1/4 -:1/4 tere:1/4 -:1"


def test_pipes() -> None:
    assert said("Dha1[2] | Ti | - | Dha Ge | Tin[1/2] | Na2[1/2]") == (
        "dha:2 ti:1 -:1 dha:1/2 ge:1/2 tin:1/2 na:1/2"
    )
    assert read_foreign("Dha|Dhin|Na", "dadra").kind == CELLS


def test_a_tala_is_guessed_and_told() -> None:
    found = read_foreign("Tin|Tin|Na|Dhin|Na|Dhin|Na")
    assert found.composition.tala == "rupak"
    assert found.told == ("7 matras: taken for rupak, which tevra have too; --tala says which",)
    assert [bar.at for bar in found.composition.sections[0].bars] == [3, 5]
    assert read_foreign("Dha|" * 20).composition.tala == "jhaptal"  # two cycles
    with pytest.raises(TunesmithError, match="no tala has 5 matras"):
        read_foreign("Dha|Dhin|Na|Dha|Na")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nothing here", "beats end with ';'"),
        ("DHA; DHQ;", "unknown bol 'DHQ'"),
        ("4/4 dhaxna . na", "unknown bols 'dhaxna'"),
        ("Dha[0] | Na", "has no length"),
        ("Dha[1/2] Na | Na", "cannot be read"),
        (" ; ; ", "no bols"),
    ],
)
def test_bad_input(text: str, says: str) -> None:
    with pytest.raises(TunesmithError, match=says):
        read_foreign(text, "dadra")


SIGNS = st.sampled_from(
    ["DHA", "ti", "trkt", ";", "|", " . ", "4+4/4 ", "[2]", "[0]", "-", ",", "\n", "é", "1"]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(SIGNS, max_size=20).map(" ".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read_foreign(text, "dadra")
    except TunesmithError:
        return
    assert found.composition.sections[0].notes
