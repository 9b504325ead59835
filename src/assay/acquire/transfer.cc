// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <utility>

#include "assay/acquire/transfer_internal.h"

namespace assay::acquire::internal {
namespace {

using rights::FetchFailure;

/// Grows by doubling, and never beyond what may come.
void Append(Bytes& bytes, ByteView piece, std::size_t limit_bytes) {
  const std::size_t needed = bytes.size() + piece.size();
  if (needed > bytes.capacity())
    bytes.reserve(std::max(needed, std::min(limit_bytes, 2 * bytes.capacity())));
  bytes.insert(bytes.end(), piece.begin(), piece.end());
}

std::string TextOf(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes =
      address.sa_family == AF_INET6
          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr)
          : &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  const char* made = inet_ntop(address.sa_family, bytes, text.data(), text.size());
  return made == nullptr ? "an address of an unknown kind" : made;
}

std::string_view ProtocolOf(CURL* handle) {
  long version = CURL_HTTP_VERSION_NONE;
  curl_easy_getinfo(handle, CURLINFO_HTTP_VERSION, &version);
  if (version == CURL_HTTP_VERSION_1_0) return "http/1.0";
  if (version == CURL_HTTP_VERSION_1_1) return "http/1.1";
  return version == CURL_HTTP_VERSION_2_0 ? "h2" : "";
}

std::string AddressOf(CURL* handle) {
  const char* address = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIMARY_IP, &address);
  return address == nullptr ? "" : address;
}

FetchFailure FailureOf(int curl_code) {
  switch (curl_code) {
    case CURLE_OK:
      return FetchFailure::kNone;
    case CURLE_COULDNT_RESOLVE_HOST:
      return FetchFailure::kName;
    case CURLE_OPERATION_TIMEDOUT:
      return FetchFailure::kTimeout;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return FetchFailure::kTls;
    case CURLE_PARTIAL_FILE:
      return FetchFailure::kCutBody;
    default:
      return FetchFailure::kConnect;
  }
}

}  // namespace

// ---- what comes in ----

bool Transfer::TakeHeaderLine(std::string_view line) {
  if (head_.state() == HeadState::kComplete) return true;  // behind a chunked body: no head's
  const HeadState state = head_.Add(line);
  if (state == HeadState::kTooLong) stop_ = Stop::kHeadLength;
  return state == HeadState::kComplete ? TakeHead() : stop_ == Stop::kNone;
}

bool Transfer::TakeHead() {
  exchange_.head = head_.Take();
  if (request_->on_head && !request_->on_head(exchange_.head)) {
    stop_ = Stop::kRefused;
    return false;
  }
  const Coding coding = CodingOf(exchange_.head.headers);
  if (coding == Coding::kGzip || coding == Coding::kDeflate)
    decoder_.emplace(coding,
                     DecodeLimits{options_.limits.decoded_bytes, options_.limits.decoded_ratio});
  return true;
}

/// What is announced is taken at its word up to a size that costs little when it is a lie.
void Transfer::ReserveBody() {
  constexpr curl_off_t kMost_bytes = 1 << 20;
  curl_off_t announced = -1;
  curl_easy_getinfo(handle_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
  if (announced > 0 && std::cmp_less_equal(announced, options_.limits.body_bytes))
    exchange_.body.reserve(static_cast<std::size_t>(std::min(announced, kMost_bytes)));
}

bool Transfer::TakeBody(ByteView piece) {
  const std::size_t limit_bytes = options_.limits.body_bytes;
  if (exchange_.body.empty()) ReserveBody();
  const ByteView taken = piece.first(std::min(piece.size(), limit_bytes - exchange_.body.size()));
  Append(exchange_.body, taken, limit_bytes);
  const bool is_bomb = decoder_ && decoder_->Add(taken) == Decoding::kTooLarge;
  if (is_bomb || taken.size() < piece.size()) stop_ = Stop::kLength;
  return stop_ == Stop::kNone;
}

/// One that did not fit into one packet comes in parts.
void Transfer::TakeRequest(std::string_view text) { exchange_.request += text; }

bool Transfer::MayConnect(const sockaddr& address) {
  if (options_.addresses.Permits(address)) return true;
  refused_address_ = TextOf(address);
  return false;
}

/// The last moment: it may have waited long for a connection. A second time comes when a kept
/// connection was closed under the request, and libcurl would send it again.
bool Transfer::MaySend() {
  if (++sends_ > 1 && !exchange_.request.empty()) stop_ = Stop::kUnanswered;
  if (!request_->IsPermitted()) stop_ = Stop::kNoPermit;
  return stop_ == Stop::kNone;
}

// ---- the end ----

Exchange Transfer::End(int curl_code, Fetcher::OnDone& on_done) {
  Judge(curl_code);
  TakeContent();
  exchange_.address = AddressOf(handle_);
  if (head_.state() == HeadState::kComplete) exchange_.protocol = ProtocolOf(handle_);
  exchange_.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - began_);
  on_done = std::move(request_->on_done);
  request_.reset();
  decoder_.reset();
  return std::exchange(exchange_, {});
}

