"""The command line: one function per subcommand, everything heavy imported inside it.

Data goes to stdout; progress, warnings and errors go to stderr. Exit codes: 0 fine, 1 the data has a
problem, 2 the call has one, 70 the program has one, 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the console script and `python -m annotator` end with what this returns."""
    from annotator.cli.parser import parse

    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        options = parse(arguments)
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe has gone: not an error, but Python must not complain while leaving.
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        from annotator.cli.progress import clear

        clear()
        if sys.stderr.isatty():
            print("\r", end="", file=sys.stderr)  # over the ^C of the terminal
        print("annotator: interrupted", file=sys.stderr)
        return 130
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 2
    except Exception as error:  # Python's own report would send what the error quotes to the terminal as it is
        from annotator.cli.crashing import report_crash

        report_crash(error)
        return 70
    return code
