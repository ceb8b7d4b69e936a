"""Write the picture of the README from the real screen: `python docs/picture.py`.

Runs the program headless on an article of the corpus, presses a few keys, and keeps the toolkit's own
screenshot. Not compared in a test: its bytes depend on the toolkit's version.
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from annotator.article import Article  # noqa: E402  the checkout is importable only from here on
from annotator.config import Settings  # noqa: E402
from annotator.desk import Desk  # noqa: E402
from annotator.editor import Editor  # noqa: E402
from annotator.session import Session, detected  # noqa: E402
from annotator.tui.app import AnnotatorApp  # noqa: E402

ARTICLE = ROOT / "corpus" / "town" / "lido-reopening.txt"
KEYS = ("space", "space", "space", "space")
SIZE = (120, 32)


async def main() -> None:
    """Press the keys and write the picture."""
    article = Article.decode(ARTICLE.read_bytes(), ARTICLE.name)
    desk = Desk(Session(Editor(article, detected(article, Settings()), author="ines")))
    app = AnnotatorApp(desk)
    async with app.run_test(size=SIZE) as pilot:
        for key in KEYS:
            desk.press(key)
        if desk.on_change is not None:
            desk.on_change()
        await pilot.pause(0.5)
        picture = app.export_screenshot()
    # The toolkit asks a server for its font; a manual must look right without a network.
    picture = re.sub(r"@font-face \{.*?\}\n", "", picture, flags=re.S)
    picture = picture.replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")
    (ROOT / "docs" / "reading.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
