"""Word lists and weights from TOML files, read fast from the second time on.

Python's own cache of compiled modules holds them: a file is parsed when it is new or has changed (30 ms for
all of them), else loaded as a constant (1 ms). Where the cache cannot be written, they are parsed each time.
"""

from __future__ import annotations

import os
from importlib.machinery import SourceFileLoader
from types import CodeType
from typing import Any

_FOLDER = os.path.dirname(__file__)  # noqa: PTH120  (pathlib would cost more than the file)


class _Loader(SourceFileLoader):
    """A TOML file as a module with one constant, `table`."""

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:  # type: ignore[override]
        """The code that holds what the file says."""
        import tomllib  # only for a file that has changed

        found: CodeType = compile(f"table = {tomllib.loads(bytes(data).decode())!r}", str(path), "exec")
        return found


def table(name: str) -> dict[str, Any]:
    """The contents of a TOML file of this package, its path given with slashes; do not change them."""
    loader = _Loader(name, os.path.join(_FOLDER, *name.split("/")))  # noqa: PTH118
    code = loader.get_code(name)
    scope: dict[str, Any] = {}
    exec(code, scope)  # type: ignore[arg-type]  # there is always code
    found: dict[str, Any] = scope["table"]
    return found
