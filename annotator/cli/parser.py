"""What can be typed: subcommands, options, help with examples. Standard library only."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module

from annotator import __version__

COMMANDS = ("detect", "check", "simulate", "status", "schema", "backups", "completion")

_OVERVIEW = """\
Turn news articles into gold-standard quotes and sections, from the keyboard.

  annotator PATH...           open a folder or articles and annotate them
  annotator detect PATH...    pre-fill without a screen: JSON Lines or gold YAML
  annotator check PATH...     check gold files (exit 1 when something is wrong)
  annotator simulate PATH...  keystrokes to gold, by a simulated annotator
  annotator status PATH...    how far a corpus is, on one screen
  annotator backups ARTICLE   earlier states of a gold file, and how to get one back
  annotator schema [NAME]     the JSON Schema of gold files and of plain records
  annotator completion SHELL  completion for bash, zsh or fish

A folder that bears a command's name is opened with a path: annotator ./detect
"""

_EXAMPLES = """\
examples:
  annotator corpus/
  annotator corpus/ --annotator ines --scope all
  annotator corpus/ --prefill predictions.jsonl
  annotator --tour
  annotator detect corpus/ > proposals.jsonl
  annotator check corpus/ --strict

Gold is written beside each article: ferry.txt -> ferry.txt.gold.yaml
"""


class _Parser(argparse.ArgumentParser):
    """Errors in one line, with where help is."""

    def error(self, message: str) -> None:  # type: ignore[override]  # argparse says NoReturn: exit() raises
        from annotator.shown import shown

        self.exit(2, f"{self.prog}: {shown(_decoded(message))} (try {self.prog} --help)\n")


def _decoded(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _lazy(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        found: Callable[[argparse.Namespace], int] = getattr(import_module(f"annotator.cli.{module}"), function)
        return found(options)

    return run


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scope", choices=("statements", "all"), help="which acts are looked for (SCHEME R1, R2)")
    parser.add_argument("--language", metavar="CODE", help="language of the articles, such as en; else found out")


def _opening() -> _Parser:
    parser = _Parser(
        prog="annotator", description=_OVERVIEW, epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="folders, articles (.txt, .md) or gold files")
    parser.add_argument("--annotator", metavar="NAME", help="who annotates (default: settings, else the login name)")
    parser.add_argument("--prefill", metavar="FILE", help="JSON Lines with somebody else's predictions, used for ours")
    parser.add_argument("--theme", metavar="NAME", help="dark, light, ansi or another theme")
    parser.add_argument("--tour", action="store_true", help="seven steps on an invented article; saves nothing")
    _common(parser)
    parser.add_argument("--version", action="version", version=f"annotator {__version__}")
    parser.set_defaults(run=_lazy("opening", "run"))
    return parser


def _command(name: str) -> _Parser:
    prog = f"annotator {name}"
    if name == "detect":
        parser = _Parser(
            prog=prog,
            description="Pre-fill articles without a screen. Prints plain JSON Lines, one object an article.",
        )
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument("--to", choices=("jsonl", "yaml"), default="jsonl", help="what is written (default jsonl)")
        parser.add_argument("-o", "--output", metavar="DIR", help="folder for the gold YAML of several articles")
        parser.add_argument(
            "--refresh", action="store_true", help="detect anew in gold files in work: only proposed items change"
        )
        _common(parser)
        parser.set_defaults(run=_lazy("detecting", "run"))
    elif name == "check":
        parser = _Parser(
            prog=prog,
            description="Check gold files against their articles. An article without gold is no problem.",
            epilog="exit code: 0 no error, 1 an error (with --strict a warning, too), 2 a wrong call",
        )
        parser.add_argument("paths", nargs="+", metavar="PATH", help="articles, gold files or folders")
        parser.add_argument("--fix", action="store_true", help="repair what can be repaired without guessing")
        parser.add_argument("--strict", action="store_true", help="warnings count as errors")
        parser.add_argument("--json", action="store_true", help="one JSON object an article")
        parser.set_defaults(run=_lazy("checking", "run"))
    elif name == "simulate":
        parser = _Parser(
            prog=prog,
            description="Keystrokes to gold: a simulated annotator works on copies of articles until they equal their "
            "gold, and what it typed is counted. Nothing in the corpus changes.",
            epilog="exit code: 0 every article became its gold, 1 one did not, 2 a wrong call",
        )
        parser.add_argument("paths", nargs="+", metavar="PATH", help="articles with gold, or folders")
        parser.add_argument(
            "--prefill", choices=("empty", "current", "perfect"), default="current",
            help="what is there at the start: sections only, our detectors' proposals, the gold unread",
        )  # fmt: skip
        parser.add_argument("--limit", type=_count, metavar="N", help="the first N articles only")
        parser.add_argument("--json", action="store_true", help="as one JSON object")
        _common(parser)
        parser.set_defaults(run=_lazy("simulating", "run"))
    elif name == "status":
        parser = _Parser(prog=prog, description="How far a corpus is: articles by state, quotes decided.")
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument("--json", action="store_true", help="as one JSON object")
        parser.set_defaults(run=_lazy("counting", "run"))
    elif name == "backups":
        parser = _Parser(prog=prog, description="Earlier states of an article's gold file, newest first.")
        parser.add_argument("article", metavar="ARTICLE")
        parser.add_argument("--restore", type=int, metavar="N", help="put number N of the list back")
        parser.set_defaults(run=_lazy("backing", "run"))
    elif name == "schema":
        parser = _Parser(prog=prog, description="Print a JSON Schema: of the gold file or of the plain record.")
        parser.add_argument("name", nargs="?", choices=("gold", "record"), default="gold")
        parser.set_defaults(run=_lazy("printing", "schema"))
    else:
        parser = _Parser(prog=prog, description="Print the completion script of a shell.")
        parser.add_argument("shell", choices=("bash", "zsh", "fish"))
        parser.set_defaults(run=_lazy("printing", "completion"))
    return parser


def parser_of(name: str | None) -> argparse.ArgumentParser:
    """The parser of a subcommand, or of the program itself."""
    return _opening() if name is None else _command(name)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What was asked for; `run` of the result does it. Raises SystemExit after help or a wrong call."""
    if arguments and arguments[0] in COMMANDS:
        return parser_of(arguments[0]).parse_args(list(arguments[1:]))
    parser = parser_of(None)
    options = parser.parse_args(list(arguments))
    if not options.paths and not options.tour:
        parser.print_help()
        raise SystemExit(2)
    return options
