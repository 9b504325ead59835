// SPDX-License-Identifier: Apache-2.0
//
// A server for tests: listens on 127.0.0.1 and does on each connection what a script says. It
// knows nothing of HTTP, so that it can break any of it.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace assay::acquire::internal {

/// The server's end of a connection. Nothing blocks for more than ten seconds.
class Peer {
 public:
  explicit Peer(int socket) : socket_(socket) {}

  /// Up to and with the next blank line; empty when the other side has closed.
  std::string ReadHead();
  /// False when the other side has closed.
  bool Write(std::string_view bytes);
  /// Reads until the other side has closed.
  void WaitForClose();

 private:
  int socket_;
  std::string ahead_;
};

/// Threads: one for each connection.
class TestServer {
 public:
  using Script = std::function<void(Peer&)>;

  /// The connection is closed when `script` returns.
  explicit TestServer(Script script);
  TestServer(const TestServer&) = delete;
  ~TestServer();  ///< cuts what is open, and waits for the scripts

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }
  [[nodiscard]] std::string Url(std::string_view path) const;  // "http://127.0.0.1:<port><path>"

 private:
  void Accept();

  Script script_;
  int listener_;
  int port_ = 0;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::vector<int> sockets_;          // under mutex_
  std::vector<std::thread> threads_;  // under mutex_
  std::thread acceptor_;
};

/// Answers every request of a connection with the same bytes.
TestServer::Script Always(std::string response);

/// "HTTP/1.1 200 OK", these header lines, Content-Length and the body.
std::string Ok(std::string_view body, std::string_view header_lines = "");

/// How a server may send a body, by zlib's numbers for it.
inline constexpr int kGzip = 31;
inline constexpr int kZlib = 15;
inline constexpr int kRaw = -15;
std::string Coded(std::string_view text, int format);

}  // namespace assay::acquire::internal
