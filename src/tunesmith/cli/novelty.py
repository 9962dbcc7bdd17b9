"""``tunesmith novelty``: what tunes have of a corpus."""

from pathlib import Path

import typer

from tunesmith.cli.output import JSON_HELP, note, print_json, show
from tunesmith.cli.working import working


def novelty(
    places: list[Path] = typer.Argument(
        help="Files of ABC, tabla, scores (MIDI, MusicXML) or takes (.json), or folders of them."
    ),
    corpus: str | None = typer.Option(
        None, help="Name or path of the corpus [default: the one that the model of the takes learned from]."
    ),
    exclude: list[str] = typer.Option(
        [], help="Id of a tune of the corpus to leave out, with its near-duplicates; as often as you like."
    ),
    out: Path | None = typer.Option(None, "-o", "--out", help="Also write a page with scores (.html)."),
    open_page: bool = typer.Option(False, "--open", help="Open the page in the browser."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Tell how much of a tune stands in a corpus, and how much human tunes share with the rest of it.

    Of each tune: the longest run of notes that a tune of the corpus has too, in any key; the share of its
    bars that are in the corpus; the tune that it is nearest to; and how many of a hundred human tunes of its
    length copy less. docs/evaluation.md tells what the figures mean.
    """
    from tunesmith.api.beside import novelty_page
    from tunesmith.api.novelty import judge, line, summary, summary_line, to_json, warnings_in_short
    from tunesmith.api.subjects import corpus_of_takes, find_sources, read_subjects
    from tunesmith.evaluation.novelty.store import open_index
    from tunesmith.files import write_atomic

    notes: list[str] = []

    def passed_over(text: str) -> None:
        notes.append(text)
        note(text)

    sources = find_sources(places)
    corpus = corpus or corpus_of_takes(sources)
    if open_page and out is None:
        out = Path("novelty.html")
    with working() as tell:
        index, humans = open_index(corpus, tell)
        subjects = read_subjects(
            sources, index.notation, passed_over, lambda done, files: tell("files", done, files)
        )
        judged = judge(subjects, index, humans, exclude, lambda done, tunes: tell("comparing", done, tunes))
        if out is not None:
            page = novelty_page(judged, index, humans, notes, lambda done, tunes: tell("page", done, tunes))
            write_atomic(out, page)
    if as_json:
        print_json(to_json(judged, index, notes))
    else:
        for one in judged:
            print(line(one))
        if len(judged) > 1:
            print(f"\n{summary_line(summary(judged))}")
    for text in warnings_in_short(judged):
        note(text)
    if out is not None:
        note(str(out))
        if open_page:
            show(out)
