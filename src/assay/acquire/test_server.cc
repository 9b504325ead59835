// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cstddef>
#include <utility>

#include "assay/acquire/test_server_internal.h"
#include "assay/core/result.h"

namespace assay::acquire::internal {
namespace {

constexpr timeval kPatience = {.tv_sec = 10, .tv_usec = 0};

}  // namespace

std::string Peer::ReadHead() {
  std::array<char, 4096> block;
  std::size_t end = ahead_.find("\r\n\r\n");
  while (end == std::string::npos) {
    const ssize_t count = recv(socket_, block.data(), block.size(), 0);
    if (count <= 0) return "";
    ahead_.append(block.data(), static_cast<std::size_t>(count));
    end = ahead_.find("\r\n\r\n");
  }
  std::string head = ahead_.substr(0, end + 4);
  ahead_.erase(0, end + 4);
  return head;
}

bool Peer::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void Peer::WaitForClose() {
  std::array<char, 4096> block;
  while (recv(socket_, block.data(), block.size(), 0) > 0) {
  }
}

TestServer::TestServer(Script script)
    : script_(std::move(script)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t bytes = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  ASSAY_CHECK(bind(listener_, generic, bytes) == 0 && listen(listener_, SOMAXCONN) == 0 &&
              getsockname(listener_, generic, &bytes) == 0);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

TestServer::~TestServer() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
  for (const int socket : sockets_) close(socket);
  close(listener_);
}

/// Sockets stay open, though shut down, until the end: a number that is used again would be cut
/// for another's sake.
void TestServer::Accept() {
  for (;;) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
    ++connections_;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket] {
      Peer peer(socket);
      script_(peer);
      shutdown(socket, SHUT_RDWR);
    });
  }
}

std::string TestServer::Url(std::string_view path) const {
  return fmt::format("http://127.0.0.1:{}{}", port_, path);
}

TestServer::Script Always(std::string response) {
  return [response = std::move(response)](Peer& peer) {
    while (!peer.ReadHead().empty()) {
      if (!peer.Write(response)) return;
    }
  };
}

std::string Ok(std::string_view body, std::string_view header_lines) {
  return fmt::format("HTTP/1.1 200 OK\r\n{}Content-Length: {}\r\n\r\n{}", header_lines, body.size(),
                     body);
}

std::string Coded(std::string_view text, int format) {
  z_stream stream{};
  ASSAY_CHECK(deflateInit2(&stream, 9, Z_DEFLATED, format, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string copy(text);
  std::string coded(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(copy.data());
  stream.avail_in = static_cast<uInt>(copy.size());
  stream.next_out = reinterpret_cast<Bytef*>(coded.data());
  stream.avail_out = static_cast<uInt>(coded.size());
  ASSAY_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  coded.resize(stream.total_out);
  deflateEnd(&stream);
  return coded;
}

}  // namespace assay::acquire::internal
