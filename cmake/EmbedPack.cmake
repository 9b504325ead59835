# assay_embed_pack(<target> <folder>): compiles the policy files of a folder into a library.
# Run as a script (with FOLDER and OUTPUT) it writes the source; a change of a file runs it again.
if(CMAKE_SCRIPT_MODE_FILE)
  file(GLOB_RECURSE files LIST_DIRECTORIES false RELATIVE ${FOLDER} ${FOLDER}/*.rego ${FOLDER}/*.json)
  list(SORT files)
  set(rows "")
  foreach(file ${files})
    file(READ ${FOLDER}/${file} text)
    string(APPEND rows "    {\"${file}\", R\"pack(${text})pack\"},\n")
  endforeach()
  file(WRITE ${OUTPUT} "// Written by cmake/EmbedPack.cmake.
#include \"assay/policy/default_pack_internal.h\"

namespace assay::policy::internal {
namespace {
constexpr std::pair<std::string_view, std::string_view> kFiles[] = {
${rows}};
}  // namespace

std::span<const std::pair<std::string_view, std::string_view>> DefaultPackFiles() { return kFiles; }

}  // namespace assay::policy::internal
")
  return()
endif()

set(assay_embed_script ${CMAKE_CURRENT_LIST_FILE})
function(assay_embed_pack target folder)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/*.rego ${folder}/*.json)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}_pack.cc)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DOUTPUT=${source} -P ${assay_embed_script}
    DEPENDS ${files} ${assay_embed_script}
    COMMENT "Embedding ${folder}"
    VERBATIM)
  target_sources(${target} PRIVATE ${source})
endfunction()
