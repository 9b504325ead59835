// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <thread>
#include <utility>

#include "assay/acquire/content_coding.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/crew.h"
#include "assay/pipeline/inspect.h"
#include "assay/pipeline/licence_document.h"
#include "assay/pipeline/origin_terms.h"
#include "assay/pipeline/page_readers_internal.h"

namespace assay::pipeline::internal {
namespace {

std::size_t Threads() { return std::max(1U, std::thread::hardware_concurrency()); }

/// A sitemap may be a gzip file. Source: sitemaps.org/protocol.html.
Result<Json> ReadSitemap(Inspector& inspector, ByteView payload) {
  const Json arguments = {{"kind", "sitemap"}};
  if (!acquire::IsGzip(payload)) return inspector.Read(channel::Op::kXml, payload, arguments);
  ASSAY_LET(const Bytes unpacked, acquire::UnpackGzip(payload, {}));
  return inspector.Read(channel::Op::kXml, unpacked, arguments);
}

Read ReadContent(Inspector& inspector, Reading& reading, const Json& selectors) {
  const bool is_page = reading.kind != "sitemap";
  Json arguments;
  if (is_page) {
    const std::string_view type = reading.exchange.head.Header("content-type");
    const std::size_t at = ToLowerAscii(type).find("charset=");
    arguments = {{"url", reading.row.url}};
    if (!selectors.empty()) arguments["products"] = selectors;
    if (at != std::string::npos) {
      std::string_view charset = type.substr(at + 8);
      charset = charset.substr(0, charset.find_first_of("; \""));
      arguments["charset"] = ToPrintable(charset);
    }
  }
  auto answer = is_page ? inspector.Read(channel::Op::kPage, reading.exchange.payload(), arguments)
                        : ReadSitemap(inspector, reading.exchange.payload());
  Read read{std::move(reading), std::move(answer)};
  if (!read.answer.ok()) return read;
  Json& said = read.answer.value();
  // A capture is evidence, not a place to go on from.
  const bool leads_on = read.reading.kind != "capture";
  if (leads_on) read.found = LinksOf(said, read.reading.kind);
  if (is_page && leads_on) read.terms = TermsLinkOf(said);
  if (is_page) ReadScripts(inspector, said);
  for (const char* taken : {"links", "entries", "jsonld", "rsl"}) said.erase(taken);
  return read;
}

}  // namespace

struct PageReaders::State {
  State(const std::filesystem::path& worker, Json selectors)
      : inspectors(Threads(),
                   [worker] {
                     InspectOptions options;
                     options.worker.program = worker;
                     return std::make_unique<Inspector>(std::move(options));
                   }),
        readings(inspectors, [wanted = std::move(selectors)](Inspector& inspector, Reading& one) {
          return ReadContent(inspector, one, wanted);
        }) {}

  Inspectors inspectors;
  InOrder<Inspector, Reading, Read> readings;
};

PageReaders::PageReaders(const std::filesystem::path& worker, Json selectors)
    : state_(std::make_unique<State>(worker, std::move(selectors))) {}
PageReaders::~PageReaders() = default;

bool PageReaders::full() const { return state_->readings.full(); }
bool PageReaders::empty() const { return state_->readings.empty(); }
void PageReaders::Push(Reading reading) { state_->readings.Push(std::move(reading)); }
Read PageReaders::Pop() { return state_->readings.Pop(); }

}  // namespace assay::pipeline::internal
