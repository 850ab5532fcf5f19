// Starts the server under test on a port of its own, with a workspace of its own.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {after} from 'node:test';
import {fileURLToPath} from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
export const binary =
    process.env.BECKON_SERVER ??
    resolve(here, '../../../build/release/examples/server/beckon_server');

export const publicKey = 'pk_test_0123456789abcdef';
export const secretKey = 'sk_test_0123456789abcdef';

// Those that a failed test has left behind would keep the test program alive.
const running = new Set();
after(async () => {
  for (const server of running) server.process.kill('SIGKILL');
  await Promise.all(Array.from(running, (server) => server.stop()));
});

export class Server {
  // The log lines so far, parsed.
  lines = [];
  stderr = '';

  static async start(args = [], {environment = {}, keys = true} = {}) {
    const server = new Server();
    server.workspace = await mkdtemp(join(tmpdir(), 'beckon-server-'));
    const keyVariables =
        keys ? {BECKON_PUBLIC_KEY: publicKey, BECKON_SECRET_KEY: secretKey} : {};
    server.process = spawn(
        binary, ['--listen', '127.0.0.1:0', '--workspace', join(server.workspace, 'w'), ...args],
        {env: {PATH: process.env.PATH, ...keyVariables, ...environment}});
    server.process.stderr.setEncoding('utf8').on('data', (text) => server.stderr += text);
    running.add(server);
    server.exited = once(server.process, 'exit').then(([code, signal]) => ({code, signal}));
    const listening = new Promise((done) => {
      createInterface(server.process.stdout).on('line', (line) => {
        const entry = JSON.parse(line);
        server.lines.push(entry);
        if (entry.event === 'listening') done(entry);
      });
    });
    const first = await Promise.race([listening, server.exited]);
    if (first.event !== 'listening') {
      throw new Error(`the server ended with ${JSON.stringify(first)}: ${server.stderr}`);
    }
    server.port = first.port;
    server.url = `http://127.0.0.1:${first.port}`;
    return server;
  }

  async stop() {
    this.process.kill('SIGTERM');
    const exit = await this.exited;
    running.delete(this);
    await rm(this.workspace, {recursive: true, force: true});
    return exit;
  }

  // {status, headers, text, json}; json is undefined where the body is none.
  async request(method, path, {key, body, headers = {}} = {}) {
    const isText = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(this.url + path, {
      method,
      body: isText ? body : JSON.stringify(body),
      headers: {...(key && {authorization: `Bearer ${key}`}), ...headers},
    });
    const text = await response.text();
    let json;
    if (/json/.test(response.headers.get('content-type') ?? '')) json = JSON.parse(text);
    return {status: response.status, headers: response.headers, text, json};
  }

  // One operation of the registry, by its name; the answer must be 200.
  async call(name, request = {}) {
    this.routes ??= await this.readRoutes();
    const {method, path} = this.routes[name];
    const left = {...request};
    const filled = path.replace(/\{(\w+)\}/g, (_, member) => {
      const value = left[member];
      delete left[member];
      return encodeURIComponent(value);
    });
    const inQuery = method === 'GET' || method === 'DELETE';
    const texts = Object.entries(left).map(
        ([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]);
    const query = inQuery && texts.length > 0 ? `?${new URLSearchParams(texts)}` : '';
    const response = await this.request(
        method, filled + query, {key: secretKey, body: inQuery ? undefined : left});
    if (response.status !== 200) throw new Error(`${name}: ${response.text}`);
    return response.json;
  }

  async readRoutes() {
    const {json} = await this.request('GET', '/openapi.json');
    const routes = {};
    for (const [path, methods] of Object.entries(json.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        routes[operation.operationId] = {method: method.toUpperCase(), path};
      }
    }
    return routes;
  }
}

// Runs the binary to its end: {code, stdout, stderr}.
export async function run(args, environment = {}) {
  const child = spawn(binary, args, {env: {PATH: process.env.PATH, ...environment}});
  let stdout = '', stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => stdout += text);
  child.stderr.setEncoding('utf8').on('data', (text) => stderr += text);
  const [code] = await once(child, 'close');
  return {code, stdout, stderr};
}
