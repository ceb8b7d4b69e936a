"""What can be typed: subcommands, options, help with examples. Standard library only."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module

from annotator import __version__

COMMANDS = (
    "detect", "check", "import", "export", "evaluate", "agree", "stats", "simulate", "merge", "diff",
    "status", "schema", "backups", "completion",
)  # fmt: skip

FORMATS = "jsonl, hf, brat, spacy, prodigy, doccano, label-studio, cas, conll, csv"

_OVERVIEW = """\
Turn news articles into gold-standard quotes and sections, from the keyboard.

  annotator PATH...           open a folder or articles and annotate them
  annotator detect PATH...    pre-fill without a screen: JSON Lines or gold YAML
  annotator check PATH...     check gold files (exit 1 when something is wrong)
  annotator import PATH...    articles and gold out of other formats (brat, JSON Lines, ...)
  annotator export CORPUS     gold in other formats, divided for training if asked
  annotator evaluate GOLD ... scores of predictions against gold
  annotator agree A B ...     how far annotators agree
  annotator stats CORPUS      what is in a corpus: table, JSON or a page with plots
  annotator merge ...         merge gold files by item (for git); annotator diff A B
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
  annotator import standoff/ --from brat -o corpus/
  annotator export corpus/ --to jsonl -o out/ --split train=.8,dev=.1,test=.1
  annotator evaluate corpus/ predictions.jsonl --fail-under whole=0.4

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


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 on")
    return int(text)


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
    elif name in ("import", "export"):
        parser = _exchange(name, prog)
    elif name in ("evaluate", "agree", "stats"):
        parser = _scores(name, prog)
    elif name in ("merge", "diff"):
        parser = _merging(name, prog)
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


def _exchange(name: str, prog: str) -> _Parser:
    if name == "import":
        parser = _Parser(
            prog=prog,
            description="Make articles and gold files of other programs' data. Nothing that is there is changed.",
            epilog=f"formats: {FORMATS}, articles (JSON, CSV, HTML of scrapers). Gold exported without text is "
            "filled in again with --from jsonl --texts FOLDER. Exit code: 0 all was taken, 1 something was not, "
            "2 a wrong call",
        )
        parser.add_argument("paths", nargs="+", metavar="PATH", help="files or folders")
        parser.add_argument("--from", dest="source", required=True, metavar="FORMAT", help="see below")
        parser.add_argument(
            "--as", dest="as_", choices=("gold", "proposals"), default="gold",
            help="what items become whose status is not said (default gold)",
        )  # fmt: skip
        parser.add_argument("-o", "--output", required=True, metavar="CORPUS", help="folder for articles and gold")
        parser.add_argument("--strict", action="store_true", help="one malformed record and nothing is written")
        parser.add_argument("--overwrite", action="store_true", help="replace gold files that differ (copies are kept)")
        parser.add_argument("--texts", metavar="FOLDER", help="articles for records that come without their text")
        parser.add_argument("--annotator", metavar="NAME", help="who made the gold")
        _common(parser)
    else:
        parser = _Parser(
            prog=prog,
            description="Write gold in another program's format. What is left out or cannot be carried is said.",
            epilog=f"formats: {FORMATS}. Exit code: 0 all was exported, 1 something was not, 2 a wrong call",
        )
        parser.add_argument("corpus", metavar="CORPUS", help="folder with gold, or an article")
        parser.add_argument("--to", required=True, metavar="FORMAT", help="see below")
        parser.add_argument("-o", "--output", required=True, metavar="OUT", help="file or folder; - for stdout")
        parser.add_argument(
            "--min-status", choices=("new", "in_progress", "done", "adjudicated"), default="done",
            help="the least status of articles (default done)",
        )  # fmt: skip
        parser.add_argument(
            "--only", action="append", choices=("accepted", "corrected", "added", "proposed"),
            help="quotes of this status only; may be repeated",
        )  # fmt: skip
        parser.add_argument("--with-rejected", action="store_true", help="rejected items, too, as negatives")
        parser.add_argument("--with-proposed", action="store_true", help="what nobody has judged, too")
        parser.add_argument("--no-text", action="store_true", help="jsonl without the words of the articles")
        parser.add_argument("--no-names", action="store_true", help="nor names, notes and titles")
        parser.add_argument("--split", metavar="SHARES", help="parts by article, such as train=.8,dev=.1,test=.1")
        parser.add_argument("--seed", type=int, default=0, metavar="N", help="another division (default 0)")
        parser.add_argument("--annotator", metavar="NAME", help="the gold files of this annotator")
        parser.add_argument("--overwrite", action="store_true", help="replace what is there")
    parser.add_argument(
        "--option", action="append", default=[], metavar="KEY[=VALUE]", help="an option of the format, such as sections"
    )
    parser.set_defaults(run=_lazy("importing" if name == "import" else "exporting", "run"))
    return parser


