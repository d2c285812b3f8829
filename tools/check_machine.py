"""Say in words what a machine lacks before a long install fails in the middle."""

import importlib.util
import sys

if sys.version_info < (3, 11):
    sys.exit(
        f"The portal needs Python 3.11 or newer; this is {sys.version.split()[0]}.\n"
        "Install a newer one, then run: make PYTHON=python3.11 serve"
    )
if importlib.util.find_spec("ensurepip") is None:
    sys.exit("Python's venv module is not complete here.\nOn Debian or Ubuntu run: sudo apt-get install python3-venv")
