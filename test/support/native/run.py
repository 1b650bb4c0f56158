"""Runs the Pulumi program of a folder by Pulumi's Automation API, without a host of the language.

PULUMI_BACKEND_URL must name a `file://` state. The engine writes to the error output.
"""

import argparse
import os
import runpy
import sys
from urllib.parse import urlparse

from pulumi import automation


def main(folder, operation, config, **options):
    settings = os.path.join(urlparse(os.environ["PULUMI_BACKEND_URL"]).path, "settings")
    os.makedirs(settings, exist_ok=True)
    stack = automation.create_or_select_stack(
        stack_name="dev",
        project_name="example",
        program=lambda: runpy.run_path(os.path.join(folder, "__main__.py")) and None,
        opts=automation.LocalWorkspaceOptions(work_dir=settings),
    )
    key, value = config.split("=", 1)
    stack.set_config(key, automation.ConfigValue(value))
    used = {name: value for name, value in options.items() if value}
    getattr(stack, operation)(on_output=write, on_error=write, color="never", **used)


def write(text):
    print(text, file=sys.stderr)


parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("operation", choices=["up", "preview", "destroy"])
parser.add_argument("--config", required=True, help="key=value")
parser.add_argument("--expect-no-changes", action="store_true")
parser.add_argument("--refresh", action="store_true")
try:
    main(**vars(parser.parse_args()))
except automation.errors.CommandError as error:
    sys.exit(str(error))
