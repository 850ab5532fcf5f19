target_sources(test_engine PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/support/workspace.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/support/loopback_server.cpp)
