"""Settings: `annotator.yaml` of the person and of the corpus, read, validated, explained.

The corpus's file wins over the person's. Neither can name a path or run anything, so a corpus from a
stranger is safe to open: its worst is an odd keymap. A bad setting never stops the program: it is
reported with file and line, and its default holds.
"""

from annotator.config.load import FILE_NAME, load_settings, login_name
from annotator.config.settings import (
    Flag,
    KeymapSettings,
    Label,
    Settings,
    SettingsProblem,
    annotator_id,
)

__all__ = [
    "FILE_NAME",
    "Flag",
    "KeymapSettings",
    "Label",
    "Settings",
    "SettingsProblem",
    "annotator_id",
    "load_settings",
    "login_name",
]
