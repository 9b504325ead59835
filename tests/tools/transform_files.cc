// SPDX-License-Identifier: Apache-2.0
//
// Transforms files as a build does, through a sandboxed worker, for tests and benchmarks: each line
// of the input is {"file": path, "out": path, "arguments": {...}}, and gets a line of the output.
// With "look": true the file is inspected first, and transformed in the same visit.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "assay/core/file.h"
#include "assay/core/hash.h"
#include "assay/pipeline/inspect.h"

namespace {

using assay::Json;

assay::Result<assay::pipeline::Transformed> Make(assay::pipeline::Inspector& inspector,
                                                 const Json& request) {
  constexpr std::size_t kFile_bytes = 256U << 20U;
  const std::string path = assay::StringOr(request, "file");
  const Json arguments = request.value("arguments", Json::object());
  if (request.value("look", false)) {
    assay::pipeline::Item item;
    item.record.key = path;
    item.location.file = path;
    inspector.Inspect(item);
    return inspector.TransformLast(arguments);
  }
  ASSAY_LET(const std::string file, assay::ReadFile(path, kFile_bytes));
  return inspector.Transform(assay::AsBytes(file), arguments);
}

/// What became of one line: the answer of the worker, or why there is none.
assay::Result<Json> Transform(assay::pipeline::Inspector& inspector, const Json& request) {
  ASSAY_LET(auto made, Make(inspector, request));
  if (!made.refusal.empty())
    return Json{
        {"refused", made.refusal}, {"outcome", assay::Name(made.outcome)}, {"codes", made.codes}};
  made.answer["sha256"] = assay::Sha256(made.bytes).Hex();
  const std::string out = assay::StringOr(request, "out");
  if (!out.empty()) std::ofstream(out, std::ios::binary) << assay::AsText(made.bytes);
  return made.answer;
}

}  // namespace

int main() {
  assay::pipeline::InspectOptions options;
  options.worker.program =
      std::filesystem::read_symlink("/proc/self/exe").parent_path() / "assay-worker";
  options.steps = {"rights", "privacy", "quality", "duplicates"};
  options.transforms_follow = true;
  assay::pipeline::Inspector inspector(options);
  for (std::string line; std::getline(std::cin, line);) {
    const auto request = assay::ParseJson(line);
    if (!request.ok()) {
      fmt::print(stderr, "{}\n", request.error().what);
      return 2;
    }
    const auto made = Transform(inspector, request.value());
    fmt::print("{}\n",
               assay::Canonical(made.ok() ? made.value() : Json{{"error", made.error().what}}));
  }
  return 0;
}
