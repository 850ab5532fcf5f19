if(BECKON_BUILD_TESTS)
  enable_testing() # in a function it would be forgotten with the function's variables
endif()

# beckon_quickstart(SOURCE): one page of the README as a program, and a test of what it prints.
function(beckon_quickstart source)
  get_filename_component(language ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  set(program quickstart_${language})
  add_executable(${program} ${source})
  target_link_libraries(${program} PRIVATE beckon::beckon beckon_flags)
  if(NOT BECKON_BUILD_TESTS)
    return()
  endif()
  # Its workspace is made in the working directory, and is to be a new one each time.
  add_test(NAME example-${language}-clean COMMAND ${CMAKE_COMMAND} -E rm -rf shop.beckon)
  add_test(NAME example-${language} COMMAND ${program})
  set_tests_properties(example-${language}-clean PROPERTIES
    LABELS example FIXTURES_SETUP quickstart-${language})
  set_tests_properties(example-${language} PROPERTIES
    LABELS example TIMEOUT 60 FIXTURES_REQUIRED quickstart-${language}
    PASS_REGULAR_EXPRESSION
    "^one order: not a regular\ntwo orders: a regular\n31 days later: not a regular\n$")
endfunction()
