#!/usr/bin/env python3
"""The rules themselves: each script of scripts/check finds the breach that it is there for."""
import contextlib
import importlib.machinery
import importlib.util
import io
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "scripts"


def load(name):
    loader = importlib.machinery.SourceFileLoader(name.replace(".", "_"), str(SCRIPTS / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


class Tree(unittest.TestCase):
    """A small source tree in a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def put(self, name, text):
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def module(self, name, deps="", *includes):
        self.put(f"src/assay/{name}/CMakeLists.txt", f"assay_module({name}\n  DEPS {deps}\n  SOURCES {name}.cc)\n")
        self.put(f"src/assay/{name}/{name}.cc", "".join(f"#include {i}\n" for i in includes))


class Layers(Tree):
    def findings(self):
        layers = load("check_layers.py")
        layers.ROOT, layers.MODULES, layers.APPS = self.root, self.root / "src/assay", self.root / "apps"
        deps = layers.declared_deps()
        programs = layers.program_deps(deps)
        return [*layers.breaches(layers.MODULES, deps),
                *layers.breaches(layers.APPS, layers.reachable(deps, programs)), *layers.walls(deps, programs)]

    def test_a_declared_include_is_fine(self):
        self.module("core")
        self.module("media", "core", '"assay/core/json.h"')
        self.assertEqual(self.findings(), [])

    def test_an_undeclared_include_is_named_with_its_line(self):
        self.module("core")
        self.module("media", "", "<vector>", '"assay/core/json.h"')
        self.assertEqual(self.findings(), ["src/assay/media/media.cc:2: media may not include core/json.h"])

    def test_a_foreign_internal_header_stays_private(self):
        self.module("core")
        self.module("media", "core", '"assay/core/names_internal.h"')
        self.assertEqual(len(self.findings()), 1)

    def test_an_outside_library_belongs_to_one_module(self):
        self.module("core")
        self.module("media", "core", "<sqlite3.h>")
        self.assertIn("sqlite3.h belongs to catalog", self.findings()[0])

    def test_an_outside_header_stays_out_of_public_headers(self):
        self.module("catalog")
        self.put("src/assay/catalog/catalog.h", "#include <sqlite3.h>\n")
        self.assertIn("include it in a .cc file", self.findings()[0])

    def test_the_command_line_may_not_reach_a_codec_through_others(self):
        self.module("codec")
        self.module("pipeline", "codec")
        self.put("apps/assay/CMakeLists.txt", "target_link_libraries(assay PRIVATE assay_pipeline)\n")
        self.assertEqual(self.findings(), ["apps/assay: reaches codec, which only the worker may link"])

    def test_a_circle_is_found(self):
        layers = load("check_layers.py")
        self.assertEqual(layers.cycle_in({"a": {"b"}, "b": {"c"}, "c": {"a"}}), ["a", "b", "c", "a"])
        self.assertIsNone(layers.cycle_in({"a": {"b", "c"}, "b": {"c"}, "c": set()}))

    def test_the_picture_leaves_out_what_follows(self):
        picture = load("check_layers.py").mermaid({"a": {"b", "c"}, "b": {"c"}, "c": set()}, {})
        self.assertIn("a --> b", picture)
        self.assertNotIn("a --> c", picture)


class Metrics(Tree):
    def findings(self):
        metrics = load("metrics")
        metrics.ROOT = self.root
        code = [*metrics.files("src", suffixes=metrics.SOURCES)]
        return [what for _, what in [*metrics.length_limits(code, []), *metrics.shape_limits(code),
                                     *metrics.text_rules(code, []), *metrics.unlisted()]]

    def test_a_long_file_a_missing_licence_and_an_unbuilt_test_are_found(self):
        self.module("core")
        self.put("src/assay/core/core.cc", "// SPDX-License-Identifier: Apache-2.0\n" + "\n" * 400)
        self.put("src/assay/core/core.h", "int x;\n")
        self.put("src/assay/core/lost_test.cc", "// SPDX-License-Identifier: Apache-2.0\n")
        found = "; ".join(self.findings())
        for what in ("401 lines", "has no line", "#pragma once", "file comment", "is in no target"):
            self.assertIn(what, found)

    def test_debt_is_owned(self):
        self.module("core")
        self.put("src/assay/core/core.cc", "// SPDX-License-Identifier: Apache-2.0\n// TO" + "DO: later\n// TO" + "DO(#7): why\n")
        self.assertEqual([f for f in self.findings() if "debt" in f], ["line 2: debt is owned: TO" + "DO(#123): why"])


class Golden(Tree):
    def check(self, text, accept=False):
        golden = load("golden")
        golden.ROOT = self.root
        self.file = self.put("x.t", text)
        return golden.check(self.file, accept)

    def test_output_and_exit_code_are_compared(self):
        self.assertEqual(self.check("  $ echo one; exit_code() { return 2; }; exit_code\n  one\n  [2]\n")[:2], (1, 0))
        self.assertEqual(self.check("  $ echo one\n  two\n")[:2], (1, 1))
        self.assertEqual(self.check("  $ false\n")[:2], (1, 1))

    def test_patterns_and_prose(self):
        self.assertEqual(self.check("Why.\n\n  $ echo 123; echo abc\n  \\d+ (re)\n  a* (glob)\n")[:2], (1, 0))

    def test_accept_rewrites_and_keeps_patterns(self):
        self.check("  $ echo 123; echo new\n  \\d+ (re)\n  old\n", accept=True)
        self.assertEqual(self.file.read_text(), "  $ echo 123; echo new\n  \\d+ (re)\n  new\n")


class Documents(Tree):
    def problems(self, text):
        docs = load("check_docs.py")
        docs.ROOT = self.root
        return docs.run_document(self.put("x.md", text))

    def test_commands_run_and_their_output_is_looked_for(self):
        self.assertEqual(self.problems("```sh\necho a; echo b\nfalse  # exit 1\n```\n\n```text\na\n...\nb\n```\n"), (2, []))
        self.assertIn("exit code 1", self.problems("```sh\nfalse\n```\n")[1][0])
        self.assertIn("the output lacks: c", self.problems("```sh\necho a\n```\n```text\nc\n```\n")[1][0])

    def test_a_continued_line_is_one_command(self):
        docs = load("check_docs.py")
        self.assertEqual(list(docs.commands("echo \\\n  a\ncat <<'EOF'\nx\nEOF\n")), ["echo \\\n  a", "cat <<'EOF'\nx\nEOF"])


class Counts(unittest.TestCase):
    def test_a_failing_step_is_never_counted_as_passed(self):
        check = load("check")
        self.assertEqual(check.counts("3 passed, 0 failed, 1 skipped\n", 0), (3, 0, 1))
        self.assertEqual(check.counts("3 passed, 0 failed\n", 1), (3, 1, 0))
        self.assertEqual(check.counts("100% tests passed, 0 tests failed out of 41\n", 0), (41, 0, 0))
        self.assertEqual(check.counts("", 0), (1, 0, 0))
        self.assertEqual(check.counts("Ran 12 tests in 0.1s\n\nOK\n", 0), (12, 0, 0))


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):
        unittest.main()
