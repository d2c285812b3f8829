"""Write ``docs/_data/front-matter.schema.json`` from the article model and the vocabularies."""

from pathlib import Path

from support_portal.core.authoring.schema import schema_text
from support_portal.core.data_files import read_vocabulary

DATA = Path(__file__).parent.parent / "docs" / "_data"

if __name__ == "__main__":
    words = {name: list(read_vocabulary(DATA / f"{name}.yaml")[0]) for name in ("topics", "products")}
    (DATA / "front-matter.schema.json").write_text(schema_text(words), encoding="utf-8")
