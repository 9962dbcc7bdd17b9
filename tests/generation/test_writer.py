import json
import shutil

import numpy as np
import pytest

from tunesmith.errors import TunesmithError
from tunesmith.generation.take import Take
from tunesmith.generation.writer import Token, Writer, generate, replay, stream
from tunesmith.models.checkpoint import load_checkpoint, save_checkpoint
from tunesmith.models.markov import Markov


def takes(writer, request):
    return [item for item in writer.write(request) if isinstance(item, Take)]


def test_the_same_seed_writes_the_same_take(writer, request_for):
    request = request_for(seed=7, count=3)
    assert takes(writer, request) == takes(writer, request)


def test_takes_of_one_request_differ(writer, request_for):
    # A take holds dozens of even chances: that two of ten agree is about 45 / 2 ** 30.
    assert len({take.text for take in takes(writer, request_for(seed=0, count=10))}) == 10


def test_take_i_is_the_single_take_of_seed_plus_i(writer, request_for):
    for number, take in enumerate(takes(writer, request_for(seed=40, count=4, temperature=1.2))):
        assert take.seed == 40 + number
        [alone] = takes(writer, request_for(seed=40 + number, temperature=1.2))
        assert (alone.tokens, alone.probabilities) == (take.tokens, take.probabilities)


def test_without_a_seed_a_fresh_one_is_recorded(writer, request_for):
    [one], [other] = takes(writer, request_for()), takes(writer, request_for())
    assert one.seed != other.seed  # once in 2 ** 32
    assert one.request.seed is None
    assert takes(writer, request_for(seed=one.seed))[0].tokens == one.tokens


def test_greedy_writes_one_take_whatever_the_seed(writer, request_for):
    assert len({take.text for take in takes(writer, request_for(seed=1, count=3, temperature=0))}) == 1


def test_the_stream_holds_every_token_and_then_the_take(writer, request_for):
    tokens = []
    for item in writer.write(request_for(seed=3, count=2, primer="X:1\nT:The")):
        if isinstance(item, Token):
            tokens.append(item)
        else:
            assert "".join(token.text for token in tokens) == item.text
            assert tuple(token.probability for token in tokens) == item.probabilities
            tokens.clear()
    assert not tokens


def test_the_stream_is_not_ahead_of_its_reader(writer, request_for, monkeypatch):
    steps = []
    step = writer.engine.step
    monkeypatch.setattr(type(writer.engine), "step", lambda self, *given: steps.append(0) or step(*given))
    items = writer.write(request_for(rules="off", seed=3))
    next(items), next(items)
    assert len(steps) == 2  # a token is given once the model has read it


def test_a_take_that_ends_is_a_tune(writer, request_for):
    ended = [
        take
        for take in takes(writer, request_for(rules="off", seed=0, count=10, temperature=0.5))
        if take.ended
    ]
    assert ended
    for take in ended:
        assert take.text.endswith("\n\n")
        assert take.piece.content == take.text.strip()
        assert take.piece.content.startswith("X:")


def test_max_tokens_stops_a_take_that_has_not_ended(fixed, codec, request_for):
    writer = Writer(codec, fixed(np.zeros(len(codec.vocabulary))), "")
    greedy = request_for(rules="off", max_tokens=25, primer="X:1\nT:The", temperature=0.0)
    for take in takes(writer, request_for(rules="off", max_tokens=25, seed=1)) + takes(writer, greedy):
        assert len(take.tokens) - take.primed <= 25
    # Greedy on uniform logits repeats the lowest id, here the line end, and so ends at once.
    assert take.ended
    never = np.zeros(len(codec.vocabulary))
    never[codec.ids("\n")] = -np.inf
    [cut] = takes(
        Writer(codec, fixed(never), ""), request_for(rules="off", max_tokens=25, primer="X:1\nT:The")
    )
    assert not cut.ended
    assert len(cut.tokens) == cut.primed + 25


def test_a_primer_is_continued(writer, request_for):
    for take in takes(writer, request_for(primer="X:2\nT:Rain on Slate\nM:6/8\nL:1/8\nK:G\nGBd", count=3)):
        assert take.text.startswith("X:2\nT:Rain on Slate\nM:6/8\nL:1/8\nK:G\nGBd")
        assert take.primed == len("X:2\nT:Rain on Slate\nM:6/8\nL:1/8\nK:G\nGBd")
        assert len(take.tokens) > take.primed


