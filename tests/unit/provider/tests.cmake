target_sources(test_provider PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/support/loopback_server.cpp)
target_compile_definitions(test_provider PRIVATE BECKON_DOCS="${PROJECT_SOURCE_DIR}/docs")

# Debian's own interpreter first: python3-aiosmtpd is installed for it.
find_program(BECKON_TEST_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(BECKON_TEST_PYTHON NAMES python3 REQUIRED)

add_executable(send_tool ${CMAKE_CURRENT_SOURCE_DIR}/support/send_tool.cpp)
target_link_libraries(send_tool PRIVATE beckon_provider beckon_flags)
add_test(NAME unit-provider-smtp-login
  COMMAND ${BECKON_TEST_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/unit/provider/smtp_login.py
    $<TARGET_FILE:send_tool> ${CMAKE_CURRENT_BINARY_DIR}/smtp_login)
set_tests_properties(unit-provider-smtp-login PROPERTIES LABELS unit TIMEOUT 120)
