// The phone: whose it is, the chat on its screen, and what has not been read.
import { el, post } from './dom.js';
import { bubble } from './bubble.js';
import { Composer } from './composer.js';
import { People } from './people.js';
import { listen } from './stream.js';
import { Visitor } from './visitor.js';
import { wordsOf } from './words.js';

const typingLasts = 5000; // ms, as in an app

// mountPhone puts the phone into root. base is where its server half is; timeZone
// that of the times shown; onChange(chats, open) is called after anything has happened.
export async function mountPhone(root, { base, timeZone, onChange = () => {} }) {
  const page = await (await fetch(`${base}phone.html`)).text();
  root.append(...new DOMParser().parseFromString(page, 'text/html').body.children);
  return new Phone(root, base, timeZone, onChange);
}

class Phone {
  constructor(root, base, timeZone, onChange) {
    Object.assign(this, { root, base, timeZone, onChange, chats: new Map(), open: null, bot: { name: '' } });
    this.list = root.querySelector('.chat');
    this.clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
    this.composer = new Composer(root.querySelector('.composer'), this);
    root.querySelector('.answer .alert-close').addEventListener('click', () => root.querySelector('.answer').close());
    this.toBottom = root.querySelector('.to-bottom');
    this.toBottom.addEventListener('click', () => { this.scrollDown(); this.composer.focus(); });
    this.list.addEventListener('scroll', () => this.seen());
    this.visitor = new Visitor(root.querySelector('.visitor'), this);
    this.people = new People(root.querySelector('.people'), this);
    listen(`${base}events`, {
      phone: (p) => this.load(p),
      message: (e) => this.put(e.chat, e.message, true),
      edit: (e) => this.put(e.chat, e.message, false),
      delete: (e) => this.drop(e.chat, e.id),
      reaction: (e) => this.react(e.chat, e.id, e.emoji),
      action: (e) => this.typing(this.chats.get(e.chat)),
      line: (up) => { root.querySelector('.phone-line').hidden = up; },
    });
  }

  // load takes the whole phone in; what has come since the last time is unread.
  load(phone) {
    this.bot = phone.bot;
    for (const info of phone.chats) {
      const before = this.chats.get(info.id);
      const chat = before || { draft: '', replyTo: null, unread: 0, pending: new Set(), last: 0, speaker: info.people[0]?.id };
      const fresh = before ? info.messages.filter((m) => m.byBot && m.id > chat.last).length : 0;
      chat.info = info;
      chat.messages = new Map(info.messages.map((m) => [m.id, m]));
      chat.last = Math.max(chat.last, ...chat.messages.keys());
      chat.unread += fresh;
      this.chats.set(info.id, chat);
    }
    this.show(this.open || phone.chats[0].id);
  }

  chat() { return this.chats.get(this.open); }

  words(chat = this.chat()) {
    return wordsOf(chat.info.people.find((p) => p.id === chat.speaker)?.language);
  }

  // show opens a chat.
  show(id) {
    this.composer.leave(this.chat());
    this.open = id;
    const chat = this.chat();
    this.root.querySelector('.phone-bot').textContent = chat.info.group ? chat.info.title : this.bot.name;
    this.root.querySelector('.phone-top .avatar').textContent = chat.info.group ? '🏠' : '🚌';
    this.list.replaceChildren();
    for (const m of chat.messages.values()) this.append(m);
    if (chat.messages.size === 0) this.list.append(this.welcome());
    this.composer.enter(chat);
    this.scrollDown();
    this.changed();
  }

  welcome() {
    const words = this.words();
    return el('li', { class: 'welcome' }, el('span', { class: 'avatar', 'aria-hidden': 'true' }, '🚌'), el('p', {}, words.hello),
      !this.chat().info.group && el('button', { type: 'button', class: 'start', onclick: () => this.say('/start') }, words.start));
  }

  // put takes a message in, new or as it is now.
  put(id, m, isNew) {
    const chat = this.chats.get(id);
    if (!chat) return;
    const known = chat.messages.has(m.id);
    if (known) m.reaction = chat.messages.get(m.id).reaction;
    chat.messages.set(m.id, m);
    chat.last = Math.max(chat.last, m.id);
    if (isNew && !known && m.byBot) this.arrived(chat, m);
    if (id === this.open) this.redraw(m, known);
    if (id === this.open) this.composer.obey(chat);
    this.changed();
  }

  arrived(chat, m) {
    chat.typingUntil = 0;
    const read = chat.info.id === this.open && this.atBottom() && this.list.offsetParent !== null;
    if (!read) chat.unread++;
    const whose = chat.info.id === this.open ? '' : ` in the chat of ${chat.info.title}`;
    this.root.querySelector('.announcer').textContent = `${m.from.name}${whose}: ${m.text || 'a file'}`;
  }

  drop(id, message) {
    this.chats.get(id)?.messages.delete(message);
    if (id === this.open) this.list.querySelector(`[data-id="${message}"]`)?.remove();
    this.changed();
  }

