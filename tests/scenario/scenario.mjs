// A scenario file as steps. The form is described in README.md.
import { readFileSync } from 'node:fs';

/** Steps of the file: { line, row, text, pointers, expect }. */
export function parse(path) {
  const lines = readFileSync(path, 'utf8').split('\n').map((line) => line.replace(/[ \r]+$/, ''));
  if (!lines[0].startsWith('# ')) throw new Error(`${path}:1: the first line states the behaviour`);
  const steps = [];
  lines.forEach((line, index) => {
    const place = `${path}:${index + 1}`;
    if (line === '' || line.startsWith('#')) return;
    if (line.startsWith(' ')) {
      if (steps.length === 0 || steps.at(-1).row) throw new Error(`${place}: continues nothing`);
      steps.at(-1).text += `\n${line.trim()}`;
    } else if (line.startsWith('|')) {
      const step = row(place, line);
      if (step !== null) steps.push({ line: index + 1, ...step });
    } else {
      steps.push({ line: index + 1, row: false, text: line, pointers: [], expect: '' });
    }
  });
  return steps;
}

/** The step of a row, or null when the row is decoration. */
function row(place, line) {
  if (line.length < 2 || !line.endsWith('|')) throw new Error(`${place}: a row ends with a bar`);
  const inner = line.slice(1, -1);
  if (inner.startsWith('-')) return null;
  const bar = inner.lastIndexOf(' | ');
  if (bar === -1) throw new Error(`${place}: a row has two cells`);
  const text = inner.slice(0, bar).trim();
  if (text === 'step') return null;
  const step = { row: true, text, pointers: [], expect: inner.slice(bar + 3).trim() };
  const arrow = text.lastIndexOf(' -> /');
  const words = arrow === -1 ? [] : text.slice(arrow + 4).split(' ').filter(Boolean);
  if (words.length === 0 || !words.every((word) => word.startsWith('/'))) return step;
  return { ...step, text: text.slice(0, arrow).trim(), pointers: words };
}

/** Reads a step from left to right. */
export class Words {
  #rest;

  constructor(text) {
    this.#rest = text;
  }

  next() {
    const [, word, rest] = /^\s*(\S*)([^]*)$/.exec(this.#rest);
    this.#rest = rest;
    return word;
  }

  /** The next JSON string as it is written, quotes included. */
  nextString() {
    const found = /^\s*("(?:[^"\\]|\\[^])*")([^]*)$/.exec(this.#rest);
    if (found === null) throw new Error(`expected a string in quotes: ${this.#rest}`);
    this.#rest = found[2];
    return found[1];
  }

  /** [field, value] when the next word has the form field=value, else null. */
  nextField() {
    const word = /^\s*(\S*)/.exec(this.#rest)[1];
    const equals = word.indexOf('=');
    if (equals === -1 || this.atJson) return null;
    this.next();
    return [word.slice(0, equals), word.slice(equals + 1)];
  }

  rest() {
    const text = this.#rest.trim();
    this.#rest = '';
    return text;
  }

  get atJson() {
    return /^\s*[{["]/.test(this.#rest);
  }
}
