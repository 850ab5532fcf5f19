# Compiler settings shared by every target of the project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 99)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

find_program(BECKON_CCACHE ccache)
if(BECKON_CCACHE AND PROJECT_IS_TOP_LEVEL)
  set(CMAKE_C_COMPILER_LAUNCHER ${BECKON_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${BECKON_CCACHE})
endif()

add_library(beckon_flags INTERFACE)
target_compile_options(beckon_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> -fstack-protector-strong
  $<$<BOOL:${BECKON_WARNINGS_AS_ERRORS}>:-Werror>)
# GCC 12 sees overlapping copies inside its own std::string where there are none (its PR 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(beckon_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
# Scans lose a factor of 1.4 to 18 at -O2; -march stays the distribution's. Of a directory that says
# BECKON_RUNS_ONCE (tests) the compiler has more to do than the processor.
define_property(TARGET PROPERTY BECKON_RUNS_ONCE INHERITED)
define_property(DIRECTORY PROPERTY BECKON_RUNS_ONCE INHERITED)
target_compile_options(beckon_flags INTERFACE
  $<$<CONFIG:Release>:-O$<IF:$<BOOL:$<TARGET_PROPERTY:BECKON_RUNS_ONCE>>,1,3>>)
if(BECKON_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "BECKON_FUZZ needs clang: its libFuzzer")
  endif()
  target_compile_options(beckon_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(BECKON_PLANTED_BUGS)
  target_compile_definitions(beckon_flags INTERFACE BECKON_PLANTED_BUGS)
endif()
if(BECKON_SANITIZE)
  target_compile_options(beckon_flags INTERFACE
    -fsanitize=${BECKON_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(beckon_flags INTERFACE -fsanitize=${BECKON_SANITIZE})
endif()
