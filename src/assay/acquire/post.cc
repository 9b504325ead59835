// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/post.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "assay/acquire/web_url.h"

namespace assay::acquire {
namespace {

constexpr std::size_t kBody_bytes = 64U << 10U;
/// Of those who ask for more nobody waits: what they would be told is dropped first.
constexpr curl_off_t kMostWait_s = 30;

struct FreeHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// Every option here is one that this libcurl has, so what remains is memory.
template <typename Value>
void Set(CURL* handle, CURLoption option, Value value) {
  ASSAY_CHECK((curl_easy_setopt)(handle, option, value) == CURLE_OK);
}

std::size_t OnBody(char* bytes, std::size_t, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  body.append(bytes, std::min(count, kBody_bytes - body.size()));
  return count;
}

/// What a transfer under way looks at, about every second.
struct Watch {
  const std::atomic<bool>* give_up;
};

int OnProgress(void* watch, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<Watch*>(watch)->give_up ? 1 : 0;
}

using Headers = std::unique_ptr<curl_slist, FreeList>;

Headers HeadersOf(const PostRequest& request) {
  Headers list(curl_slist_append(nullptr, "Content-Type: application/json"));
  // "Expect" would cost a round trip, "Accept" says nothing.
  ASSAY_CHECK(list && curl_slist_append(list.get(), "Expect:") != nullptr);
  for (const std::string& header : request.headers)
    ASSAY_CHECK(curl_slist_append(list.get(), header.c_str()) != nullptr);
  return list;
}

void SetUp(CURL* handle, const PostRequest& request) {
  Set(handle, CURLOPT_URL, request.url.c_str());
  Set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  Set(handle, CURLOPT_USERAGENT, "assay");
  Set(handle, CURLOPT_POSTFIELDS, request.body.data());
  Set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  Set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  Set(handle, CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  Set(handle, CURLOPT_NOSIGNAL, 1L);
  Set(handle, CURLOPT_QUICK_EXIT, 1L);  // a name server that hangs is not waited for
  Set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  Set(handle, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  Set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  Set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (request.ca_file.empty()) return;
  Set(handle, CURLOPT_CAINFO, request.ca_file.c_str());
  Set(handle, CURLOPT_CAPATH, nullptr);  // these and no others
}

}  // namespace

std::string PostAnswer::ToText() const {
  return status > 0 ? fmt::format("status {}", status) : problem;
}

PostAnswer Post(const PostRequest& request, const std::atomic<bool>* give_up) {
  static std::once_flag begun;
  std::call_once(begun, [] { ASSAY_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
  const std::unique_ptr<CURL, FreeHandle> owner(curl_easy_init());
  CURL* handle = owner.get();
  ASSAY_CHECK(handle != nullptr);
  const Headers headers = HeadersOf(request);
  SetUp(handle, request);
  PostAnswer answer;
  Watch watch{give_up};
  Set(handle, CURLOPT_HTTPHEADER, headers.get());
  Set(handle, CURLOPT_WRITEFUNCTION, &OnBody);
  Set(handle, CURLOPT_WRITEDATA, &answer.body);
  if (give_up != nullptr) {
    Set(handle, CURLOPT_NOPROGRESS, 0L);
    Set(handle, CURLOPT_XFERINFOFUNCTION, &OnProgress);
    Set(handle, CURLOPT_XFERINFODATA, &watch);
  }
  const CURLcode code = curl_easy_perform(handle);
  if (code != CURLE_OK) {
    answer.problem = curl_easy_strerror(code);
    return answer;
  }
  long status = 0;
  curl_off_t wait_s = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &wait_s);
  answer.status = static_cast<int>(status);
  if (wait_s > 0) answer.retry_after = std::chrono::seconds(std::min(wait_s, kMostWait_s));
  return answer;
}

Result<std::string> TellableAddress(std::string_view url) {
  const auto parsed = WebUrl::Parse(url);
  if (!parsed.ok())
    return Error{ErrorCode::kInvalidArgument, "it is no http or https address without a user"};
  return parsed.value().Origin();
}

Status CheckHeader(std::string_view line) {
  const std::size_t colon = line.find(':');
  const auto is_token = [](char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' ||
           c == '_' || c == '.';
  };
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
  if (colon == std::string_view::npos || colon == 0 ||
      !std::ranges::all_of(line.substr(0, colon), is_token) ||
      std::ranges::any_of(line, is_control))
    return Error{ErrorCode::kInvalidArgument, "a header is a name and a value on one line"};
  return Done{};
}

}  // namespace assay::acquire
