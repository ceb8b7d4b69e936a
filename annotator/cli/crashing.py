"""What is said when the program meets an error of its own."""

from __future__ import annotations

import traceback

from annotator.cli.reading import complain
from annotator.shown import shown
from annotator.store.places import default_places, make_folder


def report_crash(error: BaseException, work: str = "") -> None:
    """Say it in plain words, with a log for whoever mends it; `work` tells how a person's work stands.

    An error may quote an article or a file name, so the log is made safe to show like everything else.
    """
    from annotator.editor import utc_now

    folder = default_places().state
    log = folder / f"crash-{utc_now().replace(':', '-')}.log"
    try:
        make_folder(folder)
        details = shown("".join(traceback.format_exception(error)), keep_newlines=True)
        log.write_text(details, encoding="utf-8")
        where = f"details for a bug report: {log}"
    except OSError:
        where = f"{type(error).__name__}: {error}"
    complain("; ".join(part for part in ("the program met an error of its own and has ended", work, where) if part))
