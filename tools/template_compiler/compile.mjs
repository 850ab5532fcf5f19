// One request on standard input, {"language": "mjml" | "html", "source"}; one answer on standard
// output: {"html"}, {"issues": [{"message", "line"?, "hint"?}]} or {"missing": package}.
//
// Liquid passes through untouched: before the packages see the source each {{ … }} and {% … %} is
// a word of letters and digits, and afterwards itself again. One that a package has dropped, because
// it stood where the language has no room for text, is an issue and not silently lost.
import {randomBytes} from 'node:crypto';

const read = async () => {
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
};

const lineOf = (source, at) => source.slice(0, at).split('\n').length;

// The source with words for its Liquid, and what these stand for. {% raw %} … {% endraw %} and
// comments are one piece each.
function hide(source) {
  const mark = `lq${randomBytes(6).toString('hex')}n`;
  const pieces = [];
  const whole = /\{%-?\s*(raw|comment|doc)\b[\s\S]*?%\}[\s\S]*?\{%-?\s*end\1\b[\s\S]*?%\}/;
  const liquid = new RegExp(`${whole.source}|\\{%[\\s\\S]*?%\\}|\\{\\{[\\s\\S]*?\\}\\}`, 'g');
  const text = source.replace(liquid, (whole, _, at) => {
    pieces.push({whole, line: lineOf(source, at)});
    return `${mark}${pieces.length - 1}e`;
  });
  return {text, pieces, mark};
}

function show(html, {pieces, mark}) {
  const seen = new Set();
  const shown = html.replace(new RegExp(`${mark}(\\d+)e`, 'gi'), (_, number) => {
    seen.add(Number(number));
    return pieces[Number(number)].whole;
  });
  const issues = pieces.flatMap((piece, number) => seen.has(number) ? [] : [{
    message: `${piece.whole.slice(0, 80)} is lost: it stands where no text may be`,
    line: piece.line, hint: 'put it into <mj-raw>, or into an element that holds text',
  }]);
  return issues.length > 0 ? {issues} : {html: shown};
}

const readable = (issue, {pieces, mark}) => ({...issue, message: issue.message.replace(
    new RegExp(`${mark}(\\d+)e`, 'gi'), (_, number) => pieces[Number(number)].whole)});

async function fromMjml(text) {
  const {default: mjml2html} = await import('mjml');
  // Includes would read files of the machine.
  const made = await mjml2html(
      text, {validationLevel: 'soft', ignoreIncludes: true, keepComments: true});
  const issues = (made.errors ?? []).map((error) => ({
    message: error.message ?? String(error), line: error.line ?? 0,
  }));
  return issues.length > 0 ? {issues} : {html: made.html};
}

async function fromHtml(text) {
  const {default: juice} = await import('juice');
  return {html: juice(text, {
    applyStyleTags: true, removeStyleTags: true, preserveMediaQueries: true,
    preserveFontFaces: true, preserveKeyFrames: true, preservePseudos: true,
    preserveImportant: true,
  })};
}

try {
  const {language, source} = await read();
  const hidden = hide(source);
  const made = language === 'mjml' ? await fromMjml(hidden.text) : await fromHtml(hidden.text);
  const answer = made.issues ? {issues: made.issues.map((issue) => readable(issue, hidden))}
                             : show(made.html, hidden);
  process.stdout.write(JSON.stringify(answer));
} catch (error) {
  if (error.code === 'ERR_MODULE_NOT_FOUND') {
    const missing = /package '([^']+)'/.exec(error.message)?.[1] ?? error.message;
    process.stdout.write(JSON.stringify({missing}));
  } else if (error.name === 'Error' && error.message) {
    process.stdout.write(JSON.stringify({issues: [{message: error.message.split('\n')[0]}]}));
  } else {
    throw error;
  }
}
