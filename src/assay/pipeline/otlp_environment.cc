// SPDX-License-Identifier: Apache-2.0
//
// What the variables of OpenTelemetry say about where spans go.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "assay/acquire/post.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/otlp.h"
#include "assay/pipeline/trace.h"

namespace assay::pipeline {
namespace {

using Get = std::function<const char*(const char*)>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kPath = "/v1/traces";

std::string Value(const Get& get, const char* name) {
  const char* value = get(name);
  return value == nullptr ? "" : std::string(Trim(value));
}

/// "%2C" is a comma; a per cent sign that begins no such code stays.
std::string Decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' && i + 2 < text.size() ? FromHex(text.substr(i + 1, 2))
                                                            : Result<Bytes>(Bytes());
    if (byte.ok() && byte.value().size() == 1) {
      plain += static_cast<char>(byte.value().front());
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

/// "name=value,name=value", percent-encoded.
Result<Pairs> ReadPairs(const char* variable, std::string_view text) {
  Pairs pairs;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view one = Trim(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (one.empty()) continue;
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos || equals == 0)
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("{}: expected name=value,name=value", variable)};
    pairs.emplace_back(Trim(one.substr(0, equals)), Decoded(Trim(one.substr(equals + 1))));
  }
  return pairs;
}

Status ReadHeaders(const Get& get, OtlpOptions& options) {
  for (const char* name : {"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"}) {
    ASSAY_LET(const Pairs pairs, ReadPairs(name, Value(get, name)));
    for (const auto& [key, value] : pairs) {
      options.headers.push_back(fmt::format("{}: {}", key, value));
      if (const Status fits = acquire::CheckHeader(options.headers.back()); !fits.ok())
        return Error{ErrorCode::kInvalidArgument, fmt::format("{}: {}", name, fits.error().what)};
    }
    if (!pairs.empty()) break;  // the one for traces stands in the other's place
  }
  return Done{};
}

Status ReadResource(const Get& get, OtlpOptions& options) {
  constexpr std::size_t kLongest_bytes = 1'024;
  constexpr const char* kVariable = "OTEL_RESOURCE_ATTRIBUTES";
  std::string service = Value(get, "OTEL_SERVICE_NAME");
  ASSAY_LET(const Pairs pairs, ReadPairs(kVariable, Value(get, kVariable)));
  for (const auto& [key, value] : pairs) {
    if (key == "service.name" && service.empty()) service = value;
    if (key == "service.name" || key == "service.version") continue;
    options.resource.push_back(
        OtlpAttribute(ToUtf8(key, kLongest_bytes), ToUtf8(value, kLongest_bytes)));
  }
  options.resource.push_back(
      OtlpAttribute("service.name", service.empty() ? "assay" : ToUtf8(service, kLongest_bytes)));
  options.resource.push_back(OtlpAttribute("service.version", options.version));
  return Done{};
}

}  // namespace

Result<std::optional<OtlpOptions>> FindOtlp(const std::string& endpoint, std::string_view version,
                                            const Get& get) {
  using Found = std::optional<OtlpOptions>;
  const bool is_off = ToLowerAscii(Value(get, "OTEL_SDK_DISABLED")) == "true" ||
                      Value(get, "OTEL_TRACES_EXPORTER") == "none";
  if (endpoint.empty() && is_off) return Found();
  OtlpOptions options;
  const char* said_by = "--otlp";
  options.url = endpoint;
  if (options.url.empty()) {
    said_by = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    options.url = Value(get, said_by);
  }
  const bool is_whole = !options.url.empty() && endpoint.empty();
  if (options.url.empty()) {
    said_by = "OTEL_EXPORTER_OTLP_ENDPOINT";
    options.url = Value(get, said_by);
  }
  if (options.url.empty()) return Found();
  if (!is_whole && !options.url.ends_with(kPath)) {
    while (options.url.ends_with('/')) options.url.pop_back();
    options.url += kPath;
  }
  auto origin = acquire::TellableAddress(options.url);
  if (!origin.ok())
    return Error{ErrorCode::kInvalidArgument, fmt::format("{}: {}", said_by, origin.error().what)};
  options.origin = std::move(origin).value();
  options.version = version;
  options.ca_file = Value(get, "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE");
  if (options.ca_file.empty()) options.ca_file = Value(get, "OTEL_EXPORTER_OTLP_CERTIFICATE");
  ASSAY_TRY(ReadHeaders(get, options));
  ASSAY_TRY(ReadResource(get, options));
  return Found(std::move(options));
}

}  // namespace assay::pipeline
