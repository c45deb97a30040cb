"""OpenAPI Generator, whose package is no program of its own for `python -m`."""

import sys

from openapi_generator_cli import run

sys.exit(run(sys.argv[1:]).returncode)
