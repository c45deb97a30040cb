"""Runs zizmor, which its package installs as a program and not as a module."""

import os
import sys
from pathlib import Path

folders = [Path(sys.executable).parent, *(Path(entry) / "bin" for entry in sys.path if entry)]
program = next(folder / "zizmor" for folder in folders if (folder / "zizmor").is_file())
os.execv(program, [str(program), *sys.argv[1:]])
