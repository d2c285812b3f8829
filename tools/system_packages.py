"""Install the system packages the tests need where this machine allows it; a missing one is an error under CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# Program -> Debian packages that have it, the better one first.  The headless shell runs the browser tests in half the
# time: the whole browser draws its own windows too, though nobody sees them.
NEEDED = {
    "caddy": ("caddy",),
    "chromium": ("chromium-headless-shell", "chromium"),
    "java": ("default-jre-headless",),
    "nginx": ("nginx-light",),
}
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def is_here(program: str) -> bool:
    """Return whether a program, or one that does the same, is on this machine."""
    names = BROWSERS if program == "chromium" else (program,)
    return any(map(shutil.which, names)) or (program == "chromium" and os.path.exists(MAC_CHROME))


def missing() -> list[str]:
    """Return the programs that are not on this machine."""
    return [program for program in NEEDED if not is_here(program)]


def install(programs: list[str]) -> None:
    """Install with apt, as root or with a sudo that does not ask; elsewhere leave it to the person."""
    if not shutil.which("apt-get"):
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def run(*command: str) -> None:
        subprocess.run([*sudo, *command], env=environment, check=False, stdout=subprocess.DEVNULL)

    run("apt-get", "update", "-qq")
    for program in programs:
        for package in NEEDED[program]:
            if not is_here(program):
                run("apt-get", "install", "-y", "-qq", "--no-install-recommends", package)
    for server in {"caddy", "nginx"}.intersection(programs) if shutil.which("systemctl") else ():
        # Its package starts a server on port 80; the tests start their own.
        subprocess.run([*sudo, "systemctl", "disable", "--now", server], check=False, capture_output=True)


if programs := missing():
    print(f"Installing {', '.join(NEEDED[program][0] for program in programs)} for the tests …")
    install(programs)
if programs := missing():
    packages = [NEEDED[program][-1] for program in programs]
    message = f"The tests need: {', '.join(packages)} (Debian: sudo apt-get install {' '.join(packages)})"
    if os.environ.get("CI"):
        sys.exit(message)
    print(message, "- they will be reported as errors, not skipped.", file=sys.stderr)
