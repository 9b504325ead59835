// SPDX-License-Identifier: Apache-2.0
//
// Rego in process: a pack of policies is loaded once and answers one situation at a time.
// No clock, no I/O, no network: the same pack and the same document give the same answer, forever.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/decision.h"
#include "assay/core/hash.h"
#include "assay/core/result.h"

namespace assay::policy {

/// The files of one policy pack: *.rego and data *.json, by path relative to the pack.
class Pack {
 public:
  /// The pack that is built into the program.
  static const Pack& Default();

  /// Errors:  kNotFound, kInvalidArgument for a folder without .rego files or over 16 MiB.
  static Result<Pack> Load(const std::filesystem::path& folder);

  /// From the text that Serialize() gave: how a workspace keeps the pack that it judged with.
  static Result<Pack> Parse(std::string_view canonical_json);
  [[nodiscard]] std::string Serialize() const;  ///< canonical JSON {path: text}

  /// SHA-256 over sorted "path NUL sha256 LF" lines.
  [[nodiscard]] Digest digest() const;
  [[nodiscard]] const std::map<std::string, std::string>& files() const { return files_; }

 private:
  explicit Pack(std::map<std::string, std::string> files) : files_(std::move(files)) {}
  std::map<std::string, std::string> files_;
};

/// Threads: one engine a thread; Clone() is cheap. Answers are cached by document digest.
class Engine {
 public:
  /// Errors:  kInvalidArgument when the pack does not compile (file:line:column and the line), or
  ///          uses a builtin that reads a clock, a network or randomness.
  static Result<Engine> Make(const Pack& pack);
  [[nodiscard]] Engine Clone() const;
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  /// Never fails: a policy that errs or answers nonsense gives kReview with the one reason
  /// "policy.error", and `policy_errors()` counts it (the run then exits 2).
  [[nodiscard]] Decision Decide(std::string_view situation);
  [[nodiscard]] std::int64_t policy_errors() const;
  [[nodiscard]] std::int64_t evaluations() const;  ///< cache misses

  /// Raw value of any rule, for `assay policy eval`: canonical JSON.
  Result<std::string> Evaluate(std::string_view rule, std::string_view input);

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Outcome of the rules named test_* in *_test.rego files.
struct TestResult {
  std::string name;  ///< "data.assay.decision_test.test_nc_denied"
  bool passed = false;
  std::string problem;
};
Result<std::vector<TestResult>> RunTests(const Pack& pack);

/// Every reason code that the pack can give, with tier, layer, message and source: `assay reasons`.
Result<Json> Reasons(const Pack& pack);

}  // namespace assay::policy
