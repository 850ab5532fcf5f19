target_sources(test_engine PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/support/workspace.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/support/loopback_server.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/support/fake_platform.cpp)
target_compile_definitions(test_engine PRIVATE BECKON_DOCS="${PROJECT_SOURCE_DIR}/docs")

# Debian's own interpreter first: the packages that the tests use are installed for it.
find_program(BECKON_TEST_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(BECKON_TEST_PYTHON NAMES python3 REQUIRED)

add_executable(render_tool ${CMAKE_CURRENT_SOURCE_DIR}/support/render_tool.cpp)
target_link_libraries(render_tool PRIVATE beckon_engine beckon_flags)
add_test(NAME unit-engine-hostile-values
  COMMAND ${BECKON_TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/unit/engine/hostile_values.py
    $<TARGET_FILE:render_tool>)
set_tests_properties(unit-engine-hostile-values PROPERTIES LABELS unit TIMEOUT 300)
