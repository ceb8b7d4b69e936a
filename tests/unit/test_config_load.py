"""Settings: what is good is used, what is not is one line with file and line number."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from annotator.commands import PRESETS
from annotator.config import Flag, Label, Settings, SettingsProblem, annotator_id, load_settings, login_name
from annotator.config import settings as settings_module
from annotator.tui.themes import THEMES

IDS = frozenset({"item.accept", "item.reject", "item.hold", "edge.left", "edge.right", "search"})


class Home:
    """A person's settings folder and a corpus folder."""

    def __init__(self, root: Path) -> None:
        self.own = root / "config"
        self.corpus = root / "corpus"
        self.own.mkdir()
        self.corpus.mkdir()

    def load(self, corpus: str | bytes = "", own: str | bytes = "") -> tuple[Settings, tuple[SettingsProblem, ...]]:
        for folder, text in ((self.corpus, corpus), (self.own, own)):
            data = text.encode("utf-8") if isinstance(text, str) else text
            (folder / "annotator.yaml").write_bytes(data)
        return load_settings(self.corpus, IDS, config_folder=self.own)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def lines(problems: tuple[SettingsProblem, ...]) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.key) for problem in problems]


def test_without_files_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "Ines.Calloway")
    settings, problems = load_settings(tmp_path, IDS, config_folder=tmp_path / "none")
    assert problems == ()
    assert settings == Settings(annotator="ines-calloway")
    assert load_settings(None, IDS, config_folder=tmp_path / "none")[0] == settings


def test_every_setting(home: Home) -> None:
    settings, problems = home.load(
        """\
annotator: Ines Calloway
language: de
scope: all
encoding: Windows-1252
several_annotators: true
include: ["2026/**"]
exclude: [drafts/, "*.md"]
labels:
  - {letter: "1", name: live_blog, meaning: a stretch of a live page}
flags:
  - {name: satire, meaning: meant as a joke}
cues: [went on record, harrumph]
outlets: [Marrow Courier]
furniture: ["Share this story"]
theme: light
mark_threshold: 0.1
stop_threshold: .5
keymap:
  preset: left-hand
  labels: "fdsarewqgtcvxbz"
  glyphs: ascii
  keys:
    item.accept: [a, Enter]
    item.hold: PgDn
    search: ["/", q s]
"""
    )
    assert problems == ()
    assert settings.keymap.keys == {
        "item.accept": ("a", "enter"),
        "item.hold": ("pagedown",),
        "search": ("/", "q s"),
    }
    assert (settings.keymap.preset, settings.keymap.labels, settings.keymap.glyphs) == (
        "left-hand",
        "fdsarewqgtcvxbz",
        "ascii",
    )
    assert settings == Settings(
        annotator="ines-calloway",
        language="de",
        scope="all",
        encoding="windows-1252",
        several_annotators=True,
        include=("2026/**",),
        exclude=("drafts/", "*.md"),
        labels=(Label("1", "live_blog", "a stretch of a live page"),),
        flags=(Flag("satire", "meant as a joke"),),
        cues=("went on record", "harrumph"),
        outlets=("Marrow Courier",),
        furniture=("Share this story",),
        theme="light",
        mark_threshold=0.1,
        stop_threshold=0.5,
        keymap=settings.keymap,
    )


def test_the_corpus_wins_and_words_add_up(home: Home) -> None:
    settings, problems = home.load(
        "scope: all\ncues: [harrumph]\nexclude: [b]\nlabels: [{letter: 2, name: poll}]\n"
        "keymap: {keys: {item.reject: [y]}}\n",
        "scope: statements\nlanguage: fr\ncues: [murmur]\nexclude: [a]\nlabels: [{letter: 1, name: quiz}]\n"
        "keymap: {preset: azerty, keys: {item.accept: [y, t], edge.left: [y]}}\n",
    )
    assert lines(problems) == [(6, "keymap.keys.edge.left")]
    assert (settings.scope, settings.language) == ("all", "fr")
    assert settings.cues == ("murmur", "harrumph")
    assert settings.exclude == ("b",)
    assert [label.name for label in settings.labels] == ["quiz", "poll"]
    assert settings.keymap.preset == "azerty"
    assert settings.keymap.keys == {"item.accept": ("t",), "item.reject": ("y",)}


