// SPDX-License-Identifier: Apache-2.0
//
// The C surface of the native library as values and Results. It knows Rego, not what Assay asks.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "assay/core/json.h"
#include "assay/core/result.h"

struct assay_policy;

namespace assay::policy::internal {

/// What one module declares and names, without running it.
///
/// Shapes:  {package, rules: [names], references: [{name, line, column, text}]}.
/// Errors:  kInvalidArgument with "path:line:column: message" and the line.
Result<Json> Scan(std::string_view path, std::string_view rego);

/// Modules and data, ready to be asked. Threads: one a thread; copies share what was loaded.
class Rego {
 public:
  Rego();
  Rego(const Rego& other);
  Rego(Rego&&) noexcept = default;
  Rego& operator=(Rego&&) noexcept = default;
  Rego& operator=(const Rego&) = delete;
  ~Rego() = default;

  /// Errors:  kInvalidArgument, as Scan.
  Status Add(std::string_view path, std::string_view rego);
  Status SetData(const Json& data);

  /// Analyses all modules, of which one must define `rule`.
  Status Check(std::string_view rule);

  /// JSON text of the rule's value.
  /// Errors:  kNotFound when it is undefined; kInvalidArgument when it fails or no module has it.
  Result<std::string> Evaluate(std::string_view rule, std::string_view input);

 private:
  struct Delete {
    void operator()(assay_policy* policy) const;
  };
  std::unique_ptr<assay_policy, Delete> policy_;
};

}  // namespace assay::policy::internal
