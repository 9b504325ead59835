// SPDX-License-Identifier: Apache-2.0
//
// One reader for each format. All share one contract: fill the draft from draft.file, metadata
// first; ask draft.Admit before allocating for pixels; decode frame 0 as stored (unoriented, in its
// own colours) into draft.picture.image; refuse or repair where the bytes ask for it.
#pragma once

#include "assay/codec/draft_internal.h"

namespace assay::codec {

void ReadJpeg(Draft& draft);
void ReadPng(Draft& draft);
void ReadWebp(Draft& draft);
void ReadGif(Draft& draft);
void ReadTiff(Draft& draft);
void ReadBmp(Draft& draft);
void ReadHeif(Draft& draft);
void ReadJxl(Draft& draft);

/// What those libraries would open or ask the kernel at their first use.
void WarmUpTiff();
void WarmUpHeif();

}  // namespace assay::codec
