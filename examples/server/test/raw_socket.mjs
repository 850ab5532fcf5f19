// A TCP connection to the server: what fetch would not send, and what it would not show.
import {connect} from 'node:net';

export class RawSocket {
  received = '';
  isClosed = false;

  static async open(server) {
    const raw = new RawSocket();
    raw.socket = connect(server.port, '127.0.0.1');
    raw.socket.setEncoding('latin1');
    raw.socket.on('data', (text) => {
      raw.received += text;
      raw.changed?.();
    });
    // A reset says the same as an end: the server is done with us.
    raw.socket.on('error', () => {});
    raw.socket.on('close', () => {
      raw.isClosed = true;
      raw.changed?.();
    });
    await new Promise((done, failed) => raw.socket.once('connect', done).once('error', failed));
    return raw;
  }

  send(text) {
    this.socket.write(text, 'latin1');
  }

  // Waits until the condition holds; fails after `ms`.
  async until(condition, ms = 5000) {
    const deadline = Date.now() + ms;
    while (!condition()) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`still waiting after ${ms} ms; received: ${this.received}`);
      await new Promise((done) => {
        this.changed = done;
        setTimeout(done, left);
      });
    }
  }

  untilClosed(ms) {
    return this.until(() => this.isClosed, ms);
  }

  // The answers received so far, split by their Content-Length: [{status, headers, body}].
  answers() {
    const found = [];
    let rest = this.received;
    for (;;) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return found;
      const [first, ...fields] = rest.slice(0, end).split('\r\n');
      const headers = Object.fromEntries(fields.map((field) => {
        const colon = field.indexOf(':');
        return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
      }));
      const size = Number(headers['content-length'] ?? 0);
      const body = rest.slice(end + 4, end + 4 + size);
      if (body.length < size) return found;
      found.push({status: Number(first.split(' ')[1]), headers, body});
      rest = rest.slice(end + 4 + size);
    }
  }

  async answer(count = 1) {
    await this.until(() => this.answers().length >= count || this.isClosed);
    const answers = this.answers();
    if (answers.length < count) throw new Error(`closed; received: ${this.received}`);
    return answers[count - 1];
  }

  close() {
    this.socket.destroy();
  }
}

// One request on a connection of its own: its answer, with the connection still open.
export async function exchange(server, text) {
  const raw = await RawSocket.open(server);
  raw.send(text);
  return {raw, answer: await raw.answer()};
}