  react(id, message, emoji) {
    const m = this.chats.get(id)?.messages.get(message);
    if (m) this.put(id, Object.assign(m, { reaction: emoji }), false);
  }

  // redraw draws a message in its place; the focus stays on the button it was on.
  redraw(m, known) {
    const follow = this.atBottom() || !m.byBot;
    const old = known && this.list.querySelector(`[data-id="${m.id}"]`);
    if (!old) {
      this.list.querySelector('.welcome')?.remove();
      this.append(m);
    } else {
      const focusable = [...old.querySelectorAll('button, a')];
      const at = focusable.indexOf(document.activeElement);
      const now = this.draw(m);
      old.replaceWith(now);
      if (at >= 0) ([...now.querySelectorAll('button, a')][at] || now).focus();
    }
    if (follow) this.scrollDown();
  }

  append(m) {
    const day = this.day(m);
    if (this.list.lastElementChild?.dataset.day !== day) this.list.append(el('li', { class: 'service day' }, day));
    const node = this.draw(m);
    node.dataset.day = day;
    this.list.append(node);
  }

  // day is a message's day in the language of whoever reads it.
  day(m) {
    const { language, day } = this.words();
    return new Date(m.date).toLocaleDateString(language, { ...day, timeZone: this.timeZone });
  }

  draw(m) {
    const chat = this.chat();
    const node = bubble(m, {
      chat: chat.info, base: this.base, speaker: chat.speaker, words: this.words(chat),
      time: (date) => this.clock.format(new Date(date)),
      isPending: (id, data) => chat.pending.has(`${id} ${data}`),
      on: {
        press: (msg, b) => this.press(chat, msg, b), command: (text) => this.say(text), reply: (msg) => this.composer.replyTo(msg),
        startOf: (url) => this.startOf(url), start: (word) => this.visitor.ask(word),
      },
    });
    node.dataset.day = this.day(m);
    return node;
  }

  // startOf is the word that a link gives to this bot's /start, '' of other links.
  startOf(url) {
    const [, name, word] = url.match(/^https:\/\/t\.me\/(\w+)\?start=([\w-]{1,64})$/) || [];
    return name === this.bot.username ? word : '';
  }

  async say(text, replyTo = 0) {
    const chat = this.chat();
    try {
      await post(`${this.base}say`, { chat: chat.info.id, as: chat.speaker, text, replyTo });
    } catch (err) {
      this.toast(`Not sent: ${err.message}`);
    }
  }

  // press presses an inline button; it waits, as in an app, until the bot answers.
  async press(chat, m, b) {
    const key = `${m.id} ${b.data}`;
    if (chat.pending.has(key)) return;
    chat.pending.add(key);
    this.put(chat.info.id, chat.messages.get(m.id), false);
    let answer = {};
    try {
      answer = await post(`${this.base}press`, { chat: chat.info.id, as: chat.speaker, message: m.id, data: b.data });
    } catch (err) {
      answer = { text: `Not pressed: ${err.message}` };
    }
    chat.pending.delete(key);
    const now = chat.messages.get(m.id);
    if (now) this.put(chat.info.id, now, false);
    if (answer.text) this.answer(answer);
  }

  answer({ text, alert }) {
    if (!alert) return this.toast(text);
    const box = this.root.querySelector('.answer');
    box.querySelector('.alert-text').textContent = text;
    if (!box.open) box.showModal();
  }

  toast(text) {
    const toast = this.root.querySelector('.toast');
    toast.textContent = text;
    clearTimeout(this.toastEnds);
    this.toastEnds = setTimeout(() => { toast.textContent = ''; }, 4000);
  }

  typing(chat) {
    if (!chat) return;
    chat.typingUntil = Date.now() + typingLasts;
    setTimeout(() => this.changed(), typingLasts + 50);
    this.changed();
  }

  atBottom() { return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 40; }

  scrollDown() {
    this.list.scrollTop = this.list.scrollHeight;
    this.seen();
  }

  // seen notes what is read once the chat's end is in sight.
  seen() {
    const chat = this.chat();
    const end = this.atBottom();
    this.toBottom.hidden = end;
    if (!chat || !end || chat.unread === 0 || this.list.offsetParent === null) return;
    chat.unread = 0;
    this.changed();
  }

  // changed redraws what stands around the messages.
  changed() {
    const chat = this.chat();
    if (!chat) return;
    const busy = chat.typingUntil > Date.now();
    const members = chat.info.private ? 'the bot hears commands and replies' : `${chat.info.people.length + 1} members`;
    const about = chat.info.group ? members : this.words().bot;
    const status = this.root.querySelector('.phone-status');
    status.textContent = busy ? this.words().typing : about;
    status.classList.toggle('typing', busy);
    const badge = this.toBottom.querySelector('.badge');
    badge.textContent = chat.unread || '';
    badge.hidden = chat.unread === 0;
    this.people.draw();
    this.onChange([...this.chats.values()], chat);
  }
}
