target_sources(test_http PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/support/loopback_server.cpp)
