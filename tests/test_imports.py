"""The layout is a test: imports point down only, and the light commands stay light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "tunesmith"

PIPELINE = {"music", "hearing", "codecs", "corpora", "models"} | {
    "training", "generation", "inspection", "evaluation", "render",
}  # fmt: skip
# Each package and what it may import of the project. `errors` and `files` are leaves open to all.
BELOW = {
    "music": set[str](),
    "models": set[str](),  # models know only integers
    "hearing": set[str](),  # sound to notes: symusic's score is all it knows of music
    "codecs": {"music"},
    "corpora": {"music", "hearing"},
    "training": {"music", "codecs", "corpora", "models"},
    "generation": {"music", "codecs", "corpora", "models"},
    "inspection": {"music", "codecs", "corpora", "models"},
    "evaluation": {"music", "codecs", "corpora", "models"},
    "render": {"music", "codecs", "corpora", "models"},
    "api": PIPELINE,
    "studio": PIPELINE | {"api"},
    "cli": PIPELINE | {"api", "studio"},
}
LEAVES = {"errors", "files"}
HEAVY = ("torch", "music21", "verovio", "tensorboard", "matplotlib")


def project_imports(file: Path) -> set[str]:
    """The packages of the project that a file imports anywhere, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("tunesmith.")}
    return found


@pytest.mark.parametrize("package", BELOW)
def test_imports_point_down(package: str) -> None:
    files = list((PACKAGE / package).rglob("*.py"))
    assert files
    for file in files:
        beyond = project_imports(file) - {package} - BELOW[package] - LEAVES
        assert not beyond, f"{file.relative_to(PACKAGE)} imports {beyond}"


def test_every_package_has_its_place() -> None:
    assert {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()} == BELOW.keys()


READS_SHEET_MUSIC = set((PACKAGE / "music" / "midi").glob("music21_*.py"))


def test_who_imports_music21() -> None:
    """Its ABC is read as text, since importing it takes seconds; only MusicXML and kern are read with it."""
    for file in set(PACKAGE.rglob("*.py")) - READS_SHEET_MUSIC:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imported = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        imported |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        assert not {name for name in imported if name.split(".")[0] == "music21"}, file


@pytest.mark.parametrize(
    "program",
    [
        "import tunesmith",
        "import sys; sys.argv = ['tunesmith', '--help']\nfrom tunesmith.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass",
        "import tunesmith.generation.writer, tunesmith.api.model, tunesmith.models.lstm.engine",
        "import tunesmith.api.inspect, tunesmith.api.silence, tunesmith.api.views",
    ],
)
def test_diet(program: str) -> None:
    program += f"\nimport sys; heavy = [m for m in {HEAVY!r} if m in sys.modules]; assert not heavy, heavy"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_files_are_short_and_no_module_is_a_drawer() -> None:
    for file in PACKAGE.rglob("*.py"):
        lines = len(file.read_text(encoding="utf-8").splitlines())
        assert lines <= 400, f"{file} has {lines} lines"
        assert file.stem not in {"utils", "common", "core", "base", "manager", "helpers", "misc"}
