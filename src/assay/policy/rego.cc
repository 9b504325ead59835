// SPDX-License-Identifier: Apache-2.0
#include "assay/policy/rego_internal.h"

#include <cstddef>
#include <cstdint>

#include "assay/core/bytes.h"
#include "native/policy.h"

namespace assay::policy::internal {
namespace {

// A runaway comprehension ends here; the default pack needs a ten-thousandth of it, so the limit
// decides nothing on a machine that works at all.
constexpr std::uint32_t kEvaluationLimit_ms = 10'000;

using Text = std::unique_ptr<char, decltype(&assay_native_free)>;

/// The two places a native call may write to, released whatever it does.
struct Answer {
  char* out = nullptr;
  char* error = nullptr;

  /// Takes the text out, or makes an error of it.
  Result<std::string> Take(int code) {
    const Text value(out, &assay_native_free);
    const Text why(error, &assay_native_free);
    if (code == ASSAY_NATIVE_OK) return std::string(value ? value.get() : "");
    if (code == ASSAY_NATIVE_NOTHING) return Error{ErrorCode::kNotFound, "the rule is undefined"};
    return Error{ErrorCode::kInvalidArgument, why ? why.get() : "the policy engine gave no reason"};
  }
};

/// regorus frames a message as "--> path:line:column", the line under a bar, and "error: text".
/// One sentence first is what a terminal and an editor want; the line follows.
Error Plain(Error error) {
  const std::size_t arrow = error.what.find("--> ");
  const std::size_t text = error.what.find("error: ");
  const std::size_t bar = error.what.find("| ");
  if (arrow == std::string::npos || text == std::string::npos || bar == std::string::npos)
    return error;
  const auto line_from = [&](std::size_t at) {
    return std::string(
        Trim(std::string_view(error.what).substr(at, error.what.find('\n', at) - at)));
  };
  error.what = line_from(arrow + 4) + ": " + line_from(text + 7) + "\n  " + line_from(bar + 2);
  return error;
}

Status Succeeded(Answer& answer, int code) {
  auto text = answer.Take(code);
  if (!text.ok()) return Plain(text.error());
  return Done{};
}

}  // namespace

Result<Json> Scan(std::string_view path, std::string_view rego) {
  Answer answer;
  const int code = assay_policy_scan(path.data(), path.size(), rego.data(), rego.size(),
                                     &answer.out, &answer.error);
  auto text = answer.Take(code);
  if (!text.ok()) return Plain(text.error());
  return ParseJson(text.value(), {.bytes = std::size_t{64} << 20U});
}

void Rego::Delete::operator()(assay_policy* policy) const { assay_policy_delete(policy); }

Rego::Rego() : policy_(assay_policy_new(kEvaluationLimit_ms)) {}
Rego::Rego(const Rego& other) : policy_(assay_policy_clone(other.policy_.get())) {}

Status Rego::Add(std::string_view path, std::string_view rego) {
  Answer answer;
  return Succeeded(answer, assay_policy_add(policy_.get(), path.data(), path.size(), rego.data(),
                                            rego.size(), &answer.error));
}

Status Rego::SetData(const Json& data) {
  const std::string text = Canonical(data);
  Answer answer;
  return Succeeded(answer,
                   assay_policy_set_data(policy_.get(), text.data(), text.size(), &answer.error));
}

Status Rego::Check(std::string_view rule) {
  Answer answer;
  return Succeeded(answer,
                   assay_policy_check(policy_.get(), rule.data(), rule.size(), &answer.error));
}

Result<std::string> Rego::Evaluate(std::string_view rule, std::string_view input) {
  Answer answer;
  const int code = assay_policy_evaluate(policy_.get(), rule.data(), rule.size(), input.data(),
                                         input.size(), &answer.out, &answer.error);
  auto text = answer.Take(code);
  if (!text.ok()) return Plain(text.error());
  return text;
}

}  // namespace assay::policy::internal
