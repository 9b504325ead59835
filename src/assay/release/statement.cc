// SPDX-License-Identifier: Apache-2.0
#include "assay/release/statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace assay::release {
namespace {

constexpr std::string_view kSchema = "assay.release/1";

Json FilesJson(const std::vector<FileEntry>& files) {
  Json json = Json::object();
  for (const FileEntry& file : files)
    json[file.path] = {{"bytes", file.bytes}, {"sha256", file.sha256.Hex()}};
  return json;
}

Json ParentsJson(const std::vector<Parent>& parents) {
  Json json = Json::array();
  for (const Parent& parent : parents)
    json.push_back({{"name", parent.name},
                    {"version", parent.version},
                    {"statement", parent.statement.Hex()}});
  return json;
}

/// Reads members and remembers that one was not what it has to be. Whatever else is wrong shows
/// when the statement is written again.
class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  [[nodiscard]] const Json& Of(const char* name, Json::value_t type) {
    static const Json kNothing;
    const bool has = json_.is_object() && json_.contains(name) && json_.at(name).type() == type;
    is_good_ = is_good_ && has;
    return has ? json_.at(name) : kNothing;
  }
  [[nodiscard]] std::string Text(const char* name) {
    const Json& found = Of(name, Json::value_t::string);
    return found.is_string() ? found.get<std::string>() : "";
  }
  [[nodiscard]] std::uint64_t Number(const char* name) {
    constexpr std::uint64_t kMost = 1ULL << 53U;  // what JSON holds exactly
    const Json& found = Of(name, Json::value_t::number_unsigned);
    const std::uint64_t number = found.is_number_unsigned() ? found.get<std::uint64_t>() : 0;
    is_good_ = is_good_ && number <= kMost;
    return number;
  }
  [[nodiscard]] Digest Hash(const char* name) {
    const auto digest = ParseDigest(Text(name));
    is_good_ = is_good_ && digest.ok();
    return digest.ok() ? digest.value() : Digest();
  }
  [[nodiscard]] bool is_good() const { return is_good_; }
  void Join(const Reader& other) { is_good_ = is_good_ && other.is_good_; }

 private:
  const Json& json_;
  bool is_good_ = true;
};

void ReadFiles(Reader& reader, Statement& statement) {
  for (const auto& [path, entry] : reader.Of("files", Json::value_t::object).items()) {
    Reader file(entry);
    statement.files.push_back({path, file.Number("bytes"), file.Hash("sha256")});
    reader.Join(file);
  }
}

void ReadParents(Reader& reader, Statement& statement) {
  for (const Json& entry : reader.Of("parents", Json::value_t::array)) {
    Reader parent(entry);
    statement.parents.push_back(
        {parent.Text("name"), parent.Text("version"), parent.Hash("statement")});
    reader.Join(parent);
  }
}

void ReadNested(Reader& reader, Statement& statement) {
  Reader use(reader.Of("use", Json::value_t::object));
  statement.use = {use.Text("purpose"), use.Text("jurisdiction"), use.Text("date")};
  Reader left_out(reader.Of("left_out", Json::value_t::object));
  statement.left_out = {left_out.Number("changed"), left_out.Number("withdrawn"),
                        left_out.Number("not_chosen")};
  Reader content(reader.Of("content", Json::value_t::object));
  statement.content_files = content.Number("files");
  statement.content_bytes = content.Number("bytes");
  Reader ledger(reader.Of("ledger", Json::value_t::object));
  statement.ledger_origin = ledger.Text("origin");
  statement.ledger_vkey = ledger.Text("vkey");
  statement.ledger_leaf = ledger.Number("leaf");
  for (const Reader* nested : {&use, &left_out, &content, &ledger}) reader.Join(*nested);
}

bool HasGoodNames(const Statement& statement) {
  return IsReleaseName(statement.name) && IsReleaseVersion(statement.version) &&
         std::ranges::all_of(statement.files, [](const FileEntry& file) {
           return IsDocument(file.path) && file.path != kStatementFile &&
                  file.path != kSignatureFile;
         });
}

}  // namespace

std::string TextOf(const Statement& statement) {
  const Json json = {
      {"schema", kSchema},
      {"name", statement.name},
      {"version", statement.version},
      {"parents", ParentsJson(statement.parents)},
      {"root", statement.root.Hex()},
      {"salt", statement.salt.Hex()},
      {"count", statement.count},
      {"use",
       {{"purpose", statement.use.purpose},
        {"jurisdiction", statement.use.jurisdiction},
        {"date", statement.use.date}}},
      {"policy", statement.policy},
      {"plan", statement.plan},
      {"audit", statement.audit},
      {"left_out",
       {{"changed", statement.left_out.changed},
        {"withdrawn", statement.left_out.withdrawn},
        {"not_chosen", statement.left_out.not_chosen}}},
      {"files", FilesJson(statement.files)},
      {"content", {{"files", statement.content_files}, {"bytes", statement.content_bytes}}},
      {"ledger",
       {{"origin", statement.ledger_origin},
        {"vkey", statement.ledger_vkey},
        {"leaf", statement.ledger_leaf}}},
      {"versions", statement.versions}};
  return assay::Canonical(json) + "\n";
}

Result<Statement> ParseStatement(std::string_view text) {
  ASSAY_LET(const Json json, ParseJson(text));
  const std::string schema = StringOr(json, "schema");
  if (schema != kSchema && schema.starts_with("assay.release/"))
    return Error{ErrorCode::kUnsupported,
                 fmt::format("a release of schema {}: use a newer assay", ToPrintable(schema))};
  Reader reader(json);
  Statement statement;
  statement.name = reader.Text("name");
  statement.version = reader.Text("version");
  ReadParents(reader, statement);
  statement.root = reader.Hash("root");
  statement.salt = reader.Hash("salt");
  statement.count = reader.Number("count");
  statement.policy = reader.Text("policy");
  statement.plan = reader.Text("plan");
  statement.audit = reader.Text("audit");
  ReadFiles(reader, statement);
  ReadNested(reader, statement);
  statement.versions = reader.Of("versions", Json::value_t::object);
  if (!reader.is_good() || !HasGoodNames(statement) || TextOf(statement) != text)
    return Error{ErrorCode::kCorrupt, "release.json is not what a release says of itself"};
  return statement;
}

bool IsDocument(std::string_view path) {
  return path == kStatementFile || path == kSignatureFile || path == kManifestFile ||
         path == kSumsFile || path == kAttributionFile;
}

bool IsReleaseName(std::string_view text) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789._-";
  return !text.empty() && text.size() <= 64 &&
         text.find_first_not_of(kLetters) == std::string_view::npos &&
         std::string_view("._-").find(text.front()) == std::string_view::npos;
}

bool IsReleaseVersion(std::string_view text) {
  for (int numbers = 0;; ++numbers) {
    const std::string_view number = text.substr(0, text.find('.'));
    const bool is_plain = !number.empty() && number.size() <= 9 &&
                          number.find_first_not_of("0123456789") == std::string_view::npos &&
                          (number == "0" || number.front() != '0');
    if (!is_plain || numbers > 2) return false;
    if (number.size() == text.size()) return numbers == 2;
    text.remove_prefix(number.size() + 1);
  }
}

}  // namespace assay::release
