// Templates compiled by the real packages, through the server.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';

import {secretKey, Server} from './server.mjs';

const script = fileURLToPath(
    new URL('../../../tools/template_compiler/compile.mjs', import.meta.url));
let server;
before(async () => { server = await Server.start(['--template-compiler', script]); });
after(() => server.stop());

const compile = async (language, text) =>
    (await server.call('templates.compile', {language, text})).html;
const refused = async (operation, body) => {
  const response = await server.request('POST', operation, {key: secretKey, body});
  assert.notEqual(response.status, 200);
  return response.json;
};
const column = (inside) => `<mjml><mj-body><mj-section><mj-column>${inside}</mj-column>
</mj-section></mj-body></mjml>`;

test('MJML becomes tables, Liquid stays as it is', async () => {
  const liquid = '{% if a < b and c > d %}{{ profile.name | default: "<you>" }}{% endif %}';
  const html = await compile('mjml', column(
      `<mj-text>${liquid}</mj-text><mj-button href="{{ event.url }}">Go</mj-button>`));
  assert.match(html, /<table/);
  assert.ok(html.includes(liquid));
  assert.ok(html.includes('href="{{ event.url }}"'));
});

test('style sheets go into the elements, media queries stay', async () => {
  const html = await compile('html', `<style>.a { color: red } @media (max-width: 1px) { .a {
      color: blue } }</style>{% for i in x %}<p class="a">{{ i }}</p>{% endfor %}`);
  assert.match(html, /\{% for i in x %\}<p class="a" style="color: red;?">\{\{ i \}\}<\/p>/);
  assert.match(html, /\{% endfor %\}/);
  assert.match(html, /@media/);
});

test('what is wrong is told with its line, and Liquid is never lost silently', async () => {
  const unknown = await refused('/api/v1/templates/compile',
                                {language: 'mjml', text: column('\n<mj-tex>x</mj-tex>')});
  assert.equal(unknown.code, 'invalid_definition');
  assert.match(JSON.stringify(unknown), /line 2: .*mj-tex/);
  const lost = await refused('/api/v1/templates/compile', {language: 'mjml',
    text: '<mjml><mj-body><mj-section>{% if a %}<mj-column/></mj-section></mj-body></mjml>'});
  assert.match(JSON.stringify(lost), /is lost/);
});

test('an include reads no file', async () => {
  const response = await server.request('POST', '/api/v1/templates/compile', {key: secretKey,
    body: {language: 'mjml',
           text: '<mjml><mj-body><mj-include path="/etc/passwd"/></mj-body></mjml>'}});
  assert.ok(!response.text.includes('root:'));
});

test('a template keeps its source beside the HTML that is sent', async () => {
  const source = {language: 'mjml', text: column('<mj-text>Hi {{ profile.name }}</mj-text>')};
  const german = {...source, text: source.text.replace('Hi', 'Hallo')};
  await server.call('templates.create', {key: 'hi', channel: 'email', kind: 'transactional',
    subject: 'Hi', from: 'a@shop.example', source,
    locales: {de: {subject: 'Hallo', source: german}}});
  const {definition} = await server.call('templates.get', {key: 'hi'});
  assert.deepEqual(definition.source, source);
  assert.match(definition.html, /<table[\s\S]*Hi \{\{ profile\.name \}\}/);
  const made = await server.call('templates.render',
                                 {key: 'hi', locale: 'de', data: {profile: {name: 'Ada <3'}}});
  assert.match(made.html, /Hallo Ada &lt;3/);
});
