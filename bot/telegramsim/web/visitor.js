// Opens a link that leads to the bot on one of the phones, for a link is passed on.
import { el } from './dom.js';

export class Visitor {
  constructor(box, phone) {
    Object.assign(this, { box, phone });
    box.querySelector('.visitor-close').addEventListener('click', () => box.close());
  }

  // ask lets the visitor say whose phone it is that opens the link.
  ask(word) {
    const people = [...this.phone.chats.values()].filter((c) => !c.info.group);
    this.box.querySelector('.visitor-people').replaceChildren(...people.map((c) => el('button', {
      type: 'button', 'data-opens': c.info.id, onclick: () => this.open(c.info.id, word),
    }, c.info.title)));
    this.box.showModal();
  }

  open(id, word) {
    this.box.close();
    this.phone.show(id);
    this.phone.composer.focus();
    this.phone.say(`/start ${word}`);
  }
}