def test_a_bad_value_is_one_line_and_its_default_holds(home: Home) -> None:
    settings, problems = home.load(
        """\
language: 12
scope: everything
encoding: rot13
several_annotators: 1
theme: "[@click=app.quit]"
mark_threshold: 1.5
stop_threshold: nan
annotator: "!!!"
include: {a: b}
colour: red
lenguage: de
scope: all
"""
    )
    assert lines(problems) == [
        (1, "language"),
        (2, "scope"),
        (3, "encoding"),
        (4, "several_annotators"),
        (5, "theme"),
        (6, "mark_threshold"),
        (7, "stop_threshold"),
        (8, "annotator"),
        (9, "include"),
        (10, "colour"),
        (11, "lenguage"),
        (12, "scope"),
    ]
    assert "did you mean language?" in problems[10].message
    assert "line 2" in problems[11].message
    assert str(problems[1]) == (
        f"{home.corpus / 'annotator.yaml'}, line 2: scope: must be statements or all, not everything"
    )
    assert settings == Settings(annotator=login_name())


def test_utf8_is_the_default_encoding_by_any_name(home: Home) -> None:
    for name in ("utf-8", "UTF8", "utf-8-sig", "U8"):
        assert home.load(f"encoding: {name}")[0].encoding is None
    for name in ("idna", "unicode_escape", "base64", "utf-7", "x" * 300, "nul\\0"):
        assert lines(home.load(f'encoding: "{name}"')[1]) == [(1, "encoding")], name


def test_choices_are_those_of_the_interface() -> None:
    assert settings_module.THEMES == THEMES
    assert set(settings_module.PRESETS) == set(PRESETS)
    assert set(settings_module.GLYPHS) == {"unicode", "ascii"}


def test_language_auto_is_find_out(home: Home) -> None:
    assert home.load("language: auto", "language: de")[0].language is None
    assert home.load("language: DE-at")[0].language == "de-at"


def test_patterns_stay_in_the_corpus(home: Home) -> None:
    settings, problems = home.load('include:\n  - "../x"\n  - /etc\n  - ok/**\nexclude: ["a/../../b"]\n')
    assert lines(problems) == [(2, "include"), (3, "include"), (5, "exclude")]
    assert settings.include == ("ok/**",)


def test_labels_and_flags_do_not_clash_with_the_scheme(home: Home) -> None:
    settings, problems = home.load(
        """\
labels:
  - {letter: h, name: hobby}
  - {letter: z, name: zebra}
  - {letter: "1", name: lead}
  - {letter: "1", name: quiz}
  - {letter: "1", name: poll}
  - {letter: 22, name: two}
  - {name: none}
  - {letter: "3", name: "No Slug"}
  - quiz
  - {letter: "4", name: four, colour: red}
flags:
  - {name: uncertain}
  - {name: satire}
  - satire
"""
    )
    assert [label.name for label in settings.labels] == ["quiz", "four"]
    assert [flag.name for flag in settings.flags] == ["satire"]
    assert [line for line, _ in lines(problems)] == [2, 3, 4, 6, 7, 8, 9, 10, 11, 13, 15]
    assert "already picks headline" in problems[0].message
    assert "already picks quiz" in problems[3].message


def test_the_keymap_is_refused_by_line(home: Home) -> None:
    settings, problems = home.load(
        """\
keymap:
  preset: colemak
  labels: "fjdk"
  glyphs: emoji
  colour: red
  keys:
    item.acept: [a]
    item.accept: [a, ctrl+enter, alt+f]
    item.reject: [x, a]
    item.hold: ["Shift+x", ctrl+i, F13, "", [b]]
    edge.left: {a: b}
    edge.right: [w, ctrl+shift+w, "g g"]
    item.reject: [r]
"""
    )
    assert [line for line, _ in lines(problems)] == [2, 3, 4, 5, 7, 8, 8, 9, 10, 10, 10, 10, 10, 11, 12, 12, 13]
    assert "did you mean item.accept?" in problems[4].message
    assert "was given to item.accept in line 8" in problems[7].message
    assert "capital letter X" in problems[8].message
    assert "tab" in problems[9].message
    assert settings.keymap.keys == {"item.accept": ("a",), "item.reject": ("x",), "edge.right": ("w",)}
    assert settings.keymap.preset == "qwerty"


@pytest.mark.parametrize(
    ("labels", "good"),
    [
        ("fjdksaghrueiwoptyvncmbxq", True),
        ("абвгдежзиклмнопрстуф", True),
        ("αβγδεζηθικλμνξοπρστ", True),
        ("fjdksaghrueiwo", False),
        ("fjdksaghrueiwopf", False),
        ("FJDKSAGHRUEIWOPT", False),
        ("fjdksaghrueiwo9t", False),
        ("fjdksaghrueiwo t", False),
        ("あいうえおかきくけこさしすせそ", False),
        ("fjdksaghrueiwoptyvncmbxqzl1", False),
    ],
)
def test_picker_labels(home: Home, labels: str, good: bool) -> None:
    settings, problems = home.load(f'keymap: {{labels: "{labels}"}}')
    assert settings.keymap.labels == (labels if good else "")
    assert bool(problems) is not good


