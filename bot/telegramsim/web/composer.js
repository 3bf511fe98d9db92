// What a person writes with: the text, whom it answers, the command menu behind
// "/", and the bot's reply keyboard.
import { el } from './dom.js';

export class Composer {
  constructor(root, phone) {
    Object.assign(this, { root, phone, commands: [] });
    this.text = root.querySelector('textarea');
    this.menu = root.querySelector('.menu');
    this.slash = root.querySelector('.slash');
    this.speaker = root.querySelector('.speaker');
    this.text.addEventListener('input', () => this.typed());
    this.text.addEventListener('keydown', (e) => this.key(e));
    this.menu.addEventListener('keydown', (e) => this.walk(e));
    root.querySelector('.send').addEventListener('click', () => this.send());
    root.querySelector('.reply-cancel').addEventListener('click', () => { this.replyTo(null); this.focus(); });
    this.slash.addEventListener('click', () => this.toggleMenu());
    this.speaker.querySelector('select').addEventListener('change', (e) => {
      phone.chat().speaker = Number(e.target.value);
      phone.show(phone.open);
    });
  }

  focus() { this.text.focus(); }

  // leave keeps what has been written in a chat, enter brings it back.
  leave(chat) {
    if (chat) chat.draft = this.text.value;
  }

  enter(chat) {
    const { people, group } = chat.info;
    this.text.placeholder = this.phone.words().write;
    if (this.text.value !== chat.draft) this.text.value = chat.draft;
    this.speaker.hidden = !group;
    this.speaker.querySelector('select').replaceChildren(
      ...people.map((p) => el('option', { value: p.id, selected: p.id === chat.speaker }, p.name)));
    this.closeMenu();
    this.grow();
    this.obey(chat);
  }

  // obey does what the bot's latest messages want of the keyboard: a reply to one
  // that forces it, a keyboard shown or taken away.
  obey(chat) {
    const ofBot = [...chat.messages.values()].filter((m) => m.byBot);
    const last = ofBot.at(-1);
    if (last?.forceReply && chat.forced !== last.id && !answered(chat, last)) {
      chat.forced = last.id;
      chat.replyTo = last;
    }
    this.replyTo(chat.messages.has(chat.replyTo?.id) ? chat.replyTo : null, false);
    const latest = ofBot.findLast((m) => m.keyboard || m.removeKeyboard);
    const keyboard = this.root.querySelector('.keyboard');
    keyboard.hidden = !latest?.keyboard;
    keyboard.replaceChildren(...(latest?.keyboard || []).map((row) => el('div', { class: 'row' },
      ...row.map((label) => el('button', { type: 'button', onclick: () => this.phone.say(label) }, label)))));
  }

  // replyTo makes the next message an answer to m; null makes it none.
  replyTo(m, focus = true) {
    this.phone.chat().replyTo = m;
    this.root.querySelector('.reply-bar').hidden = !m;
    this.root.querySelector('.reply-text').replaceChildren(...(m ? [el('b', {}, m.from.name), ` ${m.text}`] : []));
    if (m && focus) this.focus();
  }

  async send(text = this.text.value) {
    if (text.trim() === '') return;
    const answers = this.phone.chat().replyTo?.id || 0;
    this.text.value = '';
    this.phone.chat().draft = '';
    this.replyTo(null);
    this.closeMenu();
    this.grow();
    this.focus();
    await this.phone.say(text, answers);
  }

  key(e) {
    if (e.isComposing) return;
    const open = !this.menu.hidden;
    if (e.key === 'Enter' && !e.shiftKey) {
      e.preventDefault();
      this.send(open ? this.menu.querySelector('button').dataset.command : undefined);
    } else if (open && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) {
      e.preventDefault();
      const rows = this.menu.querySelectorAll('button');
      rows[e.key === 'ArrowDown' ? 0 : rows.length - 1].focus();
    } else if (open && e.key === 'Escape') {
      this.closeMenu();
    }
  }

  walk(e) {
    const rows = [...this.menu.querySelectorAll('button')];
    const at = rows.indexOf(document.activeElement) + ({ ArrowDown: 1, ArrowUp: -1 }[e.key] || 0);
    if (e.key === 'Escape' || ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && !rows[at])) this.focus();
    else if (rows[at]) rows[at].focus();
    if (e.key === 'Escape') this.closeMenu();
    if (e.key.startsWith('Arrow')) e.preventDefault();
  }

  grow() { this.text.rows = Math.min(6, this.text.value.split('\n').length); }

  async typed() {
    this.grow();
    const typed = this.text.value;
    if (!/^\/[a-z0-9_]*$/i.test(typed)) return this.closeMenu();
    if (this.menu.hidden) await this.fetchCommands();
    if (this.text.value === typed) this.showMenu(typed.slice(1).toLowerCase());
  }

  async toggleMenu() {
    if (!this.menu.hidden) return this.closeMenu();
    await this.fetchCommands();
    this.showMenu('');
    this.menu.querySelector('button')?.focus();
  }

  async fetchCommands() {
    const chat = this.phone.chat();
    const answer = await fetch(`${this.phone.base}commands?chat=${chat.info.id}&as=${chat.speaker}`);
    this.commands = answer.ok ? await answer.json() : [];
  }

  showMenu(prefix) {
    const rows = this.commands.filter((c) => c.command.startsWith(prefix));
    this.menu.replaceChildren(...rows.map((c) => el('li', {}, el('button', {
      type: 'button', 'data-command': `/${c.command}`, onclick: () => this.send(`/${c.command}`),
    }, el('b', {}, `/${c.command}`), el('span', {}, c.description)))));
    this.menu.hidden = rows.length === 0;
    this.slash.setAttribute('aria-expanded', String(!this.menu.hidden));
  }

  closeMenu() {
    this.menu.hidden = true;
    this.slash.setAttribute('aria-expanded', 'false');
  }
}

// answered tells whether somebody has replied to a message already.
function answered(chat, m) {
  return [...chat.messages.values()].some((other) => other.replyTo?.id === m.id);
}
