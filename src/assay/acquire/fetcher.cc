// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/fetcher.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

#include "assay/acquire/lanes_internal.h"
#include "assay/acquire/transfer_internal.h"

namespace assay::acquire {
namespace {

using internal::Request;
using internal::Transfer;

Error Invalid(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

/// Who asks says who it is and where it can be reached: "AssayBot/1.0 (+https://example.org/bot)".
Status CheckUserAgent(std::string_view agent) {
  const Error wrong =
      Invalid(fmt::format("'{}' names no product and contact, as in \"AssayBot/1.0 (+https://"
                          "contact.example/bot)\"",
                          ToPrintable(agent)));
  const auto is_token = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  const auto is_visible = [](char c) { return c >= ' ' && c < '\x7f'; };
  const std::size_t slash = agent.find('/');
  const std::size_t contact = agent.find(" (+");
  if (slash == 0 || contact == std::string_view::npos || slash + 1 >= contact ||
      !agent.ends_with(')') || !std::ranges::all_of(agent.substr(0, slash), is_token) ||
      !std::ranges::all_of(agent, is_visible))
    return wrong;
  std::string_view where = agent.substr(contact + 3);
  where.remove_suffix(1);
  for (const std::string_view scheme : {"https://", "http://", "mailto:"}) {
    if (where.starts_with(scheme) && where.size() > scheme.size()) return Done{};
  }
  return wrong;
}

/// "host:port:address": libcurl ignores what it cannot read, or worse, takes names out.
Status CheckResolve(const std::string& entry) {
  const Error wrong = Invalid(fmt::format("'{}' is no host:port:address", ToPrintable(entry)));
  const std::size_t first = entry.find(':');
  const std::size_t second = entry.find(':', first == std::string::npos ? first : first + 1);
  if (second == std::string::npos) return wrong;
  const std::string_view host = std::string_view(entry).substr(0, first);
  const std::string_view port = std::string_view(entry).substr(first + 1, second - first - 1);
  const std::string_view address = std::string_view(entry).substr(second + 1);
  constexpr std::string_view kHost =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-*";
  const bool is_host = !host.empty() && host.front() != '-' &&
                       host.find_first_not_of(kHost) == std::string_view::npos;
  std::uint16_t number = 0;
  const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), number);
  const bool is_port = problem == std::errc() && end == port.data() + port.size() && number > 0;
  const bool is_address =
      !address.empty() &&
      address.find_first_not_of("0123456789abcdefABCDEF.:[],") == std::string_view::npos;
  if (!is_host || !is_port || !is_address) return wrong;
  return Done{};
}

Status StartLibcurl() {
  static std::once_flag once;
  static CURLcode started = CURLE_OK;
  std::call_once(once, [] { started = curl_global_init(CURL_GLOBAL_DEFAULT); });
  const bool has_tls = (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_SSL) != 0;
  if (started == CURLE_OK && has_tls) return Done{};
  return Error{ErrorCode::kUnavailable, "this libcurl has no TLS or does not start"};
}

Status Checked(CURLMcode code) {
  if (code == CURLM_OK) return Done{};
  return Error{ErrorCode::kUnavailable, fmt::format("libcurl: {}", curl_multi_strerror(code))};
}

}  // namespace

struct Fetcher::State {
  FetcherOptions options;
  CURLM* multi = nullptr;
  curl_slist* names = nullptr;  ///< options.resolve, until a transfer has taught them
  bool names_are_taught = false;
  std::vector<std::unique_ptr<Transfer>> transfers;
  std::vector<Transfer*> idle;
  internal::Lanes lanes;
  bool is_stepping = false;

  explicit State(FetcherOptions given);
  State(const State&) = delete;
  ~State();

  Transfer* IdleTransfer();
  [[nodiscard]] std::size_t in_flight() const { return lanes.waiting() + lanes.under_way(); }
  std::size_t StartWaiting();
  Status StartOne(Request& request);
  std::size_t Deliver();
  Status Work(std::chrono::milliseconds wait);
};

Fetcher::State::State(FetcherOptions given)
    : options(std::move(given)),
      multi(curl_multi_init()),
      lanes(options.connections, options.connections_per_host) {
  ASSAY_CHECK(multi != nullptr);
  const auto most = static_cast<long>(options.connections);
  curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, most);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, most);
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS,
                    static_cast<long>(options.connections_per_host));
  for (const std::string& entry : options.resolve) names = curl_slist_append(names, entry.c_str());
}

