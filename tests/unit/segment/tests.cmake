target_compile_definitions(test_segment PRIVATE BECKON_DOCS="${PROJECT_SOURCE_DIR}/docs")
