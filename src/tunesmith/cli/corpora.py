"""``tunesmith corpora``: what there is to learn from."""

from typing import TYPE_CHECKING

import typer

from tunesmith.cli.output import JSON_HELP, print_json, reading

if TYPE_CHECKING:
    from tunesmith.corpora.facts import CorpusFacts
    from tunesmith.corpora.score_facts import ScoreFacts
    from tunesmith.corpora.tabla_facts import TablaFacts

app = typer.Typer(help="List the corpora, or show what one holds.", invoke_without_command=True)


@app.callback(invoke_without_command=True)
def corpora(context: typer.Context) -> None:
    """List the corpora, or show what one holds."""
    if context.invoked_subcommand is None:
        list_(False)


@app.command("list")
def list_(as_json: bool = typer.Option(False, "--json", help=JSON_HELP)) -> None:
    """The corpora that have a name. Any file or folder of ABC, scores or tabla is a corpus too."""
    from tunesmith.corpora.catalog import list_corpora

    listings = list_corpora()
    if as_json:
        print_json([listing.to_json() for listing in listings])
        return
    width = max(len(listing.name) for listing in listings)
    for listing in listings:
        flag = "  [non-commercial use only]" if listing.non_commercial else ""
        print(f"{listing.name:<{width}}  {listing.title}{flag}")


@app.command("show")
def show(
    name: str = typer.Argument(help="A corpus by name, or a file or folder of music."),
    split: str = typer.Option(
        "grouped", help="grouped, or plain (nottingham-jigs: the split of the reference recipe)."
    ),
    dropped: bool = typer.Option(
        False, "--dropped", help="Also list every tune that cleaning left out, and why."
    ),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Counts, metres, keys or talas, duplicates, cleaning, source and licence of a corpus."""
    from tunesmith.corpora.facts import describe
    from tunesmith.corpora.load import load_corpus

    corpus = load_corpus(name, split=split, progress=reading())
    facts = describe(corpus)
    if as_json:
        listed = [
            {"id": d.id, "source": d.source, "reason": d.reason, "detail": d.detail}
            for d in corpus.report.dropped
        ]
        print_json({**facts.to_json(), **({"dropped_tunes": listed} if dropped else {})})
        return
    _print("name", facts.name)
    _print("title", facts.title)
    _print("source", facts.source)
    _print("licence", facts.licence + ("  [non-commercial use only]" if facts.non_commercial else ""))
    _print("sha256", facts.checksum)
    kind = "scores" if facts.scores else "compositions" if facts.tabla else "tunes"
    _print("read", f"{facts.read:,} {kind}")
    _print("dropped", f"{sum(facts.dropped.values()):,}" + _listed(facts.dropped, " (", ")"))
    if facts.scores:
        _print_scores(facts, facts.scores)
    elif facts.tabla:
        _print_tabla(facts, facts.tabla)
    else:
        _print("kept", f"{facts.pieces:,} tunes, {facts.notes:,} notes, {facts.characters:,} characters")
        _print("vocabulary", f"{facts.distinct_characters} distinct characters")
    _print("split", f"{facts.split}: {facts.train:,} to train on, {facts.held_out:,} held out")
    twins = f"{facts.near_duplicates:,} {kind} in {facts.near_duplicate_groups:,} groups"
    _print("near twins", f"{twins}, {facts.straddling} across the split")
    if facts.tabla is None:
        _print("metres", _listed(facts.meters))
        _print("keys", _listed(facts.keys))
    if dropped:
        print()
        for item in corpus.report.dropped:
            print(item)


def _print_scores(facts: "CorpusFacts", scores: "ScoreFacts") -> None:
    _print("kept", f"{facts.pieces:,} scores, {facts.notes:,} notes")
    _print("instruments", _listed(_named(scores.instruments)))
    _print("voices", f"{scores.voices_at_once:.1f} sound at once on average, {scores.most_voices} at most")
    _print("bars", f"{scores.bars[0]} to {scores.bars[2]}, median {scores.bars[1]:g}")
    fewest, middle, most = scores.seconds
    _print("seconds", f"{fewest:.0f} to {most:.0f}, median {middle:.0f}")
    _print("tempos", _listed(scores.tempos))


def _print_tabla(facts: "CorpusFacts", tabla: "TablaFacts") -> None:
    sound = f"{tabla.sound:,} of them sound"
    _print(
        "kept",
        f"{facts.pieces:,} compositions, {facts.notes:,} bols, {facts.characters:,} characters; {sound}",
    )
    _print("talas", _listed(tabla.talas, most=16))
    _print("forms", _listed(tabla.forms))
    _print("bols", _listed(tabla.bols))
    fewest, middle, most = tabla.cycles
    _print("cycles", f"{fewest:g} to {most:g}, median {middle:g}")
    _print("laya", f"{tabla.layas[0]} to {tabla.layas[2]} matras a minute, median {tabla.layas[1]:g}")


def _named(programs: dict[str, int]) -> dict[str, int]:
    """The programs by the names that General MIDI gives them."""
    from tunesmith.render.instrument import instruments

    return {
        instruments()[int(name.removeprefix("program "))] if name.startswith("program ") else name: count
        for name, count in programs.items()
    }


def _print(label: str, value: str) -> None:
    print(f"{label:<11} {value}")


def _listed(counts: dict[str, int], before: str = "", after: str = "", most: int = 12) -> str:
    if not counts:
        return ""
    shown = [f"{name} {count:,}" for name, count in list(counts.items())[:most]]
    more = [f"{len(counts) - most} more"] if len(counts) > most else []
    return before + ", ".join([*shown, *more]) + after