Fetcher::State::~State() {
  for (const auto& transfer : transfers) curl_multi_remove_handle(multi, transfer->handle());
  transfers.clear();
  curl_multi_cleanup(multi);
  curl_slist_free_all(names);
}

Transfer* Fetcher::State::IdleTransfer() {
  if (idle.empty()) {
    transfers.push_back(std::make_unique<Transfer>(options));
    idle.push_back(transfers.back().get());
  }
  Transfer* transfer = idle.back();
  idle.pop_back();
  return transfer;
}

/// Hands what may go out to libcurl; the count of those that ended instead.
std::size_t Fetcher::State::StartWaiting() {
  std::size_t ended = 0;
  for (std::size_t left = lanes.waiting(); left > 0; --left) {
    auto request = lanes.Next();
    if (!request) break;
    const Status begun = StartOne(*request);
    if (begun.ok()) continue;
    ++ended;
    lanes.Done(request->url());
    request->on_done(internal::Refused(*request, begun.error().what));
  }
  return ended;
}

/// Errors:  when nothing may be sent; the request stays.
Status Fetcher::State::StartOne(Request& request) {
  if (!request.IsPermitted()) return Error{ErrorCode::kDenied, "the permit no longer holds"};
  Transfer* transfer = IdleTransfer();
  if (Status begun = transfer->Begin(request); !begun.ok()) {
    idle.push_back(transfer);
    return begun;
  }
  // Names that are taught stay: libcurl works through its handles in the order they were added.
  if (!std::exchange(names_are_taught, true)) transfer->TeachNames(names);
  ASSAY_CHECK(curl_multi_add_handle(multi, transfer->handle()) == CURLM_OK);
  return Done{};
}

/// Tells the callers what is done, and how much that was.
std::size_t Fetcher::State::Deliver() {
  std::size_t delivered = 0;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* handle = message->easy_handle;
    const CURLcode code = message->data.result;
    void* owner = nullptr;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &owner);
    OnDone on_done;
    auto* transfer = static_cast<Transfer*>(owner);
    Exchange exchange = transfer->End(code, on_done);
    curl_multi_remove_handle(multi, handle);
    idle.push_back(transfer);
    lanes.Done(exchange.url);
    ++delivered;
    on_done(std::move(exchange));
  }
  return delivered;
}

Status Fetcher::State::Work(std::chrono::milliseconds wait) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kLongest = std::chrono::hours{1};
  const auto until = Clock::now() + std::min(wait, kLongest);
  for (;;) {
    const std::size_t ended = StartWaiting();
    int running = 0;
    ASSAY_TRY(Checked(curl_multi_perform(multi, &running)));
    if (ended + Deliver() > 0 || in_flight() == 0) return Done{};
    if (lanes.has_next()) continue;  // started by a callback: it does not wait for other answers
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return Done{};
    ASSAY_TRY(Checked(curl_multi_poll(multi, nullptr, 0, static_cast<int>(left.count()), nullptr)));
  }
}

Result<Fetcher> Fetcher::Make(FetcherOptions options) {
  ASSAY_TRY(CheckUserAgent(options.user_agent));
  for (const std::string& entry : options.resolve) ASSAY_TRY(CheckResolve(entry));
  ASSAY_TRY(StartLibcurl());
  return Fetcher(std::make_unique<State>(std::move(options)));
}

Fetcher::Fetcher(std::unique_ptr<State> state) : state_(std::move(state)) {}
Fetcher::Fetcher(Fetcher&&) noexcept = default;
Fetcher& Fetcher::operator=(Fetcher&&) noexcept = default;
Fetcher::~Fetcher() = default;

void Fetcher::Start(policy::Permit permit, Validators validators, OnHead on_head, OnDone on_done) {
  ASSAY_CHECK(on_done != nullptr);
  state_->lanes.Add(
      {std::move(permit), std::move(validators), std::move(on_head), std::move(on_done)});
}

void Fetcher::Start(policy::PermitProbe permit, OnDone on_done) {
  ASSAY_CHECK(on_done != nullptr);
  state_->lanes.Add({std::move(permit), {}, nullptr, std::move(on_done)});
}

std::size_t Fetcher::in_flight() const { return state_->in_flight(); }

Status Fetcher::Step(std::chrono::milliseconds wait) {
  ASSAY_CHECK(!std::exchange(state_->is_stepping, true));
  Status done = state_->Work(wait);
  state_->is_stepping = false;
  return done;
}

}  // namespace assay::acquire
