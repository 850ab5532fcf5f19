# Debian's own interpreter first: the packages that the tests use are installed for it.
find_program(BECKON_TEST_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(BECKON_TEST_PYTHON NAMES python3 REQUIRED)

add_executable(compose_tool ${CMAKE_CURRENT_SOURCE_DIR}/support/compose_tool.cpp)
target_link_libraries(compose_tool PRIVATE beckon_message beckon_schema beckon_flags)
add_test(NAME unit-message-parse-back
  COMMAND ${BECKON_TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/unit/message/parse_back.py
    $<TARGET_FILE:compose_tool>)
set_tests_properties(unit-message-parse-back PROPERTIES LABELS unit TIMEOUT 120)
add_test(NAME unit-message-dkim
  COMMAND ${BECKON_TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/unit/message/dkim_verify.py
    $<TARGET_FILE:compose_tool>)
set_tests_properties(unit-message-dkim PROPERTIES LABELS unit TIMEOUT 120)
