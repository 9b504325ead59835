// SPDX-License-Identifier: Apache-2.0
//
// Whatever is done to the files of a log, Verify says so. The forger here has the public tools, and
// in some tests a key of his own, but never the log's key, unless the test says so.
#include <sodium.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "assay/core/file.h"
#include "assay/ledger/bundle_internal.h"
#include "assay/ledger/frontier_internal.h"
#include "assay/ledger/leaf_internal.h"
#include "assay/ledger/log_fixture.h"
#include "assay/ledger/note_internal.h"
#include "assay/ledger/signer_internal.h"

namespace assay::ledger {
namespace {

namespace fs = std::filesystem;

using Strings = std::vector<std::string>;

class Tamper : public LogFixture {
 protected:
  static std::string Read(const fs::path& path) { return ReadFile(path, 1U << 28U).value(); }
  /// Without a sync: these files live for one look.
  static void Write(const fs::path& path, std::string_view bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  [[nodiscard]] Strings Files() const {
    Strings names;
    for (const auto& entry : fs::recursive_directory_iterator(folder())) {
      const std::string name = fs::relative(entry.path(), folder()).native();
      if (entry.is_regular_file() && name != "lock") names.push_back(name);
    }
    return names;
  }
  [[nodiscard]] std::string FirstProblem(const std::string& vkey) const {
    const Strings problems = Problems(vkey);
    return problems.empty() ? "" : problems.front();
  }

  /// Flips bits of every `stride`th byte of every file, and expects each flip to be found.
  void FlipEverything(const std::string& vkey, std::size_t stride, unsigned bit_step) {
    std::size_t flips = 0;
    for (const std::string& name : Files()) {
      const std::string original = Read(folder() / name);
      for (std::size_t i = 0; i < original.size(); i += stride) {
        for (unsigned bit = static_cast<unsigned>(i) % bit_step; bit < 8; bit += bit_step) {
          std::string flipped = original;
          flipped[i] = static_cast<char>(static_cast<unsigned char>(flipped[i]) ^ (1U << bit));
          Write(folder() / name, flipped);
          ASSERT_FALSE(Problems(vkey).empty()) << name << " byte " << i << " bit " << bit;
          ++flips;
        }
      }
      Write(folder() / name, original);
    }
    EXPECT_GT(flips, 500U);
    EXPECT_EQ(Problems(vkey), Strings{});
  }

  /// Writes all that follows from the entries: tiles of every level, and a checkpoint by `signer`.
  void Forge(const Strings& entries, Signer& signer) const {
    std::string bundle;
    Frontier frontier;
    for (const std::string& entry : entries) {
      AppendEntry(bundle, entry);
      frontier.Add(LeafHash(AsBytes(entry)), [](unsigned, std::uint64_t, std::span<const Digest>) {
        FAIL() << "these logs have one tile";
      });
    }
    fs::remove_all(folder() / "tile");
    const LogFile tile = frontier.PartialFile(0);
    Write(folder() / PathOf(tile), PackTile(frontier.Partial(0)));
    Write(folder() / PathOf({FileKind::kEntries, 0, 0, tile.width}), bundle);
    ASSERT_TRUE(signer.Remember({signer.key().name, frontier.size(), frontier.Root()}).ok());
    Write(folder() / "checkpoint", signer.Sign());
  }
  [[nodiscard]] Strings Entries(std::uint64_t size) const {
    const std::string bytes = Read(folder() / PathOf({FileKind::kEntries, 0, 0, size}));
    const auto views = ParseEntries(bytes, size).value();
    return {views.begin(), views.end()};
  }
  /// The log's own key without its memory: an owner who cheats.
  [[nodiscard]] Signer OwnersPen() const {
    fs::copy_file(key_file(), root() / "pen", fs::copy_options::overwrite_existing);
    fs::remove(root() / "pen.signed");
    return Signer::Open(root() / "pen", false).value();
  }
};

TEST_F(Tamper, EveryFlippedBitOfEveryFileIsFound) {
  std::string vkey;
  {
    Log log = OpenLog().value();
    ASSERT_TRUE(log.Append(Leaves(0, 2)).ok());
    ASSERT_TRUE(
        log.Erase(
               {.target = 1, .reason = "test", .authority = "test", .time = "2026-11-22T10:00:00Z"})
            .ok());
    vkey = log.vkey();
  }
  FlipEverything(vkey, 1, 1);
}

TEST_F(Tamper, FlippedBytesOfALogWithHigherTilesAreFound) { FlipEverything(MakeLog(520), 397, 3); }

TEST_F(Tamper, TheFirstProblemNamesTheBrokenEntryAndBothHashes) {
  const std::string vkey = MakeLog(300);
  const fs::path bundle = folder() / "tile/entries/001.p/44";
  std::string bytes = Read(bundle);
  const std::size_t at = bytes.find("\"allow\"", bytes.size() / 2);
  bytes.replace(at, 7, "\"ALLOW\"");
  Write(bundle, bytes);
  const std::string problem = FirstProblem(vkey);
  EXPECT_TRUE(problem.starts_with("entry 2")) << problem;
  EXPECT_NE(problem.find("tile/0/001.p/44"), std::string::npos) << problem;
  EXPECT_NE(problem.find("expected"), std::string::npos) << problem;
  EXPECT_NE(problem.find("found"), std::string::npos) << problem;
}

TEST_F(Tamper, EntriesSwappedDroppedDuplicatedOrInsertedAreFound) {
  const std::string vkey = MakeLog(4);
  const Strings entries = Entries(4);
  const fs::path file = folder() / "tile/entries/000.p/4";
  const std::vector<Strings> forgeries = {
      {entries[1], entries[0], entries[2], entries[3]},
      {entries[0], entries[1], entries[2]},
      {entries[0], entries[0], entries[2], entries[3]},
      {entries[0], entries[1], Leaf(9).bytes, entries[2], entries[3]}};
  for (const Strings& forged : forgeries) {
    std::string bundle;
    for (const std::string& entry : forged) AppendEntry(bundle, entry);
    Write(file, bundle);
    EXPECT_FALSE(Problems(vkey).empty());
  }
}

// The trap of CVE-2026-56865: entry and leaf tile agree, the tiles above were never asked.
TEST_F(Tamper, AForgedEntryWithItsLeafTileIsFound) {
  const std::string vkey = MakeLog(600);
  const fs::path bundle_file = folder() / "tile/entries/000";
  const fs::path payload_file = folder() / "payload/000";
  const fs::path tile_file = folder() / "tile/0/000";
  const std::string bundle = Read(bundle_file);
  auto entries = ParseEntries(bundle, 256).value();
  const std::string payload_bytes = Read(payload_file);
  const auto payloads = ParsePayloads(payload_bytes, 256).value();
  const PreparedLeaf forged = Leaf(100);
  entries[100] = forged.bytes;
  std::string new_bundle;
  std::string new_payloads;
  std::vector<Digest> hashes;
  for (std::size_t i = 0; i < 256; ++i) {
    AppendEntry(new_bundle, entries[i]);
    const bool is_forged = i == 100;
    AppendPayload(new_payloads, is_forged ? AsText(forged.salt) : payloads[i].salt,
                  is_forged ? forged.payload : payloads[i].payload);
    hashes.push_back(LeafHash(AsBytes(entries[i])));
  }
  Write(bundle_file, new_bundle);
  Write(payload_file, new_payloads);
  Write(tile_file, PackTile(hashes));
  const std::string problem = FirstProblem(vkey);
  EXPECT_TRUE(problem.starts_with("entry 0: tile/1/000.p/2 hash 0: expected")) << problem;

  hashes = {TreeRoot(hashes), ParseTile(Read(folder() / "tile/1/000.p/2"), 2).value()[1]};
  Write(folder() / "tile/1/000.p/2", PackTile(hashes));
  EXPECT_TRUE(FirstProblem(vkey).starts_with("root: the entries give ")) << "forged to the root";
  EXPECT_FALSE(Prove(folder(), 3).ok());
}

TEST_F(Tamper, AForgeryToTheRootSignedWithAnotherKeyIsFoundFromOutside) {
  const std::string vkey = MakeLog(3);
  Strings entries = Entries(3);
  entries[1] = Leaf(1).bytes;
  Signer other = Signer::Open(root() / "other.key", true).value();
  Forge(entries, other);
  EXPECT_TRUE(FirstProblem(vkey).starts_with("checkpoint: ")) << FirstProblem(vkey);
  fs::remove_all(folder() / "payload");
  EXPECT_FALSE(Problems(Format(other.key())).empty()) << "payloads are part of it";
}

TEST_F(Tamper, AnOwnerWhoRewritesHistoryIsCaughtByARememberedCheckpoint) {
  const std::string vkey = MakeLog(3);
  const fs::path old = root() / "old";
  Write(old, Read(folder() / "checkpoint"));
  const Strings entries = Entries(3);
  const auto with_old = [&] {
    return Verify(folder(), {.vkey = vkey, .key_file = {}, .old_checkpoint = old}).value().problems;
  };
  EXPECT_EQ(with_old(), Strings{});

  const auto forged = Leaves(0, 4);
  fs::remove_all(folder() / "payload");
  std::string payloads;
  Strings forged_entries;
  for (const PreparedLeaf& leaf : forged) {
    AppendPayload(payloads, AsText(leaf.salt), leaf.payload);
    forged_entries.push_back(leaf.bytes);
  }
  Write(folder() / "payload/000.p/4", payloads);
  Signer pen = OwnersPen();
  Forge(forged_entries, pen);
  EXPECT_EQ(Problems(vkey), Strings{}) << "alone it is perfect";
  EXPECT_FALSE(OwnProblems().empty()) << "the signer remembers another log";
  ASSERT_EQ(with_old().size(), 1U);
  EXPECT_TRUE(with_old().front().starts_with("the first 3 entries were rewritten"));
}

TEST_F(Tamper, ATruncatedLogWithItsOldValidCheckpointIsCaughtByALaterOne) {
  const std::string vkey = MakeLog(3);
  fs::copy(folder(), root() / "stale", fs::copy_options::recursive);
  (void)MakeLog(0);
  {
    Log log = OpenLog().value();
    ASSERT_TRUE(log.Append(Leaves(3, 5)).ok());
  }
  Write(root() / "old", Read(folder() / "checkpoint"));
  const auto stale = Verify(root() / "stale", {.vkey = vkey, .key_file = {}, .old_checkpoint = {}});
  EXPECT_EQ(stale.value().problems, Strings{}) << "it was true once";
  const auto caught =
      Verify(root() / "stale", {.vkey = vkey, .key_file = {}, .old_checkpoint = root() / "old"});
  ASSERT_EQ(caught.value().problems.size(), 1U);
  EXPECT_TRUE(caught.value().problems[0].starts_with("the log has been cut"));
  const auto own =
      Verify(root() / "stale", {.vkey = {}, .key_file = key_file(), .old_checkpoint = {}});
  EXPECT_FALSE(own.value().problems.empty()) << "the signer's memory knows too";
}

TEST_F(Tamper, TwoValidCheckpointsOfOneSizeAreASplitView) {
  const std::string vkey = MakeLog(3);
  Strings entries = Entries(3);
  const std::string first = Read(folder() / "checkpoint");
  entries[2] = Leaf(2).bytes;
  Signer pen = OwnersPen();
  Forge(entries, pen);
  Write(root() / "old", first);
  const auto report =
      Verify(folder(), {.vkey = vkey, .key_file = {}, .old_checkpoint = root() / "old"});
  EXPECT_FALSE(report.value().problems.empty());
}

TEST_F(Tamper, AnOldCheckpointThatIsNotOursIsSaidToBe) {
  const std::string vkey = MakeLog(3);
  Write(root() / "old", "nonsense");
  const auto report =
      Verify(folder(), {.vkey = vkey, .key_file = {}, .old_checkpoint = root() / "old"});
  ASSERT_EQ(report.value().problems.size(), 1U);
  EXPECT_TRUE(report.value().problems[0].starts_with("old checkpoint: "));
}

TEST_F(Tamper, AClockThatWentBackIsFoundWithinAndBetweenBundles) {
  for (const std::uint64_t early : {100U, 256U}) {
    fs::remove_all(folder());
    fs::remove_all(key_file().parent_path());
    // Appended with times in order, then rewritten by an owner with the key: Append would refuse.
    (void)MakeLog(0);
    Frontier frontier;
    std::map<std::string, std::string> files;
    for (std::uint64_t i = 0; i < 300; ++i) {
      const PreparedLeaf leaf =
          Leaf(i, i == early ? "2026-11-22T09:00:00Z" : "2026-11-22T10:00:00Z");
      AppendEntry(files["tile/entries/00" + std::to_string(i / 256) + (i < 256 ? "" : ".p/44")],
                  leaf.bytes);
      AppendPayload(files["payload/00" + std::to_string(i / 256) + (i < 256 ? "" : ".p/44")],
                    AsText(leaf.salt), leaf.payload);
      frontier.Add(LeafHash(AsBytes(leaf.bytes)),
                   [&](unsigned, std::uint64_t, std::span<const Digest> hashes) {
                     files["tile/0/000"] = PackTile(hashes);
                   });
    }
    files["tile/0/001.p/44"] = PackTile(frontier.Partial(0));
    files["tile/1/000.p/1"] = PackTile(frontier.Partial(1));
    for (const auto& [name, bytes] : files) Write(folder() / name, bytes);
    Signer pen = OwnersPen();
    ASSERT_TRUE(pen.Remember({pen.key().name, 300, frontier.Root()}).ok());
    Write(folder() / "checkpoint", pen.Sign());
    const Strings problems = Problems(Format(pen.key()));
    ASSERT_EQ(problems.size(), 1U) << early;
    EXPECT_TRUE(problems[0].starts_with("entry " + std::to_string(early) + ": its time"));
  }
}

TEST_F(Tamper, APayloadWithoutTombstoneAndATombstoneWithoutErasureAreFound) {
  Log log = OpenLog().value();
  ASSERT_TRUE(log.Append(Leaves(0, 3)).ok());
  const fs::path file = folder() / "payload/000.p/3";
  const std::string whole = Read(file);
  const auto payloads = ParsePayloads(whole, 3).value();
  std::string erased;
  AppendPayload(erased, payloads[0].salt, payloads[0].payload);
  AppendErased(erased);
  AppendPayload(erased, payloads[2].salt, payloads[2].payload);
  Write(file, erased);
  EXPECT_EQ(Problems(log.vkey()), Strings{"entry 1: its payload is gone without a tombstone"});
  Write(file, whole);
  ASSERT_TRUE(
      log.Erase(
             {.target = 1, .reason = "test", .authority = "test", .time = "2026-11-22T10:00:00Z"})
          .ok());
  const fs::path after = folder() / "payload/000.p/4";
  const std::string now = Read(after);
  std::string restored = whole;
  restored += now.substr(erased.size());
  Write(after, restored);
  EXPECT_EQ(Problems(log.vkey()),
            Strings{"entry 1: a tombstone says that its payload is erased, but it is there"});
}

TEST_F(Tamper, PartialTilesOfAWrongWidthMissingAndExtraFilesAreFound) {
  const std::string vkey = MakeLog(300);
  for (const std::string& name : Files()) {
    if (name == "checkpoint") continue;
    const fs::path path = folder() / name;
    const std::string bytes = Read(path);
    fs::remove(path);
    EXPECT_FALSE(Problems(vkey).empty()) << name << " is missing";
    Write(path, bytes);
  }
  for (const char* extra : {"tile/0/001.p/43", "tile/0/002.p/1", "tile/2/000.p/1", "tile/1/000",
                            "tile/entries/002", "tile/0/1", "payload/x", "notes.txt"}) {
    Write(folder() / extra, "x");
    EXPECT_FALSE(Problems(vkey).empty()) << extra;
    fs::remove(folder() / extra);
  }
  fs::create_symlink("checkpoint", folder() / "link");
  EXPECT_FALSE(Problems(vkey).empty());
  fs::remove(folder() / "link");
  EXPECT_EQ(Problems(vkey), Strings{});
}

TEST_F(Tamper, CheckpointsThatAreNotExactlyOursAreFound) {
  const std::string vkey = MakeLog(3);
  const fs::path path = folder() / "checkpoint";
  const std::string good = Read(path);
  const std::size_t blank = good.find("\n\n");
  const std::string text = good.substr(0, blank + 1);
  const std::string line = good.substr(blank + 2);
  const std::string other = "\u2014 witness.example AAAAAAAA\n";
  for (const std::string& bad :
       {std::string(), text, good + "\n", good + line, text + "\n\n" + line,
        text + "\n" + other + line, text + "extension\n\n" + line}) {
    Write(path, bad);
    EXPECT_FALSE(Problems(vkey).empty()) << bad;
  }
  Write(path, good + other);
  EXPECT_EQ(Problems(vkey), Strings{}) << "a witness may add its line";
}

TEST_F(Tamper, AReceiptThatIsNotExactlyTrueIsRefused) {
  const std::string vkey = MakeLog(300);
  const Receipt good = Prove(folder(), 5).value();
  ASSERT_EQ(CheckReceipt(good, vkey).value(), 5U);
  const auto refused = [&](const Receipt& receipt) { return !CheckReceipt(receipt, vkey).ok(); };
  const auto with_proof = [&](std::string_view from, std::string_view to) {
    Receipt changed = good;
    changed.proof.replace(changed.proof.find(from), from.size(), to);
    return changed;
  };
  EXPECT_TRUE(refused(with_proof("index 5", "index 4")));
  EXPECT_TRUE(refused(with_proof("index 5", "index 05")));
  EXPECT_TRUE(refused(with_proof("@v1", "@v2")));
  const std::size_t first_hash = good.proof.find("index 5\n") + 8;
  const std::string hash_line = good.proof.substr(first_hash, 45);
  EXPECT_TRUE(refused(with_proof(hash_line, ""))) << "one hash shorter";
  EXPECT_TRUE(refused(with_proof(hash_line, hash_line + hash_line))) << "one longer";
  Receipt changed = good;
  changed.entry[20] ^= 1;
  EXPECT_TRUE(refused(changed));
  changed = good;
  changed.payload += " ";
  EXPECT_TRUE(refused(changed));
  changed = good;
  changed.salt_hex[0] = changed.salt_hex[0] == '0' ? '1' : '0';
  EXPECT_TRUE(refused(changed));
  const std::string header = "c2sp.org/tlog-proof@v1\n";
  EXPECT_FALSE(refused(with_proof(header, header + "extra AAAA\n"))) << "unauthenticated by design";
  EXPECT_TRUE(refused(with_proof(header, header + "extra A\n")));
  EXPECT_FALSE(CheckReceipt(good,
                            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv"
                            "3U2k")
                   .ok());
  for (std::size_t i = 0; i < good.proof.size(); ++i) {
    changed = good;
    changed.proof[i] = static_cast<char>(changed.proof[i] ^ 1);
    EXPECT_TRUE(refused(changed)) << i;
  }
}

}  // namespace
}  // namespace assay::ledger
