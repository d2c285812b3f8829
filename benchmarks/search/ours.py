"""Build the portal's own index of a folder's ``articles.json``, with the engine beside it, as a site has them."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from support_portal.cli.search_engine import engine_over
from support_portal.cli.search_eval import articles_index


def main(folder: Path) -> None:
    """Write the index and the engine into ``ours`` below the folder."""
    articles = json.loads((folder / "articles.json").read_text(encoding="utf-8"))
    given = (
        {
            "path": one["path"],
            "title": one["title"],
            "short": one["short"],
            "intro": one["summary"],
            "heads": one["headings"],
            "body": one["text"],
            "keywords": one["keywords"].split(" . ") if one["keywords"] else [],
        }
        for one in articles
    )
    with engine_over(articles_index(given)) as made:
        shutil.copytree(made, folder / "ours", dirs_exist_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
