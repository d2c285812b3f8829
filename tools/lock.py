"""Pin every dependency with its hashes, for all platforms, without naming where it is fetched from."""

import subprocess
import sys

COMMON = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--upgrade",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "-c",
    "requirements/constraints.in",
    "pyproject.toml",
]


def lock(target: str, *options: str) -> None:
    """Write one lock file with uv, which the test environment has."""
    subprocess.run([sys.executable, "-m", "uv", "pip", "compile", *COMMON, *options, "-o", target], check=True)


lock("requirements/site.txt", "--group", "site")
lock("requirements/manuals.txt", "--extra", "manuals", "--group", "site", "-c", "requirements/site.txt")
lock(
    "requirements/bench.txt", "--extra", "traffic", "--group", "bench", "--group", "site", "-c", "requirements/site.txt"
)
lock("requirements/videos.txt", "--group", "videos", "--group", "site", "-c", "requirements/site.txt")
everything = ("--extra", "traffic", "--extra", "manuals", "--group", "site", "--group", "test")
lock("requirements/test.txt", *everything, "-c", "requirements/site.txt")
