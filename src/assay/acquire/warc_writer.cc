// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <memory>
#include <system_error>

#include "assay/acquire/fetcher.h"
#include "assay/acquire/warc.h"
#include "assay/acquire/warc_file_internal.h"
#include "assay/acquire/warc_text_internal.h"

namespace assay::acquire {
namespace {

namespace fs = std::filesystem;

constexpr int kNotModified = 304;
constexpr std::size_t kUrl_bytes = 64U << 10U;  // two of them, escaped, fit in a header
constexpr std::string_view kRequestType = "application/http;msgtype=request";
constexpr std::string_view kResponseType = "application/http;msgtype=response";
constexpr std::string_view kSamePayload =
    "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";
constexpr std::string_view kServerNotModified =
    "http://netpreserve.org/warc/1.1/revisit/server-not-modified";
constexpr std::string_view kStandard =
    "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/";
constexpr std::string_view kBlockEnd = "\r\n\r\n";

/// What a record is about and holds. Its block is `head` and then `body`.
struct Draft {
  std::string_view type;
  std::string id;
  std::string date;
  WarcFields more;  ///< fields that not every record has
  std::string_view content_type;
  std::string_view head;
  ByteView body;
};

std::string_view Name(rights::FetchFailure failure) {
  constexpr std::array<std::string_view, 7> kNames = {"none",    "name",     "connect",  "tls",
                                                      "timeout", "cut_body", "redirects"};
  return kNames.at(static_cast<std::size_t>(failure));
}

/// Why the body ends before its end; empty when it does not. Source: ISO 28500:2017, section 5.13.
std::string_view Truncation(const Exchange& exchange) {
  if (exchange.cut == Cut::kRefused) return "unspecified";
  if (exchange.cut != Cut::kNone) return acquire::Name(exchange.cut);
  switch (exchange.failure) {
    case rights::FetchFailure::kNone:
      return "";
    case rights::FetchFailure::kTimeout:
      return "time";
    case rights::FetchFailure::kConnect:
    case rights::FetchFailure::kCutBody:
      return "disconnect";
    default:
      return "unspecified";
  }
}

Status CheckUrl(std::string_view url) {
  if (!url.empty() && url.size() <= kUrl_bytes) return Done{};
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("a URL has {} bytes: 1 to {} can be kept", url.size(), kUrl_bytes)};
}

Status CheckDate(std::string_view date) {
  if (IsWarcDate(date)) return Done{};
  return Error{ErrorCode::kInvalidArgument, fmt::format("'{}' is no WARC-Date", ToPrintable(date))};
}

Status CheckExchange(const Exchange& exchange, const std::optional<Earlier>& earlier) {
  ASSAY_TRY(CheckUrl(exchange.url));
  if (earlier) {
    ASSAY_TRY(CheckUrl(earlier->url));
    ASSAY_TRY(CheckDate(earlier->date));
  }
  const bool is_same_payload = earlier && exchange.head.status != kNotModified;
  if (is_same_payload && !Truncation(exchange).empty())
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("a body that was cut equals no other: {}", ToPrintable(exchange.url))};
  return Done{};
}

/// The id of the warcinfo record that `file` begins with.
Result<std::string> WarcinfoOf(const fs::path& file) {
  std::string id;
  ASSAY_TRY(ReadWarcRecord(file, 0, [&id](const WarcRecord& record) -> Status {
    id = record.Header("WARC-Record-ID");
    if (record.Header("WARC-Type") == "warcinfo" && id.starts_with('<') && id.ends_with('>'))
      return Done{};
    return Error{ErrorCode::kCorrupt, "a WARC file of ours begins with no warcinfo record"};
  }));
  return id.substr(1, id.size() - 2);
}

/// The fields that all records of one exchange have.
WarcFields FieldsOf(const Exchange& exchange, std::string_view concurrent_to) {
  WarcFields fields;
  fields.Add("WARC-Target-URI", WarcUri(exchange.url));
  fields.Add("WARC-IP-Address", exchange.address);
  fields.Add("WARC-Protocol", exchange.protocol);
  fields.AddId("WARC-Concurrent-To", concurrent_to);
  return fields;
}

void AddRevisit(const Exchange& exchange, const std::optional<Earlier>& earlier, WarcFields& out) {
  const bool is_unmodified = exchange.head.status == kNotModified;
  out.Add("WARC-Profile", is_unmodified ? kServerNotModified : kSamePayload);
  if (earlier) {
    out.AddId("WARC-Refers-To", earlier->record);
    out.Add("WARC-Refers-To-Target-URI", WarcUri(earlier->url));
    out.Add("WARC-Refers-To-Date", earlier->date);
  }
  if (is_unmodified) return;
  out.Add("WARC-Payload-Digest", WarcDigest(Sha256(exchange.body)));
  out.Add("WARC-Truncated", "length");  // what ISO 28500:2017, section 6.7.2, wants said of it
}

