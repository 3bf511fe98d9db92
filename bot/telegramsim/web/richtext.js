// A message's text with its formatting, as DOM nodes. The server has parsed the
// markup; what is not in the whitelist below stays plain text.
import { el, link } from './dom.js';

// draw has a way to draw each kind of entity around its children.
const draw = {
  bold: (e, inner) => el('b', {}, ...inner),
  italic: (e, inner) => el('i', {}, ...inner),
  underline: (e, inner) => el('u', {}, ...inner),
  strikethrough: (e, inner) => el('s', {}, ...inner),
  code: (e, inner) => el('code', {}, ...inner),
  pre: (e, inner) => el('pre', {}, ...inner),
  blockquote: (e, inner) => el('blockquote', {}, ...inner),
  expandable_blockquote: (e, inner) => el('blockquote', {}, ...inner),
  text_link: (e, inner) => link(e.url, ...inner),
  spoiler: (e, inner) => spoiler(inner),
  bot_command: (e, inner, on) => el('button', { type: 'button', class: 'command', onclick: () => on.command(inner[0].data) }, ...inner),
};

function spoiler(inner) {
  const hide = el('button', { type: 'button', class: 'spoiler', 'aria-label': 'Show the hidden text' }, ...inner);
  hide.addEventListener('click', () => hide.replaceWith(el('span', {}, ...inner)));
  return hide;
}

// address makes a web address in a text a link, as apps do; one that leads to this
// very bot is opened on one of the phones here.
function address(url, on) {
  const word = on.startOf(url);
  if (!word) return link(url, url);
  return el('button', { type: 'button', class: 'command invite', onclick: () => on.start(word) }, url);
}

// plain turns text outside of markup into nodes.
function plain(text, on) {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, i) => (i % 2 ? address(part, on) : document.createTextNode(part)));
}

// richText turns a text and its entities (sorted, offsets in UTF-16 units, which
// are those of a JavaScript string) into nodes. on.command is called with a
// pressed command, on.start with the word of a pressed link to the bot.
export function richText(text, entities = [], on) {
  return span(text, 0, text.length, entities.slice(), on);
}

// span draws text[from:to]; it takes the entities that begin there off the list.
function span(text, from, to, entities, on) {
  const nodes = [];
  let at = from;
  while (entities.length > 0 && entities[0].offset < to) {
    const e = entities.shift();
    const start = Math.max(e.offset, at);
    const end = Math.min(e.offset + e.length, to);
    if (end <= start) continue;
    if (start > at) nodes.push(...plain(text.slice(at, start), on));
    const paint = draw[e.type];
    const inner = e.type === 'bot_command' ? [document.createTextNode(text.slice(start, end))] : span(text, start, end, entities, on);
    if (paint) nodes.push(paint(e, inner, on));
    else nodes.push(...inner);
    at = end;
  }
  if (at < to) nodes.push(...plain(text.slice(at, to), on));
  return nodes;
}
