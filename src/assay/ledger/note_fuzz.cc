// SPDX-License-Identifier: Apache-2.0
//
// A note, a checkpoint, a verifier key or a file name that is accepted has one spelling: writing it
// gives the same bytes back.
#include <cstddef>
#include <cstdint>

#include "assay/core/bytes.h"
#include "assay/ledger/layout_internal.h"
#include "assay/ledger/note_internal.h"

namespace assay::ledger {
namespace {

void CheckNoteSpelling(std::string_view text) {
  const auto note = ParseNote(text);
  if (!note.ok()) return;
  ASSAY_CHECK(Format(note.value()) == text);
  const auto checkpoint = ParseCheckpoint(note.value().text);
  if (checkpoint.ok()) ASSAY_CHECK(Format(checkpoint.value()) == note.value().text);
}

void CheckCheckpointSpelling(std::string_view text) {
  const auto checkpoint = ParseCheckpoint(text);
  if (checkpoint.ok()) ASSAY_CHECK(Format(checkpoint.value()) == text);
}

void CheckKeySpelling(std::string_view text) {
  const auto key = ParseVkey(text);
  if (key.ok()) ASSAY_CHECK(ToLowerAscii(Format(key.value())) == ToLowerAscii(text));
}

void CheckNameSpelling(std::string_view text) {
  const auto file = ParsePath(text);
  if (file) ASSAY_CHECK(PathOf(*file) == text);
}

}  // namespace
}  // namespace assay::ledger

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = assay::AsText({data, size});
  assay::ledger::CheckNoteSpelling(text);
  assay::ledger::CheckCheckpointSpelling(text);
  assay::ledger::CheckKeySpelling(text);
  assay::ledger::CheckNameSpelling(text);
  return 0;
}
