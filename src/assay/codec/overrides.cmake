# What a program links to take threads away from codec's libraries; see overrides.cc.
add_library(assay_codec_overrides OBJECT overrides.cc)
target_link_libraries(assay_codec_overrides PRIVATE assay_options)
target_link_options(assay_codec_overrides INTERFACE
  LINKER:--export-dynamic-symbol=de265_start_worker_threads
  LINKER:--export-dynamic-symbol=pthread_getaffinity_np LINKER:--export-dynamic-symbol=get_nprocs)
