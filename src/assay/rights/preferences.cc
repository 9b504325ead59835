// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "assay/core/bytes.h"
#include "assay/rights/licence_lists_internal.h"
#include "assay/rights/structured_field.h"
#include "assay/rights/web_facts_internal.h"

namespace assay::rights {
namespace {

constexpr std::size_t kLlmsTxt_bytes = 1U << 20U;

/// The line around the first word of the list, or nothing.
std::string_view LineAbout(std::string_view text, const std::vector<std::string>& words) {
  const std::string lower = ToLowerAscii(text);
  for (std::size_t at = 0; at < lower.size();) {
    const std::size_t end =
        std::min(lower.find_first_not_of("abcdefghijklmnopqrstuvwxyz", at), lower.size());
    const auto word = std::string_view(lower).substr(at, end - at);
    if (!word.empty() && std::ranges::find(words, word) != words.end()) {
      const std::size_t begin = text.find_last_of("\r\n", at) + 1;  // npos + 1 is 0
      return Trim(text.substr(begin, text.find_first_of("\r\n", at) - begin));
    }
    at = end + 1;
  }
  return {};
}

}  // namespace

/// Labels of all drafts: a carrier does not show by which one it was written, so the table reads
/// "n" as widely as any of them and "y" as narrowly.
WebSignal ReadContentUsage(std::string_view value) {
  WebSignal signal;
  signal.protocol = "aipref";
  signal.value = Trim(value);
  const auto dictionary = ParseDictionary(value);
  signal.malformed = !dictionary;
  if (!dictionary) return signal;
  if (dictionary->repeated) signal.lints.emplace_back("repeated key");
  const Json& labels = SignalTable("aipref")["labels"];
  for (const DictionaryMember& member : dictionary->members) {
    if (!labels.contains(member.key))
      signal.lints.emplace_back("unknown label");
    else if (member.token != "y" && member.token != "n")
      signal.lints.emplace_back("unknown value");
    else
      signal.words.Restrict(RowWords(labels, member.key, member.token));
  }
  return signal;
}

WebSignal ReadContentSignal(std::string_view value) {
  WebSignal signal;
  signal.protocol = "content_signal";
  signal.value = Trim(value);
  const Json& keys = SignalTable("content_signal")["keys"];
  for (const std::string_view item : SplitList(value, ',')) {
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos) {
      signal.malformed = true;
      continue;
    }
    const std::string_view key = Trim(item.substr(0, equals));
    const std::string_view word = Trim(item.substr(equals + 1));
    const std::string lower_key = ToLowerAscii(key);
    const std::string lower_word = ToLowerAscii(word);
    if (lower_key != key || lower_word != word) signal.lints.emplace_back("upper case");
    if (!keys.contains(lower_key))
      signal.lints.emplace_back("unknown key");
    else if (!keys[lower_key].contains(lower_word))
      signal.lints.emplace_back("unknown value");
    else
      signal.words.Restrict(RowWords(keys, lower_key, lower_word));
  }
  return signal;
}

std::vector<Fact> FromLlmsTxt(std::string_view text, const WebContext& context) {
  Statements out(context.source, "origin");
  const auto words = Strings(SignalTable("llms_txt")["words"]);
  const std::string_view line = LineAbout(text.substr(0, kLlmsTxt_bytes), words);
  if (!line.empty()) {
    out.Add("rights.statement", FactState::kPresent,
            {{"kind", "usage_terms"}, {"text", ToUtf8(line, 512)}}, "llms.txt:", line);
  }
  return out.Take();
}

}  // namespace assay::rights
