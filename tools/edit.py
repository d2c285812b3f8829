"""Serve the portal with its visual editor, and the server that saves what is edited there into this folder."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from support_portal.cli.search_engine import find_node

ROOT = Path(__file__).parent.parent
SERVER = ROOT / "tools" / "editor" / "node_modules" / "decap-server" / "dist" / "index.js"
HOST = "127.0.0.1"  # whoever reaches the server can write files, so it is for this machine alone
IGNORED = r"/(\.git|\.venv|_build|__pycache__|node_modules)/"


def main() -> int:
    """Run both until one ends or Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="of the portal")
    parser.add_argument("--save-port", type=int, default=8081, help="of the server that saves")
    ports = parser.parse_args()
    for port in (ports.port, ports.save_port):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return _say(f"port {port} is in use; write for example: make edit PORT=8010 SAVE_PORT=8011")
    address = f"http://{HOST}:{ports.port}"
    save = {
        "PORT": str(ports.save_port),
        "BIND_HOST": HOST,
        "ORIGIN": address,
        "GIT_REPO_DIRECTORY": str(ROOT),
        "LOG_LEVEL": "warn",
    }
    settings = {
        "portal_editor": "1",
        "portal_editor_workflow": "0",
        "portal_editor_backend.name": "proxy",
        "portal_editor_backend.proxy_url": f"http://{HOST}:{ports.save_port}/api/v1",
    }
    build = [
        sys.executable,
        "-m",
        "sphinx_autobuild",
        "-n",
        "-j",
        "auto",
        "-c",
        ".",
        "-b",
        "html",
        "--watch",
        "ext",
        "--watch",
        "conf.py",
    ]
    build += ["--host", HOST, "--port", str(ports.port), "--re-ignore", IGNORED]
    build += [word for name, value in settings.items() for word in ("-D", f"{name}={value}")]
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the server ends too
    with subprocess.Popen([find_node(), SERVER], cwd=ROOT, env={**os.environ, **save}) as server:
        try:
            _say(f"The editor will be at {address}/admin/ (press Login; stop with Ctrl-C)")
            preview = {**os.environ, "PORTAL_PREVIEW": "1"}
            return subprocess.run([*build, "docs", "_build/edit"], cwd=ROOT, env=preview, check=False).returncode
        except KeyboardInterrupt:
            return 0
        finally:
            server.terminate()


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
