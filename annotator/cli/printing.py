"""`annotator schema` and `annotator completion`."""

from __future__ import annotations

import argparse
import json

from annotator.cli.parser import COMMANDS, parser_of


def schema(options: argparse.Namespace) -> int:
    """Print a JSON Schema."""
    from annotator.schemas import gold_schema, record_schema

    made = gold_schema() if options.name == "gold" else record_schema()
    print(json.dumps(made, indent=2, ensure_ascii=False))
    return 0


def completion(options: argparse.Namespace) -> int:
    """Print the completion script of a shell."""
    print({"bash": _bash, "zsh": _zsh, "fish": _fish}[options.shell]())
    return 0


def _options(name: str | None) -> list[str]:
    found: list[str] = []
    for action in parser_of(name)._actions:  # argparse has no public list of its options
        found += [option for option in action.option_strings if option.startswith("--")]
    return found


def _bash() -> str:
    cases = "\n".join(f'        {name}) words="{" ".join(_options(name))}" ;;' for name in COMMANDS)
    return f"""\
_annotator() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" words
    case "${{COMP_WORDS[1]}}" in
{cases}
        *) words="{" ".join(_options(None))}" ;;
    esac
    if [ "$COMP_CWORD" -eq 1 ]; then words="$words {" ".join(COMMANDS)}"; fi
    COMPREPLY=( $(compgen -W "$words" -- "$current") $(compgen -f -- "$current") )
}}
complete -o filenames -F _annotator annotator"""


def _zsh() -> str:
    return "#compdef annotator\nautoload -U +X bashcompinit && bashcompinit\n" + _bash()


def _fish() -> str:
    lines = [f"complete -c annotator -n __fish_use_subcommand -a {name}" for name in COMMANDS]
    lines += [f"complete -c annotator -n __fish_use_subcommand -l {option[2:]}" for option in _options(None)]
    for name in COMMANDS:
        lines += [
            f"complete -c annotator -n '__fish_seen_subcommand_from {name}' -l {option[2:]}"
            for option in _options(name)
        ]
    return "\n".join(lines)
