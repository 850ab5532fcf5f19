target_sources(test_engine PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/support/workspace.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/support/loopback_server.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/support/fake_platform.cpp)
target_compile_definitions(test_engine PRIVATE BECKON_DOCS="${PROJECT_SOURCE_DIR}/docs")
