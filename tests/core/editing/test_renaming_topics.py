"""A topic is renamed wherever it is a topic, and nowhere else."""

from __future__ import annotations

import pytest

from support_portal.core.editing.changes import ChangeError
from support_portal.core.editing.renaming_topics import plan

from ..portals import sources

FILES = {
    "docs/_data/topics.yaml": "# Keys.\nbadges: Badges\n'apis': {title: APIs}\n",
    "docs/_data/products.yaml": "badges: Badges\n",
    "docs/_data/manuals.yaml": "badges:\n  topics: [badges, apis]\n  products: [badges]\n",
    "docs/_data/front-matter.schema.json": "{}",
    "docs/one.md": "---\ntopics: ['badges', apis]\nproducts: [badges]\n---\n# badges\n\n"
    "{topic}`badges` {topic}`x <badges>`\n",
    "docs/two.md": "# Two\n\n:::{popular}\n:topic: badges\n:::\n\n`{topic}` badges\n",
}


def test_renamed() -> None:
    """Vocabulary, front matter, roles, listings and manuals change; products, samples and words do not."""
    changes = plan(sources(FILES), FILES.__getitem__, "badges", "donuts")
    after = {name: text for name, (_, text) in changes.texts.items()}
    schema = after.pop("docs/_data/front-matter.schema.json")
    assert after == {
        "docs/_data/topics.yaml": "# Keys.\ndonuts: Badges\n'apis': {title: APIs}\n",
        "docs/_data/manuals.yaml": "badges:\n  topics: [donuts, apis]\n  products: [badges]\n",
        "docs/one.md": "---\ntopics: ['donuts', apis]\nproducts: [badges]\n---\n# badges\n\n"
        "{topic}`donuts` {topic}`x <donuts>`\n",
        "docs/two.md": "# Two\n\n:::{popular}\n:topic: donuts\n:::\n\n`{topic}` badges\n",
    }
    assert schema.count('"donuts"') == 2
    assert schema.count('"badges"') == 2


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("badge", "x", 'there is no topic "badge"; the topics are badges, apis'),
        ("badges", "apis", 'there is a topic "apis" already'),
        ("badges", "A b", '"A b" cannot be a topic'),
        ("badges", "index", '"index" cannot be a topic'),
    ],
)
def test_refusals(old: str, new: str, reason: str) -> None:
    """A topic that is not there, is taken or cannot be an address is refused."""
    with pytest.raises(ChangeError, match=reason):
        plan(sources(FILES), FILES.__getitem__, old, new)
    with pytest.raises(ChangeError, match="no topics to rename"):
        plan(sources({}), FILES.__getitem__, old, new)
