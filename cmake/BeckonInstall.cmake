# What `cmake --install` yields: the headers, both libraries, find_package(beckon) and
# `pkg-config beckon`. Included after the targets beckon and beckon_static exist.
include(CMakePackageConfigHelpers)

# How each outside library is found again by those who link Beckon statically:
# target | arguments of find_dependency | Requires.private of pkg-config | Libs.private.
# libcurl goes by its plain name: its own list of private libraries names packages that Debian's
# libcurl4-openssl-dev does not bring, and a shared libcurl needs none of them.
set(BECKON_OUTSIDE
  "OpenSSL::Crypto|OpenSSL 3.0 COMPONENTS Crypto|libcrypto|"
  "SQLite::SQLite3|SQLite3 3.38|sqlite3|"
  "CURL::libcurl|CURL 7.80||-lcurl"
  "simdjson::simdjson|simdjson|simdjson|"
  "spdlog::spdlog|spdlog|spdlog|"
  "re2::re2|re2|re2|"
  "ZLIB::ZLIB|ZLIB|zlib|"
  "date::date-tz|date||-ldate-tz"
  "Threads::Threads|Threads||-pthread"
  "nlohmann_json::nlohmann_json|||" # headers only, nothing to link
  "LMDB::headers|||")               # its objects are ours (BeckonLmdb.cmake)

# Sets BECKON_FIND_DEPENDENCIES, BECKON_REQUIRES_PRIVATE and BECKON_LIBS_PRIVATE for what the
# modules really link.
function(beckon_describe_dependencies)
  get_property(links GLOBAL PROPERTY BECKON_LINKS)
  list(REMOVE_DUPLICATES links)
  set(finds "")
  set(requires "")
  set(libraries "-lstdc++" "-lm")
  foreach(link IN LISTS links)
    set(rows ${BECKON_OUTSIDE})
    list(FILTER rows INCLUDE REGEX "^${link}\\|")
    if(NOT rows)
      message(FATAL_ERROR "cmake/BeckonInstall.cmake does not say how to find ${link} again")
    endif()
    string(REGEX MATCH "^[^|]*\\|([^|]*)\\|([^|]*)\\|([^|]*)$" unused "${rows}")
    if(CMAKE_MATCH_1)
      string(APPEND finds "  find_dependency(${CMAKE_MATCH_1})\n")
    endif()
    list(APPEND requires ${CMAKE_MATCH_2})
    list(APPEND libraries ${CMAKE_MATCH_3})
  endforeach()
  list(JOIN requires " " requires)
  list(JOIN libraries " " libraries)
  set(BECKON_FIND_DEPENDENCIES "${finds}" PARENT_SCOPE)
  set(BECKON_REQUIRES_PRIVATE "${requires}" PARENT_SCOPE)
  set(BECKON_LIBS_PRIVATE "${libraries}" PARENT_SCOPE)
endfunction()

beckon_describe_dependencies()
set(BECKON_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/beckon)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/beckon DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
set_target_properties(beckon_static PROPERTIES EXPORT_NAME static)
install(TARGETS beckon EXPORT beckon_shared)
install(TARGETS beckon_static EXPORT beckon_static)

# Two files, because only the static target makes the user find our dependencies.
install(EXPORT beckon_shared NAMESPACE beckon:: FILE beckon-shared.cmake
  DESTINATION ${BECKON_PACKAGE_DIR})
install(EXPORT beckon_static NAMESPACE beckon:: FILE beckon-static.cmake
  DESTINATION ${BECKON_PACKAGE_DIR})

configure_package_config_file(cmake/beckon-config.cmake.in beckon-config.cmake
  INSTALL_DESTINATION ${BECKON_PACKAGE_DIR})
write_basic_package_version_file(beckon-config-version.cmake COMPATIBILITY SameMinorVersion)
# Relative, so that an installed tree can be moved as a whole.
file(RELATIVE_PATH BECKON_PC_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/beckon.pc.in beckon.pc @ONLY)
install(FILES cmake/Findre2.cmake ${CMAKE_CURRENT_BINARY_DIR}/beckon-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/beckon-config-version.cmake DESTINATION ${BECKON_PACKAGE_DIR})
# Ours, and those of what is inside our libraries.
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY licenses DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/beckon.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
