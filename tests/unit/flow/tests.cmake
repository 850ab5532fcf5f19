target_compile_definitions(test_flow PRIVATE BECKON_DOCS="${PROJECT_SOURCE_DIR}/docs")