def test_yaml_words_are_words(home: Home) -> None:
    settings, problems = home.load(
        "keymap: {keys: {item.accept: [y], item.reject: [n], item.hold: [1, ~], search: [.]}}"
    )
    assert problems == ()
    assert settings.keymap.keys == {
        "item.accept": ("y",),
        "item.reject": ("n",),
        "item.hold": ("1", "~"),
        "search": (".",),
    }


BOMB = "a: &a [x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20))


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"scope: all\n\xff\n", 2),
        (b"scope: all\nlanguage: \x1b[31m\n", 2),
        (b"scope: all\n\tx: [\n", 2),
        (b"scope: all\n---\nscope: all\n", 2),
        (b"- a\n", 1),
        (b"word\n", 1),
        (BOMB.encode(), 1),
        (b"scope: !!python/object/apply:os.system [id]\n", 1),
        (b"scope: !x all\n", 1),
        (b"a: {<<: *b}\n", 1),
        (b"? [a]\n: b\n", 1),
        (b"- " * 60_000, 1),
        (b"[" * 100_000, 1),
        (b"{" * 100_000, 1),
        (b"scope: 'all\n", 2),
        ("a: \ud800".encode("utf-8", "surrogatepass"), 1),
        (b"\xfe\xff\x00a", 1),
        (b"%YAML 9.9\n---\na: b\n", 1),
    ],
)
def test_a_file_that_is_no_settings_file_is_one_problem(home: Home, data: bytes, line: int) -> None:
    start = time.process_time()
    settings, problems = home.load(data, "scope: all\n")
    assert time.process_time() - start < 1
    assert settings.scope == "all"
    assert [problem.line for problem in problems] == [line]
    assert str(problems[0]).isprintable()


def test_empty_files_say_nothing(home: Home) -> None:
    for data in (b"", b"\n", b"# only a comment\n", b"\xef\xbb\xbf", b"---\n", b"~\n", b"scope:\n"[:0], b"keymap:\n"):
        assert home.load(data)[1] == (), data


def test_hostile_sizes_stay_cheap(home: Home) -> None:
    many = "".join(f"key{number}: 1\n" for number in range(20_000))
    for text in (
        many,
        "keymap:\n  keys:\n" + "".join(f"    id{number}: [a]\n" for number in range(10_000)),
        "cues: [" + "x, " * 80_000 + "]",
        "labels: [" + "{letter: a, name: b}, " * 10_000 + "]",
        "exclude: [" + ", ".join('"' + "*a" * 100 + '"' for _ in range(1000)) + "]",
        "annotator: " + "x" * 200_000,
        "x" * 300_000,
    ):
        start = time.process_time()
        _, problems = home.load(text)
        assert time.process_time() - start < 2, text[:30]
        assert len(problems) <= 51
        assert all(len(str(problem)) < 1000 for problem in problems)


def test_files_that_are_no_files(home: Home) -> None:
    file = home.corpus / "annotator.yaml"
    os.mkfifo(file)
    _, problems = load_settings(home.corpus, IDS, config_folder=home.own)
    assert [str(problem) for problem in problems] == [f"{file}: is a FIFO (named pipe), not a file"]
    file.unlink()
    (home.corpus.parent / "outside.yaml").write_text("scope: all\n")
    file.symlink_to("../outside.yaml")
    settings, problems = load_settings(home.corpus, IDS, config_folder=home.own)
    assert "leaves the corpus" in problems[0].message
    assert settings.scope == "statements"


def test_a_person_may_link_to_their_own_settings(home: Home) -> None:
    (home.corpus.parent / "dotfiles.yaml").write_text("scope: all\n")
    (home.own / "annotator.yaml").symlink_to("../dotfiles.yaml")
    settings, problems = load_settings(None, IDS, config_folder=home.own)
    assert problems == ()
    assert settings.scope == "all"


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("ines", "ines"), ("Ines Calloway", "ines-calloway"), ("ines.c@host", "ines-c-host"), ("../../x", "x"),
        ("Łucja_Ö", "łucja-ö"), ("王芳", "王芳"), ("...", ""), ("", ""), ("x" * 99, "x" * 40), ("-a-", "a"),
    ],
)  # fmt: skip
def test_ids_of_people_are_slugs_without_dots(name: str, id: str) -> None:
    assert annotator_id(name) == id
    assert annotator_id(id) == id


def test_without_a_login_name_somebody_annotates(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert login_name() == "annotator"
