"""Runs the interface over the desk of the tests: `python fake_main.py [FILE]`; FILE gets a line when it is saved."""

from __future__ import annotations

import sys
from pathlib import Path

from annotator.tui.terminal import quiet


def main() -> int:
    with quiet():  # first of all, as the command does: the imports below take their time
        from fake_desk import FakeDesk, Saves

        from annotator.tui.app import run_app

        class Noted(Saves):
            """Writes down that the session was closed."""

            def close(self, timeout: float = 5.0) -> bool:
                if len(sys.argv) > 1:
                    Path(sys.argv[1]).write_text("saved\n", encoding="utf-8")
                return super().close(timeout)

        def report(error: Exception) -> None:
            print(f"stopped: {error}", file=sys.stderr)

        return run_app(FakeDesk(session=Noted()), report=report)


if __name__ == "__main__":
    sys.exit(main())
