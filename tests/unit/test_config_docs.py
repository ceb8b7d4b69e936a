"""The manual's example of settings loads, and shows every setting there is."""

from __future__ import annotations

import re
from pathlib import Path

from annotator.commands import IDS
from annotator.config import Settings, load_settings
from annotator.config.fields import KEYS

MANUAL = Path(__file__).parents[2] / "docs" / "settings.md"


def example() -> str:
    match = re.search(r"```yaml\n(.*?)```", MANUAL.read_text("utf-8"), re.S)
    assert match
    return match.group(1)


def test_the_example_loads_without_a_problem(tmp_path: Path) -> None:
    (tmp_path / "annotator.yaml").write_text(example(), encoding="utf-8")
    settings, problems = load_settings(tmp_path, IDS, config_folder=tmp_path / "none")
    assert problems == ()
    assert settings.annotator == "mara-voss"
    assert [label.name for label in settings.labels] == ["tide_table", "reader_letter"]
    assert settings.keymap.keys["edge.left"] == ("h", "ctrl+left")


def test_the_example_shows_every_setting() -> None:
    assert set(re.findall(r"^(\w+):", example(), re.M)) == set(KEYS)


def test_the_defaults_it_tells_are_the_defaults() -> None:
    defaults = Settings()
    text = example()
    for key, value in (("mark_threshold", defaults.mark_threshold), ("stop_threshold", defaults.stop_threshold)):
        assert f"{key}: {value}\n" in text
    assert f"preset: {defaults.keymap.preset} " in text
    assert f"glyphs: {defaults.keymap.glyphs} " in text
    assert f"{defaults.theme} (default)" in text
    assert f"{defaults.scope} (default)" in text