/// A payload that was cut has no digest: nothing may be found identical with a part.
void AddResponse(const Exchange& exchange, WarcFields& out) {
  const std::string_view truncation = Truncation(exchange);
  out.Add("WARC-Truncated", truncation);
  if (truncation.empty()) out.Add("WARC-Payload-Digest", WarcDigest(Sha256(exchange.body)));
}

}  // namespace

struct WarcWriter::State {
  fs::path folder;
  WarcOptions options;
  std::unique_ptr<WarcFile> file;  ///< none until the first record comes
  std::string warcinfo;            ///< id of the first record in `file`
  std::uint64_t next_serial = 0;
  bool has_new_file = false;    ///< whose name is not yet on disk
  std::optional<Error> broken;  ///< what is on disk behind the last Sync is unknown

  Result<WarcPlace> Write(const Draft& draft);
  Status Begin(const std::string& date);
  Status MakeRoom(const std::string& date);
  Result<WarcPlace> AddFailure(const Exchange& exchange, const std::string& request_id);
  Result<WarcPlace> AddAnswer(const Exchange& exchange, const std::optional<Earlier>& earlier,
                              Draft draft);
  Result<WarcPlace> AddAll(const Exchange& exchange, const std::optional<Earlier>& earlier);
  Status SyncAll();

  [[nodiscard]] Status Usable() const {
    if (broken) return *broken;
    return Done{};
  }

  /// `done`, remembered when it failed.
  template <typename T>
  Result<T> Remember(Result<T> done) {
    if (!done.ok()) broken = done.error();
    return done;
  }
};

Result<WarcPlace> WarcWriter::State::Write(const Draft& draft) {
  Sha256Stream block;
  block.Add(AsBytes(draft.head));
  block.Add(draft.body);
  WarcFields first;
  first.Add("WARC-Type", draft.type);
  first.AddId("WARC-Record-ID", draft.id);
  first.Add("WARC-Date", draft.date);
  WarcFields last;
  if (draft.id != warcinfo) last.AddId("WARC-Warcinfo-ID", warcinfo);
  last.Add("WARC-Block-Digest", WarcDigest(block.Finish()));
  last.Add("Content-Type", draft.content_type);
  last.Add("Content-Length", fmt::format("{}", draft.head.size() + draft.body.size()));
  const std::string fields =
      fmt::format("{}\r\n{}{}{}\r\n", kWarcVersion, first.text(), draft.more.text(), last.text());
  WarcPlace place{file->name(), file->bytes(), 0, draft.id};
  ASSAY_TRY(file->Append({AsBytes(fields), AsBytes(draft.head), draft.body, AsBytes(kBlockEnd)}));
  place.bytes = file->bytes() - place.offset;
  return place;
}

/// A file begins when its first record comes, and is named after that record's date.
Status WarcWriter::State::Begin(const std::string& date) {
  ASSAY_LET(WarcFile created, WarcFile::Create(folder, WarcFileName(date, next_serial)));
  file = std::make_unique<WarcFile>(std::move(created));
  ++next_serial;
  has_new_file = true;
  warcinfo = NewRecordId();
  ASSAY_LET(const std::string block, FieldsBlock({{"software", options.software},
                                                  {"operator", options.operator_contact},
                                                  {"format", "WARC File Format 1.1"},
                                                  {"conformsTo", std::string(kStandard)}}));
  Draft draft{"warcinfo", warcinfo, date, {}, kWarcFieldsType, block, {}};
  draft.more.Add("WARC-Filename", file->name());
  ASSAY_TRY(Write(draft));
  return Done{};
}

Status WarcWriter::State::MakeRoom(const std::string& date) {
  if (file && file->bytes() < options.file_bytes) return Done{};
  if (file) ASSAY_TRY(file->Sync());  // Sync will only see the file that comes now
  return Begin(date);
}

Result<WarcPlace> WarcWriter::State::AddFailure(const Exchange& exchange,
                                                const std::string& request_id) {
  ASSAY_LET(const std::string block,
            FieldsBlock({{"failure", std::string(Name(exchange.failure))},
                         {"problem", exchange.problem},
                         {"fetchTimeMs", fmt::format("{}", exchange.took.count())}}));
  return Write({"metadata",
                NewRecordId(),
                WarcDate(exchange.started_at),
                FieldsOf(exchange, request_id),
                kWarcFieldsType,
                block,
                {}});
}

