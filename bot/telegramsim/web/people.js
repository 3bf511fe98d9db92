// The tabs that say whose phone it is, with what each has not read.
import { el } from './dom.js';

export class People {
  constructor(tabs, phone) {
    Object.assign(this, { tabs, phone });
    tabs.addEventListener('keydown', (e) => this.walk(e));
  }

  draw() {
    const chats = this.phone.chats;
    if (this.tabs.childElementCount !== chats.size) this.tabs.replaceChildren(...[...chats.values()].map((c) => this.tab(c)));
    for (const tab of this.tabs.children) {
      const chat = chats.get(Number(tab.dataset.chat));
      const open = chat.info.id === this.phone.open;
      tab.setAttribute('aria-selected', String(open));
      tab.tabIndex = open ? 0 : -1;
      const badge = tab.querySelector('.badge');
      badge.hidden = chat.unread === 0;
      badge.textContent = chat.unread || '';
      badge.setAttribute('aria-label', `${chat.unread} unread`);
    }
  }

  tab({ info }) {
    return el('button', {
      type: 'button', role: 'tab', class: 'person', 'data-chat': info.id, 'aria-controls': 'phone-screen',
      onclick: () => this.phone.show(info.id),
    }, el('span', { class: 'person-name' }, info.title), el('small', {}, info.group ? 'group' : info.people[0].language),
    el('b', { class: 'badge', hidden: true }));
  }

  walk(e) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step) return;
    const ids = [...this.phone.chats.keys()];
    this.phone.show(ids[(ids.indexOf(this.phone.open) + step + ids.length) % ids.length]);
    this.tabs.querySelector('[aria-selected="true"]').focus();
    e.preventDefault();
  }
}
