// SPDX-License-Identifier: Apache-2.0
//
// What a data set says of a picture that is not about rights: its label, caption, split and boxes.
// They are facts like all others, travel with the record, and no policy weighs them.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"
#include "assay/core/json.h"

namespace assay::pipeline {

/// A part of an upright picture.
struct BoxNote {
  double left_px = 0;
  double top_px = 0;
  double right_px = 0;
  double bottom_px = 0;
  Json says = Json::object();  ///< what stands beside the coordinates: {"label": "cat"}
};

struct SampleNotes {
  std::string label;
  std::string caption;
  std::string split;
  std::vector<BoxNote> boxes;
  std::string problem;  ///< the name of the fact that is malformed; empty: none
};

/// Facts "sample.label", "sample.caption", "sample.split" and "sample.boxes" from the columns that
/// `meanings` names (ManifestSpec::columns). Boxes are JSON: a list of [left, top, right, bottom],
/// or of objects that hold such a list as "box". `source` is the evidence's: "manifest:<row>".
std::vector<Fact> SampleFacts(const std::map<std::string, std::string, std::less<>>& meanings,
                              const std::map<std::string, std::string>& columns,
                              std::string_view source);

/// What SampleFacts stated.
SampleNotes NotesOf(std::span<const Fact> facts);

/// Where boxes lie on a picture that was made of another, in the order of `boxes`, as
/// {"box": [left, top, right, bottom], …}; those of which nothing is left are not there. `made` is
/// the answer to channel::Op::kTransform, `wish` what was asked for.
Json BoxesOn(const Json& made, const Json& wish, std::span<const BoxNote> boxes);

}  // namespace assay::pipeline
