// SPDX-License-Identifier: Apache-2.0
//
// Pages and XML documents of the web -> what they say, as JSON that fits an answer. Lists that
// would not fit are cut, and the answer names them: nobody takes a part for the whole.
#pragma once

#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/worker/inspect.h"

namespace assay::worker {

/// A page: {"title", "lang", "encoding", "exact_encoding", "meta", "statements", "links", "jsonld",
/// "rsl", "products", "text", "malformed", "cut"}.
///
/// Shapes:  `arguments` as channel::Op::kPage says. meta: {attribute, name, content, place};
///          statements: {kind, value, scope, carrier, subject, place}; links: {tag, attribute,
///          address, url, rel, type, text, place, nofollow}, the url resolved and empty where there
///          is none; products: {sku, gtin, mpn, name, brand, url, image, price, price_raw,
///          price_low, price_high, currency, availability, condition, carrier, conflict} as
///          markup::Product has them, at most 1,000; "malformed" counts JSON-LD that is not JSON;
///          "cut" names what is not whole, "page" where the reader's own limits were reached.
/// Errors:  kInvalidArgument for arguments that nobody defined; kExhausted for a page over limits.
Result<Reply> DescribePage(ByteView bytes, const Json& arguments);

/// An XML document of the kind that the arguments name: "rsl" or "sitemap".
///
/// Shapes:  rsl: {"kind", "max_age_days", "contents", "cut"} as markup::RslDocument has them;
///          sitemap: {"kind", "is_index", "entries": [{address, last_modified, pictures}],
///          "left_out", "cut"}. A document that is not what it should be: {"kind", "malformed":
///          why}.
/// Errors:  kInvalidArgument as above.
Result<Reply> DescribeXml(ByteView bytes, const Json& arguments);

}  // namespace assay::worker