Result<WarcPlace> WarcWriter::State::AddAnswer(const Exchange& exchange,
                                               const std::optional<Earlier>& earlier, Draft draft) {
  const std::string head = ArchivedHead(exchange.head.text);
  draft.content_type = kResponseType;
  draft.head = head;
  if (earlier || exchange.head.status == kNotModified) {
    draft.type = "revisit";
    AddRevisit(exchange, earlier, draft.more);
  } else {
    draft.type = "response";
    draft.body = exchange.body;
    AddResponse(exchange, draft.more);
  }
  return Write(draft);
}

Result<WarcPlace> WarcWriter::State::AddAll(const Exchange& exchange,
                                            const std::optional<Earlier>& earlier) {
  const std::string date = WarcDate(exchange.started_at);
  ASSAY_TRY(MakeRoom(date));
  const bool was_answered = !exchange.head.text.empty();
  const std::string answer_id = was_answered ? NewRecordId() : "";
  std::string request_id;
  if (!exchange.request.empty()) {
    request_id = NewRecordId();
    const std::string head = ArchivedHead(exchange.request);
    ASSAY_TRY(Write(
        {"request", request_id, date, FieldsOf(exchange, answer_id), kRequestType, head, {}}));
  }
  if (!was_answered) return AddFailure(exchange, request_id);
  Draft draft;
  draft.id = answer_id;
  draft.date = date;
  draft.more = FieldsOf(exchange, request_id);
  return AddAnswer(exchange, earlier, std::move(draft));
}

Status WarcWriter::State::SyncAll() {
  if (!file) return Done{};
  ASSAY_TRY(file->Sync());
  if (has_new_file) ASSAY_TRY(SyncFolder(folder));
  has_new_file = false;
  return Done{};
}

WarcWriter::WarcWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
WarcWriter::WarcWriter(WarcWriter&&) noexcept = default;
WarcWriter& WarcWriter::operator=(WarcWriter&&) noexcept = default;
WarcWriter::~WarcWriter() = default;

Result<WarcWriter> WarcWriter::Open(fs::path folder, WarcOptions options, const WarcEnd& end) {
  const std::optional<std::uint64_t> serial = SerialOf(end.file);
  if (!serial && !end.file.empty())
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("'{}' is no WARC file of ours", ToPrintable(end.file))};
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return SystemError(error.value(), "creating", folder);
  auto state = std::make_unique<State>();
  if (serial) {
    ASSAY_LET(WarcFile last, WarcFile::Continue(folder, end));
    state->file = std::make_unique<WarcFile>(std::move(last));
    ASSAY_LET(state->warcinfo, WarcinfoOf(folder / end.file));
    state->next_serial = *serial + 1;
  }
  ASSAY_TRY(RemoveBehind(folder, end));
  if (serial) ASSAY_TRY(state->file->Cut());
  state->folder = std::move(folder);
  state->options = std::move(options);
  return WarcWriter(std::move(state));
}

Result<WarcPlace> WarcWriter::Add(const Exchange& exchange, const std::optional<Earlier>& earlier) {
  ASSAY_TRY(state_->Usable());
  ASSAY_TRY(CheckExchange(exchange, earlier));
  return state_->Remember(state_->AddAll(exchange, earlier));
}

Result<WarcPlace> WarcWriter::AddMetadata(
    const std::string& url, std::string_view date,
    const std::vector<std::pair<std::string, std::string>>& fields) {
  ASSAY_TRY(state_->Usable());
  ASSAY_TRY(CheckUrl(url));
  ASSAY_TRY(CheckDate(date));
  ASSAY_LET(const std::string block, FieldsBlock(fields));
  Draft draft{"metadata", NewRecordId(), std::string(date), {}, kWarcFieldsType, block, {}};
  draft.more.Add("WARC-Target-URI", WarcUri(url));
  ASSAY_TRY(state_->Remember(state_->MakeRoom(draft.date)));
  return state_->Remember(state_->Write(draft));
}

Result<WarcEnd> WarcWriter::Sync() {
  ASSAY_TRY(state_->Usable());
  ASSAY_TRY(state_->Remember(state_->SyncAll()));
  if (!state_->file) return WarcEnd{};
  return WarcEnd{state_->file->name(), state_->file->bytes()};
}

}  // namespace assay::acquire
