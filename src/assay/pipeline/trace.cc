// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "assay/core/hash.h"

namespace assay::pipeline {
namespace {

constexpr std::size_t kEvents = 128;  // of a span; OpenTelemetry's own default
constexpr int kInternal = 1;          // SPAN_KIND_INTERNAL
constexpr int kOk = 1;                // STATUS_CODE_OK
constexpr int kError = 2;             // STATUS_CODE_ERROR

/// Attributes of the members of `fields` that are there; a member is named as in the log.
class Attributes {
 public:
  explicit Attributes(const Json& fields) : fields_(fields) {}

  Attributes& Add(const char* name, std::string_view as) {
    const auto found = fields_.find(name);
    if (found != fields_.end() && !found->is_null() &&
        !(found->is_string() && found->get_ref<const std::string&>().empty()))
      list_.push_back(OtlpAttribute(as, *found));
    return *this;
  }
  Json Take() { return std::move(list_); }

 private:
  const Json& fields_;
  Json list_ = Json::array();
};

void AddTo(Json& list, std::string_view name, const Json& value) {
  list.push_back(OtlpAttribute(name, value));
}

/// accounting: {"allow": 3, …} as "assay.allow" and so on.
void AddCounts(const Json& fields, Json& list) {
  const auto counts = fields.find("accounting");
  if (counts == fields.end()) return;
  for (const auto& [state, count] : counts->items())
    AddTo(list, fmt::format("assay.{}", state), count);
}

}  // namespace

Json OtlpAttribute(std::string_view name, const Json& value) {
  Json typed;
  if (value.is_boolean()) {
    typed = {{"boolValue", value}};
  } else if (value.is_number_integer()) {
    typed = {{"intValue", value.dump()}};
  } else if (value.is_number()) {
    typed = {{"doubleValue", value}};
  } else {
    typed = {{"stringValue", value}};
  }
  return {{"key", name}, {"value", std::move(typed)}};
}

/// Unique among all starts of all runs, without asking the system for chance.
std::string Trace::NewId() {
  constexpr std::size_t kHex = 16;
  return Sha256(fmt::format("assay.span/1\n{}\n{}\n{}", trace_, now_ns_(), ++ids_))
      .Hex()
      .substr(0, kHex);
}

Json Trace::Span(std::string_view name, const Open& span, std::string_view parent,
                 std::int64_t end_ns) const {
  Json json = {{"traceId", trace_},
               {"spanId", span.id},
               {"name", name},
               {"kind", kInternal},
               {"startTimeUnixNano", std::to_string(span.start_ns)},
               {"endTimeUnixNano", std::to_string(std::max(span.start_ns, end_ns))},
               {"attributes", span.attributes}};
  if (!parent.empty()) json["parentSpanId"] = parent;
  return json;
}

void Trace::Take(const RunEvent& event) {
  if (event.name == "run.started" || event.name == "run.resumed") return BeginRun(event);
  if (run_.id.empty()) return;
  const Json& fields = event.fields;
  if (event.name == "phase.begun") {
    phase_ = {NewId(), now_ns_()};
    phase_name_ = StringOr(fields, "phase");
  } else if (event.name == "phase.ended") {
    EndPhase(fields);
  } else if (event.name == "chunk.committed") {
    EndChunk(fields);
  } else if (event.name == "record.dead") {
    AddEvent("dead letter", Attributes(fields)
                                .Add("asset", "assay.asset")
                                .Add("step", "assay.step")
                                .Add("class", "assay.error.class")
                                .Add("code", "assay.error.code")
                                .Take());
  } else if (event.name == "expect.unmet") {
    if (run_events_.size() < kEvents)
      run_events_.push_back({{"timeUnixNano", std::to_string(now_ns_())},
                             {"name", "expectation unmet"},
                             {"attributes", Attributes(fields)
                                                .Add("count", "assay.count")
                                                .Add("expected", "assay.expected")
                                                .Add("found", "assay.found")
                                                .Take()}});
  } else if (event.name == "run.finished") {
    AddCounts(fields, run_.attributes);
    EndRun(event.level == Level::kError ? "an expectation does not hold" : "");
  } else if (event.name == "run.failed" || event.name == "run.stopped" ||
             event.name == "disk.full") {
    EndRun(fmt::format("{} {}", event.name, StringOr(fields, "code")));
  }
}

void Trace::BeginRun(const RunEvent& event) {
  trace_ = StringOr(event.fields, "trace");
  run_ = {NewId(), now_ns_()};
  run_.attributes = Attributes(event.fields)
                        .Add("plan", "assay.plan")
                        .Add("policy", "assay.policy")
                        .Add("date", "assay.date")
                        .Add("process", "process.pid")
                        .Take();
  AddTo(run_.attributes, "assay.run.id", event.run);
  AddTo(run_.attributes, "assay.run.resumed", event.name == "run.resumed");
  run_events_ = Json::array();
  phase_ = {};
}

void Trace::EndRun(std::string_view problem) {
  Json span = Span("run", run_, "", now_ns_());
  span["status"] =
      problem.empty() ? Json{{"code", kOk}} : Json{{"code", kError}, {"message", Trim(problem)}};
  span["events"] = std::exchange(run_events_, Json::array());
  emit_(span);
  run_ = {};
}

void Trace::EndPhase(const Json& fields) {
  if (phase_.id.empty()) return;
  phase_.attributes =
      Attributes(fields).Add("records", "assay.records").Add("bytes", "assay.bytes").Take();
  AddCounts(fields, phase_.attributes);
  Json span = Span(fmt::format("phase {}", phase_name_), phase_, run_.id, now_ns_());
  const auto complete = fields.find("complete");
  if (complete != fields.end() && *complete == false)
    span["status"] = {{"code", kError}, {"message", "not complete"}};
  emit_(span);
  phase_ = {};
}

void Trace::AddEvent(std::string_view name, Json attributes) {
  if (events_.size() == kEvents) {
    ++left_out_;
    return;
  }
  events_.push_back({{"timeUnixNano", std::to_string(now_ns_())},
                     {"name", name},
                     {"attributes", std::move(attributes)}});
}

void Trace::EndChunk(const Json& fields) {
  const std::int64_t now_ns = now_ns_();
  const auto took_ns = static_cast<std::int64_t>(fields.value("seconds", 0.0) * 1e9);
  Open chunk{NewId(), std::max(phase_.start_ns, now_ns - took_ns)};
  chunk.attributes = Attributes(fields)
                         .Add("records", "assay.records")
                         .Add("bytes", "assay.bytes")
                         .Add("dead", "assay.dead")
                         .Take();
  const Json effort = fields.value("effort", Json::object());
  const Json steps = effort.value("steps", Json::object());
  if (!effort.empty()) {
    AddTo(chunk.attributes, "assay.visit.seconds_sum", effort.at("visit_seconds"));
    AddTo(chunk.attributes, "assay.visit.seconds_max", effort.at("visit_longest_s"));
    AddTo(chunk.attributes, "assay.retries", effort.at("retries"));
    double cpu_s = 0;
    for (const auto& [name, step] : steps.items()) cpu_s += step.at("cpu_s").get<double>();
    const auto records = std::max(1.0, fields.value("records", 0.0));
    AddTo(chunk.attributes, "assay.worker.cpu_seconds", cpu_s);
    AddTo(chunk.attributes, "assay.worker.cpu_seconds_per_record", cpu_s / records);
    for (const Json& lost : effort.at("lost"))
      AddEvent(lost.at("retried") == true ? "retry" : "worker lost",
               Attributes(lost)
                   .Add("asset", "assay.asset")
                   .Add("step", "assay.step")
                   .Add("cause", "assay.cause")
                   .Take());
  }
  AddSteps(steps, chunk, now_ns);
  Json span = Span(fmt::format("chunk {}", StringOr(fields, "phase")), chunk, phase_.id, now_ns);
  span["events"] = std::exchange(events_, Json::array());
  span["droppedEventsCount"] = std::exchange(left_out_, 0);
  emit_(span);
}

/// One span stands for a step of all records of the chunk, which run side by side: it lies over the
/// chunk, and its attributes say what the step took.
void Trace::AddSteps(const Json& steps, const Open& chunk, std::int64_t end_ns) {
  for (const auto& [name, step] : steps.items()) {
    Open span{NewId(), chunk.start_ns};
    span.attributes = Attributes(step)
                          .Add("times", "assay.visits")
                          .Add("seconds", "assay.seconds_sum")
                          .Add("cpu_s", "assay.worker.cpu_seconds")
                          .Take();
    emit_(Span(fmt::format("step {}", name), span, chunk.id, end_ns));
  }
}

}  // namespace assay::pipeline
