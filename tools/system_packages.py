"""Install the system packages the tests need where this machine allows it; a missing one is an error under CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# Program -> Debian package.
NEEDED = {"chromium": "chromium", "java": "default-jre-headless", "nginx": "nginx-light"}
ALTERNATIVES = {"chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")}
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def missing() -> list[str]:
    """Return the Debian packages whose programs are not on this machine."""
    return [
        package
        for program, package in NEEDED.items()
        if not any(shutil.which(name) for name in ALTERNATIVES.get(program, (program,)))
        and not (program == "chromium" and os.path.exists(MAC_CHROME))
    ]


def install(packages: list[str]) -> None:
    """Install with apt, as root or with a sudo that does not ask; elsewhere leave it to the person."""
    if not shutil.which("apt-get"):
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        subprocess.run([*sudo, *command], env=environment, check=False, stdout=subprocess.DEVNULL)
    if "nginx-light" in packages and shutil.which("systemctl"):
        # Its package starts a server on port 80; the tests start their own.
        subprocess.run([*sudo, "systemctl", "disable", "--now", "nginx"], check=False, capture_output=True)


if packages := missing():
    print(f"Installing {', '.join(packages)} for the tests …")
    install(packages)
if packages := missing():
    message = f"The tests need: {', '.join(packages)} (Debian: sudo apt-get install {' '.join(packages)})"
    if os.environ.get("CI"):
        sys.exit(message)
    print(message, "- they will be reported as errors, not skipped.", file=sys.stderr)
