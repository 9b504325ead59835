# assay_embed(<target> FILE <path> SYMBOL <name>)
# Compiles the bytes of FILE into <target> as `std::string_view assay::embedded::<name>()`, so that
# dated data under policies/ reaches the program without being written twice.
set(ASSAY_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed_file.cmake)
function(assay_embed target)
  cmake_parse_arguments(ARG "" "FILE;SYMBOL" "" ${ARGN})
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${ARG_SYMBOL}.cc)
  add_custom_command(OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${ARG_FILE} -DOUTPUT=${generated} -DSYMBOL=${ARG_SYMBOL}
            -P ${ASSAY_EMBED_SCRIPT}
    DEPENDS ${ARG_FILE} ${ASSAY_EMBED_SCRIPT} VERBATIM)
  target_sources(${target} PRIVATE ${generated})
endfunction()
