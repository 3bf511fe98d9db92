// How one message is drawn.
import { el, link } from './dom.js';
import { richText } from './richtext.js';

// bubble draws a message for its reader. view is what it depends on besides the
// message: {chat, base, speaker, words, time, isPending, on}.
export function bubble(m, view) {
  if (m.service) return el('li', { class: 'service', 'data-id': m.id }, m.service);
  const mine = !m.byBot && (!view.chat.group || m.from.id === view.speaker);
  const named = view.chat.group && !mine;
  return el('li', { class: `bubble ${mine ? 'out' : 'in'}`, 'data-id': m.id, tabindex: '-1' },
    el('div', { class: 'body' },
      named ? el('p', { class: `author tint-${m.from.id % 5}` }, m.from.name) : el('p', { class: 'hidden-text' }, mine ? 'You:' : `${m.from.name}:`),
      m.replyTo && quote(m.replyTo),
      m.photo && photo(m, view),
      m.document && documentLink(m, view),
      m.text && el('div', { class: 'text', dir: 'auto' }, ...richText(m.text, m.entities, view.on)),
      footer(m, mine, view)),
    m.buttons && buttons(m, view));
}

function quote(q) {
  return el('div', { class: 'quote' }, el('b', {}, q.from), el('span', {}, q.text));
}

function fileAddress(m, view) {
  return `${view.base}file/${view.chat.id}/${m.id}?v=${Date.parse(m.edited || m.date)}`;
}

function photo(m, view) {
  return el('a', { class: 'photo', href: fileAddress(m, view), target: '_blank' },
    el('img', { src: fileAddress(m, view), alt: m.text || 'A picture from the bot', width: m.photo.width, height: m.photo.height }));
}

function documentLink(m, view) {
  return el('a', { class: 'document', href: fileAddress(m, view), download: m.document.name },
    el('span', { class: 'document-icon', 'aria-hidden': 'true' }, '⤓'),
    el('span', {}, el('b', {}, m.document.name), el('small', {}, size(m.document.size))));
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`;
}

function footer(m, mine, view) {
  return el('p', { class: 'meta' },
    m.byBot && el('button', { type: 'button', class: view.chat.group ? 'reply' : 'reply seldom', onclick: () => view.on.reply(m) }, view.words.reply),
    m.reaction && el('span', { class: 'reaction' }, m.reaction),
    m.silent && el('span', { title: 'Sent without a sound' }, '🔕'),
    m.edited && el('span', { class: 'edited' }, view.words.edited),
    el('time', { datetime: m.date }, view.time(m.date)),
    mine && el('span', { class: 'ticks', 'aria-hidden': 'true' }, '✓✓'));
}

function buttons(m, view) {
  const rows = m.buttons.map((row) => el('div', { class: 'row' }, ...row.map((b) => button(m, b, view))));
  return el('div', { class: 'buttons', role: 'group', 'aria-label': 'Buttons of the message' }, ...rows);
}

function button(m, b, view) {
  if (b.url) return link(b.url, `${b.text} ↗`);
  return el('button', {
    type: 'button', 'data-data': b.data, disabled: !b.data, 'aria-busy': view.isPending(m.id, b.data) ? 'true' : false,
    onclick: () => view.on.press(m, b),
  }, b.text);
}
