// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "assay/rights/licence_address.h"
#include "assay/rights/licence_print.h"
#include "assay/rights/licence_text.h"
#include "assay/rights/rights.h"

namespace assay::rights {
namespace {

constexpr std::array<std::string_view, 5> kTexts = {
    "(c) Carla Sato, CC BY-SA 3.0", "Copyright 2014 Ada Novak. All rights reserved.",
    "Licensed under the Creative Commons Attribution-NonCommercial 4.0 International License",
    "A cat sleeps on the warm bonnet of a parked car in the evening sun",
    "Photo: Bo Quist, Namensnennung - Weitergabe unter gleichen Bedingungen 3.0 Deutschland"};

void BM_ScanShortText(benchmark::State& state) {
  for (auto _ : state) {
    for (const std::string_view text : kTexts) benchmark::DoNotOptimize(ScanText(text));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kTexts.size()));
}
BENCHMARK(BM_ScanShortText);

/// Linear in the text, also where nothing but beginnings of names stand in it.
void BM_ScanHostileText(benchmark::State& state) {
  std::string text;
  while (text.size() < static_cast<std::size_t>(state.range(0)))
    text += "cc by no ai text and data ";
  for (auto _ : state) benchmark::DoNotOptimize(ScanText(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(BM_ScanHostileText)->Arg(4 << 10)->Arg(64 << 10)->Arg(256 << 10);

void BM_ReadAddress(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        ReadAddress("https://creativecommons.org/licenses/by-nc-sa/3.0/de/deed.en"));
  }
}
BENCHMARK(BM_ReadAddress);

void BM_MatchLicenceText(benchmark::State& state) {
  std::string text;
  while (text.size() < 10'000)
    text += "Permission is hereby granted, free of charge, to any person ";
  for (auto _ : state) benchmark::DoNotOptimize(MatchLicenceTexts(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(BM_MatchLicenceText);

void BM_FromMarksAndConclude(benchmark::State& state) {
  const std::vector<Mark> marks = {
      {"xmp", "xmpRights:WebStatement", "https://creativecommons.org/licenses/by/4.0/", ""},
      {"xmp", "cc:license", "https://creativecommons.org/licenses/by/4.0/", ""},
      {"xmp", "dc:rights", "(c) Carla Sato, CC BY 4.0", "x-default"},
      {"xmp", "dc:creator", "Carla Sato", ""},
      {"iptc", "2:116", "(c) Carla Sato CC BY 4.0", ""}};
  for (auto _ : state) {
    auto facts = FromMarks(marks);
    Conclude(facts);
    benchmark::DoNotOptimize(facts);
  }
}
BENCHMARK(BM_FromMarksAndConclude);

}  // namespace
}  // namespace assay::rights
