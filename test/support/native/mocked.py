"""Runs programs without an engine, to see that an SDK takes their arguments. Usage: mocked.py FILE ..."""

import runpy
import sys

import pulumi


class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return [args.name, args.inputs]

    def call(self, args):
        return {}


pulumi.runtime.set_mocks(Mocks())
for file in sys.argv[1:]:
    runpy.run_path(file)
