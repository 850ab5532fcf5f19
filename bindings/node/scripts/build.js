// Builds the addon from the sources of the repository into build/. Needs CMake, a C++20 compiler
// and the libraries that Beckon stands on. Further arguments, and those of the environment variable
// CMAKE_ARGS, go to CMake.
'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const PACKAGE = path.resolve(__dirname, '..');
const SOURCE = path.resolve(PACKAGE, '..', '..');
const BUILD = path.join(PACKAGE, 'build');

function fail(message) {
  process.stderr.write(`beckon: ${message}\n`);
  process.exit(1);
}

function isThere(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

function cmake(...args) {
  try {
    execFileSync('cmake', args, { stdio: 'inherit' });
  } catch {
    fail(`cmake ${args[0]} failed`);
  }
}

// npm does not install the dependencies of a folder outside the project that it links to.
function dependencies() {
  try {
    require.resolve('node-addon-api', { paths: [PACKAGE] });
    return;
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
  }
  const npm = process.env.npm_execpath;
  const [program, ...first] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const args = ['ci', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund',
                '--global=false', '--prefix', PACKAGE];
  if (spawnSync(program, [...first, ...args], { cwd: PACKAGE, stdio: 'inherit' }).status !== 0) {
    fail('node-addon-api could not be installed');
  }
}

function definitions() {
  const parts = ['TESTS', 'BENCHMARKS', 'EXAMPLES', 'SERVER']
    .map((part) => `BECKON_BUILD_${part}=OFF`);
  return ['CMAKE_BUILD_TYPE=Release', 'BECKON_BUILD_NODE=ON', ...parts,
          `NODE_EXECUTABLE=${process.execPath}`].map((definition) => `-D${definition}`);
}

function main() {
  if (!fs.existsSync(path.join(SOURCE, 'include', 'beckon', 'beckon.h'))) {
    fail(`the sources of Beckon are not in ${SOURCE}: install from a checkout of the repository`);
  }
  dependencies();
  if (!isThere('cmake')) fail('CMake is needed to build from source (Debian: cmake)');
  // An existing build keeps its generator.
  const isNew = !fs.existsSync(path.join(BUILD, 'CMakeCache.txt'));
  const chooses = isNew && !process.env.CMAKE_GENERATOR;
  const generator = chooses && isThere('ninja') ? ['-G', 'Ninja'] : [];
  const more = (process.env.CMAKE_ARGS ?? '').split(' ').filter(Boolean);
  cmake('-S', SOURCE, '-B', BUILD, ...generator, ...definitions(), ...more,
        ...process.argv.slice(2));
  cmake('--build', BUILD, '--target', 'beckon_node',
        '--parallel', String(os.availableParallelism()));
}

main();
