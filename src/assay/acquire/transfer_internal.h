// SPDX-License-Identifier: Apache-2.0
//
// One exchange under way: a libcurl handle, and what it has given so far. Used again for the next
// one when it is over. It knows nothing of its neighbours.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "assay/acquire/content_coding.h"
#include "assay/acquire/fetcher.h"
#include "assay/acquire/head_reader_internal.h"
#include "assay/acquire/request_internal.h"

struct curl_slist;

namespace assay::acquire::internal {

class Transfer {
 public:
  /// `options` outlive it.
  explicit Transfer(const FetcherOptions& options);
  Transfer(const Transfer&) = delete;
  ~Transfer();

  /// Makes the handle ready for this request.
  /// Errors:  kInvalidArgument when its address is none that can be asked; the request stays.
  Status Begin(Request& request);

  /// Also teaches libcurl the fixed names of the options, for all handles beside this one.
  void TeachNames(curl_slist* names);

  /// After the handle has come to its end with a CURLcode: ready for Begin again.
  Exchange End(int curl_code, Fetcher::OnDone& on_done);

  [[nodiscard]] void* handle() const { return handle_; }

  // What libcurl calls while it works. False: the exchange ends there.
  bool TakeHeaderLine(std::string_view line);
  bool TakeBody(ByteView piece);
  void TakeRequest(std::string_view text);
  [[nodiscard]] bool MayConnect(const sockaddr& address);
  [[nodiscard]] bool MaySend();

 private:
  /// Why we ended it ourselves.
  enum class Stop : std::uint8_t { kNone, kNoPermit, kHeadLength, kLength, kRefused, kUnanswered };

  void SetUp();
  Status SetAddress(const std::string& url);
  void SetValidators(const Validators& validators);
  bool TakeHead();
  void ReserveBody();
  void Judge(int curl_code);
  void JudgeStop();
  void JudgeFailure(int curl_code);
  void TakeContent();

  const FetcherOptions& options_;
  void* handle_;
  void* address_;
  curl_slist* fields_ = nullptr;       ///< of every request
  curl_slist* conditional_ = nullptr;  ///< of this one, when it has validators
  std::string error_;                  ///< libcurl writes here
  std::optional<Request> request_;
  Exchange exchange_;
  HeadReader head_;
  std::optional<ContentDecoder> decoder_;
  Stop stop_ = Stop::kNone;
  int sends_ = 0;  ///< how often libcurl was about to send the request
  std::string refused_address_;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace assay::acquire::internal
