# LMDB as a part of the library: its objects out of the static library, in one, whose writes go
# through src/store/page_writes.cpp first. Defines LMDB::headers, and in BECKON_LMDB_OBJECT the file;
# `lmdb_object` makes it.
find_library(LMDB_ARCHIVE NAMES liblmdb.a)
if(NOT LMDB_ARCHIVE)
  message(FATAL_ERROR "Beckon needs LMDB's static library, liblmdb.a (Debian: liblmdb-dev)")
endif()
if(NOT CMAKE_OBJCOPY OR NOT CMAKE_LINKER)
  message(FATAL_ERROR "Beckon needs ld and objcopy (binutils)")
endif()
mark_as_advanced(LMDB_ARCHIVE)

set(BECKON_LMDB_OBJECT ${CMAKE_CURRENT_BINARY_DIR}/lmdb.o)
set(whole ${CMAKE_CURRENT_BINARY_DIR}/lmdb_as_it_is.o)
add_custom_command(OUTPUT ${BECKON_LMDB_OBJECT}
  COMMAND ${CMAKE_LINKER} -r -o ${whole} --whole-archive ${LMDB_ARCHIVE}
  COMMAND ${CMAKE_OBJCOPY} --redefine-sym pwrite=beckon_lmdb_pwrite
    --redefine-sym writev=beckon_lmdb_writev --redefine-sym stderr=beckon_lmdb_stderr ${whole} ${BECKON_LMDB_OBJECT}
  DEPENDS ${LMDB_ARCHIVE} VERBATIM COMMENT "Leading the writes of LMDB through the library")
set_source_files_properties(${BECKON_LMDB_OBJECT} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
add_custom_target(lmdb_object DEPENDS ${BECKON_LMDB_OBJECT})

add_library(LMDB::headers INTERFACE IMPORTED)
set_target_properties(LMDB::headers PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${LMDB_INCLUDE_DIR})