void Transfer::Judge(int curl_code) {
  if (stop_ != Stop::kNone) return JudgeStop();
  if (curl_code != CURLE_OK) return JudgeFailure(curl_code);
  if (head_.state() == HeadState::kComplete) return;
  exchange_.failure = FetchFailure::kCutBody;
  exchange_.cut = Cut::kDisconnect;
  exchange_.problem = "the connection ended within the head";
}

void Transfer::JudgeStop() {
  switch (stop_) {
    case Stop::kNone:
      break;
    case Stop::kNoPermit:
      exchange_.failure = FetchFailure::kConnect;
      exchange_.problem = "the permit no longer holds";
      break;
    case Stop::kUnanswered:
      exchange_.failure = FetchFailure::kConnect;
      exchange_.problem = "the connection was closed without an answer";
      exchange_.is_unanswered = true;
      break;
    case Stop::kHeadLength:
      exchange_.failure = FetchFailure::kCutBody;
      exchange_.problem =
          fmt::format("the head is longer than {} bytes", options_.limits.head_bytes);
      exchange_.cut = Cut::kLength;
      break;
    case Stop::kLength:
      exchange_.cut = Cut::kLength;
      break;
    case Stop::kRefused:
      exchange_.cut = Cut::kRefused;
      break;
  }
}

void Transfer::JudgeFailure(int curl_code) {
  const auto* words = error_.c_str();
  if (*words == '\0') words = curl_easy_strerror(static_cast<CURLcode>(curl_code));
  exchange_.problem = ToPrintable(words);
  exchange_.failure = FailureOf(curl_code);
  if (curl_code == CURLE_COULDNT_CONNECT && !refused_address_.empty())
    exchange_.problem = fmt::format("{} is no public address", refused_address_);
  if (head_.state() == HeadState::kNothing) return;
  // libcurl has limits of its own for a line and for all lines, and no code for them but this one.
  const bool is_long = curl_code == CURLE_OUT_OF_MEMORY && head_.state() == HeadState::kOpen;
  if (is_long) {
    exchange_.problem = "the head is longer than libcurl takes";
    exchange_.failure = FetchFailure::kCutBody;
    exchange_.cut = Cut::kLength;
    return;
  }
  const bool is_late = exchange_.failure == FetchFailure::kTimeout;
  exchange_.cut = is_late ? Cut::kTime : Cut::kDisconnect;
  if (!is_late) exchange_.failure = FetchFailure::kCutBody;
}

/// What came, decoded. A stream that is damaged although all of the body is there was cut before
/// it was sent.
void Transfer::TakeContent() {
  if (!decoder_ || exchange_.body.empty()) return;
  exchange_.is_encoded = true;
  const Decoding decoding = decoder_->Finish();
  exchange_.content = decoder_->TakeContent();
  if (decoding != Decoding::kDamaged || exchange_.failure != FetchFailure::kNone ||
      exchange_.cut != Cut::kNone)
    return;
  exchange_.failure = FetchFailure::kCutBody;
  exchange_.problem = "the body is not what its Content-Encoding says, or ends early";
}

}  // namespace assay::acquire::internal