def test_characters_outside_the_vocabulary_are_named_before_anything_is_written(writer, request_for):
    with pytest.raises(TunesmithError, match=r"'%'.*'ß'"):
        writer.write(request_for(primer="X:2\nT:Ra%ß"))


def test_a_primer_that_is_whole_is_refused(writer, request_for, monkeypatch):
    monkeypatch.setattr(type(writer.codec), "primer", lambda self, text: list(text))
    with pytest.raises(TunesmithError, match="only its beginning"):
        writer.write(request_for(primer="X:1\n\nX:2\n"))


def test_probabilities_and_bits_are_those_of_the_model(fixed, codec, request_for):
    size = len(codec.vocabulary)
    [take] = takes(Writer(codec, fixed(np.zeros(size)), ""), request_for(seed=1, top_k=3, max_tokens=10))
    assert take.probabilities == pytest.approx([1 / size] * len(take.tokens))
    assert take.bits_per_character == pytest.approx(np.log2(size))


def test_a_codec_of_another_size_is_refused(fixed, codec):
    with pytest.raises(TunesmithError, match="damaged"):
        Writer(codec, fixed([0, 0]), "")


def saved(folder, codec, engine):
    model = {"family": "markov", "vocabulary_size": engine.vocabulary_size, "order": engine.order}
    save_checkpoint(folder, {"model": model, "codec": codec.to_json(), "corpus": {}}, engine.arrays())
    return load_checkpoint(folder)


@pytest.fixture
def checkpoint(codec, engine, request_for):
    """The learned model in a folder."""
    return saved(request_for().checkpoint, codec, engine)


def test_streaming_equals_generating(checkpoint, request_for):
    request = request_for(seed=5, count=3, top_p=0.95)
    whole = list(generate(request, checkpoint))
    assert len(whole) == 3
    assert [item for item in stream(request, checkpoint) if isinstance(item, Take)] == whole


@pytest.mark.parametrize(
    "fields", [{}, {"seed": 9, "count": 3}, {"temperature": 0.7, "top_k": 4, "primer": "X:1\nT:The"}]
)
def test_replay_writes_the_same_bytes(checkpoint, request_for, tmp_path, fields):
    for take in generate(request_for(**fields), checkpoint):
        assert replay(take) == take
        take.save(tmp_path / "take.json")
        replay(Take.load(tmp_path / "take.json")).save(tmp_path / "again.json")
        assert (tmp_path / "again.json").read_bytes() == (tmp_path / "take.json").read_bytes()


def test_replay_keeps_the_version_that_wrote(checkpoint, request_for):
    [take] = generate(request_for(seed=1), checkpoint)
    old = take.model_copy(update={"version": "0.0.1"})
    assert replay(old) == old


def test_another_checkpoint_is_refused(checkpoint, codec, request_for):
    [take] = generate(request_for(seed=1), checkpoint)
    shutil.rmtree(checkpoint.folder)
    saved(checkpoint.folder, codec, Markov.fit([codec.ids("X:1\n\n")], len(codec.vocabulary), order=2))
    with pytest.raises(TunesmithError, match=f"not {checkpoint.fingerprint[:12]}"):
        replay(take)


def test_a_missing_checkpoint_is_named(checkpoint, request_for):
    [take] = generate(request_for(seed=1), checkpoint)
    shutil.rmtree(checkpoint.folder)
    with pytest.raises(TunesmithError, match="run is missing"):
        replay(take)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda fields: fields.update(seed=fields["seed"] + 1),
        lambda fields: fields["request"].update(temperature=1.5),
        lambda fields: fields.update(ended=not fields["ended"]),
        lambda fields: fields["piece"].update(title="Mine"),
        lambda fields: fields["tokens"].__setitem__(-3, "Z"),
        lambda fields: fields["probabilities"].__setitem__(5, 0.123),
        lambda fields: (fields["tokens"].pop(), fields["probabilities"].pop()),
        lambda fields: fields.update(primed=2),
    ],
)
def test_a_changed_take_is_refused(checkpoint, request_for, tamper):
    [take] = generate(request_for(seed=1), checkpoint)
    fields = json.loads(take.to_json())
    tamper(fields)
    with pytest.raises(TunesmithError, match="changed"):
        replay(Take.from_json(json.dumps(fields)))
