# beckon_module(NAME USES other modules… LINKS outside libraries… OBJECTS made elsewhere…)
#
# One folder of src/ = one target = one namespace. USES names the modules whose headers this one
# may include: the arrows of the house, kept by this list and by the tidy test.
function(beckon_module name)
  cmake_parse_arguments(MODULE "" "" "USES;LINKS;OBJECTS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
    ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.h)
  add_library(beckon_${name} STATIC ${sources} ${MODULE_OBJECTS})
  set_target_properties(beckon_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(beckon_${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  set(used ${MODULE_USES})
  list(TRANSFORM used PREPEND beckon_)
  target_link_libraries(beckon_${name} PUBLIC ${used} PRIVATE beckon_flags ${MODULE_LINKS})
  set_property(GLOBAL APPEND PROPERTY BECKON_MODULES beckon_${name})
  set_property(GLOBAL APPEND PROPERTY BECKON_LINKS ${MODULE_LINKS})
  set_property(GLOBAL APPEND PROPERTY BECKON_OBJECTS ${MODULE_OBJECTS})
endfunction()

# beckon_unit_test(NAME LINKS libraries…): tests/unit/NAME/*.cpp as one doctest program. What a
# module's tests need beyond that stands in tests/unit/NAME/tests.cmake.
function(beckon_unit_test name)
  cmake_parse_arguments(TEST "" "" "LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/unit/${name}/*.cpp)
  add_executable(test_${name} ${CMAKE_CURRENT_SOURCE_DIR}/unit/main.cpp ${sources})
  target_include_directories(test_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(test_${name} PRIVATE beckon_${name} beckon_flags doctest::doctest
    ${TEST_LINKS})
  add_test(NAME unit-${name} COMMAND test_${name})
  set_tests_properties(unit-${name} PROPERTIES LABELS unit TIMEOUT 120)
  include(${CMAKE_CURRENT_SOURCE_DIR}/unit/${name}/tests.cmake OPTIONAL)
endfunction()