def _scores(name: str, prog: str) -> _Parser:
    module = {"evaluate": "evaluating", "agree": "agreeing", "stats": "describing"}[name]
    if name == "evaluate":
        parser = _Parser(
            prog=prog,
            description="Score predictions against gold: content, cue, source, whole, speaker, type, sections.",
            epilog="GOLD and PRED are folders; PRED may be a file of JSON Lines. Figures are defined in "
            "docs/evaluation.md. Exit code: 0 fine, 1 below a threshold or something unusable, 2 a wrong call",
        )
        parser.add_argument("gold", metavar="GOLD")
        parser.add_argument("predicted", metavar="PRED", nargs="?")
        parser.add_argument("--detector", action="store_true", help="the shipped detector is the prediction")
        parser.add_argument("--gold-by", metavar="NAME", help="the gold files of this annotator are the gold")
        parser.add_argument("--pred-by", metavar="NAME", help="the gold files of this annotator are the prediction")
        parser.add_argument("--statements", action="store_true", help="statements only, attitudes left out")
        parser.add_argument("--groups", choices=("outlet", "folder"), help="figures for each outlet or folder, too")
        parser.add_argument("--compare", metavar="OTHER", help="another prediction, compared on the same articles")
        parser.add_argument(
            "--fail-under", action="append", default=[], metavar="FIGURE=VALUE", help="exit 1 below, as whole=0.4"
        )
        parser.add_argument(
            "--resamples", type=_whole, default=1000, metavar="N", help="for the intervals (default 1000; 0: none)"
        )
        parser.add_argument("--errors", metavar="FILE", help="write every error as JSON Lines")
        parser.add_argument("--overwrite", action="store_true", help="replace FILE")
        parser.add_argument("--open", action="store_true", help="open the articles with errors, at their first error")
    elif name == "agree":
        parser = _Parser(
            prog=prog,
            description="How far annotators agree: corpora of the same articles, or the annotators of one corpus.",
        )
        parser.add_argument("paths", nargs="+", metavar="PATH", help="corpora or files of JSON Lines; or one corpus")
        parser.add_argument("--annotators", metavar="A,B", help="of one corpus, these (default: all there are)")
    else:
        parser = _Parser(prog=prog, description="What is in a corpus: articles, quotes, speakers, decisions, time.")
        parser.add_argument("corpus", metavar="CORPUS")
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--json", action="store_true", help="as one JSON object")
        kind.add_argument("--html", metavar="FILE", help="as a page with plots that needs no network")
        parser.add_argument("--annotator", metavar="NAME", help="the gold files of this annotator")
        parser.add_argument("--overwrite", action="store_true", help="replace FILE")
    if name != "stats":
        parser.add_argument("--style", choices=("table", "markdown", "json"), default="table")
        parser.add_argument(
            "--min-status", choices=("new", "in_progress", "done", "adjudicated"), default="done",
            help="the least status of gold articles (default done)",
        )  # fmt: skip
    parser.set_defaults(run=_lazy(module, "run"))
    return parser


def _merging(name: str, prog: str) -> _Parser:
    if name == "merge":
        parser = _Parser(
            prog=prog,
            description="Merge gold files by item, never by line; the result is in OURS (a git merge driver).",
            epilog="set-up: docs/merging.md. Exit code: 0 merged, 1 where both changed the same item: ours stays, and "
            "theirs is written beside it",
        )
        for place in ("base", "ours", "theirs"):
            parser.add_argument(place, metavar=place.upper())
        parser.add_argument("path", metavar="PATH", nargs="?", help="where the file is in the corpus (%%P in git)")
    else:
        parser = _Parser(
            prog=prog,
            description="What differs between two gold files, or two folders of them, item by item in words.",
            epilog="exit code: 0 nothing differs, 1 something, 2 a file cannot be used",
        )
        parser.add_argument("first", metavar="A")
        parser.add_argument("second", metavar="B")
    parser.set_defaults(run=_lazy("merging", "run" if name == "merge" else "run_diff"))
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
