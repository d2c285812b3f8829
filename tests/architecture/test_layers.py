"""The house rules: core knows no Sphinx, imports point one way, notices and stored articles keep their word."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from support_portal.core import article
from support_portal.notices import Notice

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "ext" / "support_portal"
CORE = sorted(
    path for path in (PACKAGE / "core").rglob("*.py") if path.stem != "__init__" and "linter" not in path.parts
)
PURE = [*CORE, PACKAGE / "notices.py"]
# What core may use beside the standard library: a YAML reader, a stemmer, and the Markdown parser below MyST.
PARSER = {"markdown_it", "mdit_py_plugins"}
ALLOWED = {"yaml", "snowballstemmer", *PARSER}
LINTER = sorted((PACKAGE / "core" / "linter").rglob("*.py"))
BLOCKED = ("sphinx", "docutils", "myst_parser", "jinja2", "duckdb", "ibis")


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


each_pure = pytest.mark.parametrize("path", PURE, ids=module_name)


def imported(path: Path) -> set[str]:
    """Return the full names of what a module imports, at its top or inside, for types only or not."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: write imports in full"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_core_imports_without_sphinx() -> None:
    """All of core can be imported on a machine that has neither Sphinx nor docutils."""
    script = f"""
import importlib, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {BLOCKED!r}:
            raise ModuleNotFoundError(f"{{name}} is blocked", name=name)

sys.meta_path.insert(0, Blocked())
for name in {[module_name(path) for path in PURE]!r}:
    importlib.import_module(name)
print(sorted({set(BLOCKED)!r} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env={"PYTHONPATH": str(PACKAGE.parent)}
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


@each_pure
def test_core_imports_core_alone(path: Path) -> None:
    """Core imports itself, the notices, the standard library and a few small packages: never a layer above it."""
    for name in imported(path):
        if name.startswith("support_portal"):
            assert re.match(r"support_portal\.(core\b|notices\b)", name), f"{path.name} imports {name}"
        else:
            assert name.partition(".")[0] in {*ALLOWED, *sys.stdlib_module_names}, f"{path.name} imports {name}"


@each_pure
def test_modules_say_what_they_are_for(path: Path) -> None:
    """Each module opens with a sentence, and the examples in its docstrings are true."""
    module = importlib.import_module(module_name(path))
    assert module.__doc__
    assert re.match(r"[A-Z].*[.:]$", module.__doc__.splitlines()[0])
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("path", CORE, ids=module_name)
def test_every_core_module_has_its_tests(path: Path) -> None:
    """The same feature has the same name and room in core and in its tests."""
    room = path.parent.relative_to(PACKAGE)
    assert (ROOT / "tests" / room / f"test_{path.stem}.py").is_file()


@pytest.mark.parametrize("path", LINTER, ids=lambda path: str(path.relative_to(PACKAGE / "core" / "linter")))
def test_the_linter_imports_core_and_a_markdown_parser(path: Path) -> None:
    """Checks run without Sphinx and docutils: the linter imports core and the parser that MyST uses, nothing above."""
    for name in imported(path):
        if name.startswith("support_portal"):
            known = name == "support_portal.__version__" or re.match(r"support_portal\.(core\b|notices\b)", name)
            assert known, f"{path.name} imports {name}"
        else:
            assert name.partition(".")[0] in {*ALLOWED, *PARSER, *sys.stdlib_module_names}, (
                f"{path.name} imports {name}"
            )
    assert re.match(r"[A-Z].*[.:]$", (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").splitlines()[0])
    assert doctest.testmod(importlib.import_module(module_name(path))).failed == 0


def test_the_linter_runs_without_sphinx() -> None:
    """A check of a page loads neither Sphinx nor docutils, which would cost more than the check."""
    script = (
        "import sys; from click.testing import CliRunner; from support_portal.cli import main\n"
        "done = CliRunner().invoke(main, ['check', 'docs/index.md'])\n"
        "print(done.output, sorted({'sphinx', 'docutils', 'myst_parser', 'jinja2', 'duckdb'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.endswith("1 page checked, nothing to mend.\n []\n"), done.stdout


def test_notices_are_told_apart() -> None:
    """Every notice has a subtype of its own, by which it is silenced, and a sentence for the catalogue."""
    assert len({n.subtype for n in Notice}) == len(Notice)
    assert len({n.sentence for n in Notice}) == len(Notice)
    for notice in Notice:
        assert notice.subtype == notice.name.lower()
        assert re.fullmatch(r"[A-Z].*\.", notice.sentence)


@pytest.mark.parametrize("notice", Notice, ids=lambda notice: notice.name)
def test_every_notice_is_given(notice: Notice) -> None:
    """The catalogue promises no notice that nothing gives."""
    use = re.compile(rf"\bNotice\.{notice.name}\b")
    files = [path for path in PACKAGE.rglob("*.py") if path.name != "notices.py"]
    assert any(use.search(path.read_text(encoding="utf-8")) for path in files)


def stored_fields() -> dict[str, list[str]]:
    """Return the fields, with their types, of what is pickled into Sphinx's environment."""
    stored: tuple[Any, ...] = (article.Article, article.Heading)
    return {
        cls.__name__: [
            f"{name}: {getattr(kind, '__forward_arg__', kind)}" for name, kind in cls.__annotations__.items()
        ]
        for cls in stored
    }


def test_article_version_follows_the_fields() -> None:
    """When the fields of a stored article change its version is raised, so that old environments are read anew.

    After raising ARTICLE_VERSION, add the new version and its fields to ``data/article_versions.yaml``.
    """
    versions = yaml.safe_load((Path(__file__).parent / "data" / "article_versions.yaml").read_text(encoding="utf-8"))
    assert max(versions) == article.ARTICLE_VERSION, "record the new version and its fields in article_versions.yaml"
    assert versions[article.ARTICLE_VERSION] == stored_fields(), "the fields changed: raise ARTICLE_VERSION"
    assert len({str(fields) for fields in versions.values()}) == len(versions)
