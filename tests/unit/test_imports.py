"""Which module may know what: seen at run time, each core module imported in a fresh process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "annotator"
CORE = sorted(
    "annotator." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if path.relative_to(PACKAGE).parts[0] != "tui" and path.name not in ("__init__.py", "__main__.py")
)
GROUPS = [CORE[start : start + 12] for start in range(0, len(CORE), 12)]


def loaded_after(code: str) -> set[str]:
    """The top-level packages in `sys.modules` of a fresh process after running the code."""
    program = f"{code}\nimport json, sys\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("modules", GROUPS, ids=[group[0] for group in GROUPS])
def test_no_core_module_brings_the_interface_along(modules: list[str]) -> None:
    loaded = loaded_after("; ".join(f"import {module}" for module in modules))
    assert not loaded & {"textual", "rich"}


@pytest.mark.parametrize("module", ["annotator.model", "annotator.text", "annotator.marks", "annotator.edits"])
def test_the_bottom_knows_no_yaml(module: str) -> None:
    assert "yaml" not in loaded_after(f"import {module}")


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_are_light(option: str) -> None:
    code = (
        "import contextlib, io\nfrom annotator.cli import main\n"
        f"with contextlib.redirect_stdout(io.StringIO()):\n    assert main([{option!r}]) == 0"
    )
    assert not loaded_after(code) & {"textual", "rich", "pydantic", "yaml"}
