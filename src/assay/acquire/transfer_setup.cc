// SPDX-License-Identifier: Apache-2.0
//
// How libcurl is set: once for what holds for every request, then little for each.
#include <curl/curl.h>
#include <strings.h>

#include <algorithm>
#include <utility>

#include "assay/acquire/transfer_internal.h"

namespace assay::acquire::internal {
namespace {

/// Every option here is one that this libcurl has, so what remains is memory.
template <typename Value>
void Set(CURL* handle, CURLoption option, Value value) {
  ASSAY_CHECK((curl_easy_setopt)(handle, option, value) == CURLE_OK);
}

long Milliseconds(std::chrono::milliseconds time) { return static_cast<long>(time.count()); }

curl_slist* Appended(curl_slist* list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list, line.c_str());
  ASSAY_CHECK(longer != nullptr);
  return longer;
}

// ---- what libcurl calls ----

std::size_t OnHeader(char* bytes, std::size_t, std::size_t count, void* transfer) {
  return static_cast<Transfer*>(transfer)->TakeHeaderLine({bytes, count}) ? count : 0;
}

std::size_t OnBody(char* bytes, std::size_t, std::size_t count, void* transfer) {
  // 0 would pass for "all taken" of an empty piece.
  return static_cast<Transfer*>(transfer)->TakeBody(AsBytes({bytes, count})) ? count
                                                                             : CURL_WRITEFUNC_ERROR;
}

int OnDebug(CURL*, curl_infotype kind, char* bytes, std::size_t count, void* transfer) {
  if (kind == CURLINFO_HEADER_OUT) static_cast<Transfer*>(transfer)->TakeRequest({bytes, count});
  return 0;
}

curl_socket_t OnSocket(void* transfer, curlsocktype, curl_sockaddr* to) {
  if (!static_cast<Transfer*>(transfer)->MayConnect(to->addr)) return CURL_SOCKET_BAD;
  return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

int OnConnected(void* transfer, char*, char*, int, int) {
  return static_cast<Transfer*>(transfer)->MaySend() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

/// libcurl forgives blanks, one slash or three, and a scheme that is missing; a permit names what
/// it is for exactly.
bool IsPlain(std::string_view url) {
  const auto is_visible = [](char c) { return c > ' ' && c < '\x7f'; };
  const std::size_t scheme_bytes = url.find("://");
  if (scheme_bytes == std::string_view::npos || !std::ranges::all_of(url, is_visible)) return false;
  const std::string scheme = ToLowerAscii(url.substr(0, scheme_bytes));
  const std::string_view rest = url.substr(scheme_bytes + 3);
  return (scheme == "http" || scheme == "https") && !rest.empty() && rest.front() != '/';
}

/// A value that stays on its line.
bool IsOneLine(std::string_view value) {
  return !value.empty() &&
         std::ranges::none_of(value, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
}

}  // namespace

Transfer::Transfer(const FetcherOptions& options)
    : options_(options),
      handle_(curl_easy_init()),
      address_(curl_url()),
      error_(CURL_ERROR_SIZE, '\0'),
      head_(options.limits.head_bytes) {
  ASSAY_CHECK(handle_ != nullptr && address_ != nullptr);
  SetUp();
}

Transfer::~Transfer() {
  curl_easy_cleanup(handle_);
  curl_url_cleanup(static_cast<CURLU*>(address_));
  curl_slist_free_all(conditional_);
  curl_slist_free_all(fields_);
}

void Transfer::SetUp() {
  const FetchLimits& limits = options_.limits;
  fields_ = Appended(nullptr, "Accept-Encoding: gzip");
  Set(handle_, CURLOPT_PRIVATE, this);
  Set(handle_, CURLOPT_ERRORBUFFER, error_.data());
  Set(handle_, CURLOPT_USERAGENT, options_.user_agent.c_str());
  Set(handle_, CURLOPT_PROTOCOLS_STR, "http,https");
  Set(handle_, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
  Set(handle_, CURLOPT_HTTP_CONTENT_DECODING, 0L);
  Set(handle_, CURLOPT_FOLLOWLOCATION, 0L);
  Set(handle_, CURLOPT_PROXY, "");  // also none that the environment names
  Set(handle_, CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  Set(handle_, CURLOPT_NOSIGNAL, 1L);
  Set(handle_, CURLOPT_BUFFERSIZE, 64L << 10);

  Set(handle_, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  Set(handle_, CURLOPT_SSL_VERIFYPEER, 1L);
  Set(handle_, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options_.ca_file.empty()) {
    Set(handle_, CURLOPT_CAINFO, options_.ca_file.c_str());
    Set(handle_, CURLOPT_CAPATH, nullptr);  // these and no others
  }

  Set(handle_, CURLOPT_CONNECTTIMEOUT_MS, Milliseconds(limits.connect));
  Set(handle_, CURLOPT_TIMEOUT_MS, Milliseconds(limits.total));
  Set(handle_, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.stall.count()));
  Set(handle_, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(limits.stall_bytes_per_s));

  Set(handle_, CURLOPT_HEADERFUNCTION, &OnHeader);
  Set(handle_, CURLOPT_HEADERDATA, this);
  Set(handle_, CURLOPT_WRITEFUNCTION, &OnBody);
  Set(handle_, CURLOPT_WRITEDATA, this);
  Set(handle_, CURLOPT_OPENSOCKETFUNCTION, &OnSocket);
  Set(handle_, CURLOPT_OPENSOCKETDATA, this);
  Set(handle_, CURLOPT_PREREQFUNCTION, &OnConnected);
  Set(handle_, CURLOPT_PREREQDATA, this);
  // The one way to see the request as it was sent.
  Set(handle_, CURLOPT_VERBOSE, 1L);
  Set(handle_, CURLOPT_DEBUGFUNCTION, &OnDebug);
  Set(handle_, CURLOPT_DEBUGDATA, this);
}

void Transfer::TeachNames(curl_slist* names) { Set(handle_, CURLOPT_RESOLVE, names); }

/// Dot segments stay: what is asked for is what the permit says, letter by letter.
Status Transfer::SetAddress(const std::string& url) {
  auto* address = static_cast<CURLU*>(address_);
  curl_url_set(address, CURLUPART_URL, nullptr, 0);  // or the next could be relative to the last
  if (!IsPlain(url) || curl_url_set(address, CURLUPART_URL, url.c_str(),
                                    CURLU_DISALLOW_USER | CURLU_PATH_AS_IS) != CURLUE_OK)
    return Error{ErrorCode::kInvalidArgument, "no http address without a user and blanks"};
  Set(handle_, CURLOPT_CURLU, address);
  return Done{};
}

void Transfer::SetValidators(const Validators& validators) {
  curl_slist_free_all(std::exchange(conditional_, nullptr));
  const bool has_etag = IsOneLine(validators.etag);
  const bool has_date = IsOneLine(validators.last_modified);
  if (has_etag || has_date) {
    conditional_ = Appended(nullptr, fields_->data);
    if (has_etag) Appended(conditional_, "If-None-Match: " + validators.etag);
    if (has_date) Appended(conditional_, "If-Modified-Since: " + validators.last_modified);
  }
  Set(handle_, CURLOPT_HTTPHEADER, conditional_ == nullptr ? fields_ : conditional_);
}

Status Transfer::Begin(Request& request) {
  ASSAY_TRY(SetAddress(request.url()));
  SetValidators(request.validators);
  TeachNames(nullptr);
  error_.front() = '\0';
  head_ = HeadReader(options_.limits.head_bytes);
  stop_ = Stop::kNone;
  sends_ = 0;
  refused_address_.clear();
  exchange_.url = request.url();
  exchange_.started_at = std::chrono::system_clock::now();
  began_ = std::chrono::steady_clock::now();
  request_ = std::move(request);
  return Done{};
}

}  // namespace assay::acquire::internal
