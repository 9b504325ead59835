# Writes the bytes of INPUT as a C++ array that SYMBOL() returns. Run by assay_embed, at build time.
file(READ ${INPUT} hex HEX)
string(REGEX REPLACE "(................................)" "\\1\n" lines "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${lines}")
file(WRITE ${OUTPUT} "// Made from ${INPUT}; do not edit.
#include <string_view>
namespace assay::embedded {
namespace {
constexpr char kBytes[] = {
${bytes}
};
}  // namespace
std::string_view ${SYMBOL}();
std::string_view ${SYMBOL}() { return {kBytes, sizeof kBytes}; }
}  // namespace assay::embedded
")
