// SPDX-License-Identifier: Apache-2.0
#include "assay/core/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace assay {

Digest HmacSha256(std::string_view key, std::string_view text) {
  const ByteView bytes = AsBytes(text);
  Digest code;
  unsigned int length = 0;
  ASSAY_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes.data(),
                   bytes.size(), code.bytes.data(), &length) != nullptr &&
              length == code.bytes.size());
  return code;
}

}  // namespace assay
