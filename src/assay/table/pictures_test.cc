// SPDX-License-Identifier: Apache-2.0
#include "assay/table/pictures.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assay/table/writer.h"

namespace assay::table {
namespace {

namespace fs = std::filesystem;

class ReadPicturesTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  /// A table of `a`, `b` (bytes) and `name`, `n`, reshaped by `select`.
  fs::path Write(const std::string& select) {
    WriteOptions options;
    options.select = select;
    const fs::path file = folder_ / "t.parquet";
    auto writer = ParquetWriter::Create(file,
                                        {{"a", ColumnType::kBlob},
                                         {"b", ColumnType::kBlob},
                                         {"name", ColumnType::kText},
                                         {"n", ColumnType::kInt64}},
                                        options);
    EXPECT_TRUE(
        writer.value()
            .Append({Bytes{0xff, 0, '"'}, Bytes{'b'}, std::string("x.jpg"), std::int64_t{7}})
            .ok());
    EXPECT_TRUE(writer.value()
                    .Append({std::monostate{}, Bytes{'c'}, std::monostate{}, std::monostate{}})
                    .ok());
    EXPECT_TRUE(writer.value().Finish().ok());
    return file;
  }

  /// "hex of picture|path|name=value ..." of each row, or the error.
  static std::vector<std::string> Read(const fs::path& file, std::string_view column = "") {
    std::vector<std::string> rows;
    const Status read = ReadPictures(file, column, [&rows](const PictureRow& row) -> Status {
      std::string text = (row.picture ? ToHex(*row.picture) : "-") + "|" +
                         std::string(row.path.value_or("-")) + "|";
      for (std::size_t i = 0; i < row.names.size(); ++i)
        text += row.names[i] + "=" + row.values[i].value_or("-") + " ";
      rows.push_back(std::move(text));
      return Done{};
    });
    if (!read.ok()) rows = {read.error().what};
    return rows;
  }

  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      (std::string("pictures_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

using Rows = std::vector<std::string>;

TEST_F(ReadPicturesTest, AStructOfBytesAndPathIsAPicture) {
  const fs::path file = Write("{'bytes': a, 'path': name} AS image, n, [n] AS list");
  EXPECT_EQ(Read(file), (Rows{"ff0022|x.jpg|n=7 list=[7] ", "-|-|n=- list=[null] "}));
}

TEST_F(ReadPicturesTest, ASingleBlobIsAPicture) {
  EXPECT_EQ(Read(Write("a AS \"jp\"\"g\", name")), (Rows{"ff0022|-|name=x.jpg ", "-|-|name=- "}));
}

TEST_F(ReadPicturesTest, SeveralColumnsAreChosenFromByNameOnly) {
  const fs::path structs =
      Write("{'bytes': a, 'path': name} AS image, {'bytes': b, 'path': name} AS mask, a AS raw");
  EXPECT_EQ(Read(structs), (Rows{"ff0022|x.jpg|", "-|-|"}));
  EXPECT_EQ(Read(structs, "mask"), (Rows{"62|x.jpg|", "63|-|"}));
  EXPECT_EQ(Read(structs, "raw"), (Rows{"ff0022|-|", "-|-|"}));
  EXPECT_EQ(Read(structs, "n"), Rows{"no column 'n' of pictures"});
  EXPECT_EQ(Read(Write("a, b")), Rows{"2 columns may hold pictures: name one"});
}

TEST_F(ReadPicturesTest, ATableWithoutPicturesIsRefused) {
  EXPECT_EQ(
      ReadPictures(Write("name, n"), "", [](const auto&) { return Status(Done{}); }).error().code,
      ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::table
