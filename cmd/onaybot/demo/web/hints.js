// The first minute: one hint at a time, from what has happened in the chats and the
// city. A hint is gone once what it asks for is done, however it was done.

const low = 50000; // tiyn, the bot's threshold at first

const steps = [
  { text: () => 'Copy a card number in the city. The school card is a good one to begin with.', at: '[data-label="school"] .copy', side: 'city' },
  { text: () => 'Paste the number into the chat and press Enter.', at: '.composer textarea', side: 'phone' },
  { text: () => 'The bot knows the card. Name it with a button, then ask for the balance: /balance', at: '.composer textarea', side: 'phone' },
  { text: (s) => rideText(s), at: (s) => `[data-card="${s.card?.pan}"] .${s.low && !s.wasAbove ? 'topup' : 'ride'}`, side: 'city' },
  { text: () => 'Below 500 ₸. Now wait a few seconds: the bot looks at the card by itself…', side: 'phone' },
  { text: (s) => proofText(s), at: (s) => `[data-card="${s.card?.pan}"] .copy-recall`, side: 'city' },
  { text: () => 'The rides are open here. Now let somebody in: press “🎟” under them, choose for whom, and click the link.', side: 'phone' },
  { text: () => 'Two follow the card now. Next: /alerts and the clock, a family in one chat, or break the cabinet.' },
];

function rideText({ card, low: isLow, wasAbove }) {
  if (!card) return 'This card rides without paying. Add the school card too, to see an alert.';
  if (isLow && !wasAbove) return `The ${name(card)} card is low already. Top it up, then ride it below 500 ₸.`;
  return `Now spend: tap the ${name(card)} card on a bus until it has less than 500 ₸.`;
}

function proofText({ card }) {
  return `There is your push. Rides are shown only to who rides: send /trips, then the two rides under the ${name(card)} card.`;
}

const name = (card) => card.label.replace('-', ' ');

// remember keeps whether hints are wanted, where the browser lets a page keep things.
const remember = {
  wanted() { try { return localStorage.getItem('hints') !== 'off'; } catch { return true; } },
  want(on) { try { localStorage.setItem('hints', on ? 'on' : 'off'); } catch { /* asked again next time */ } },
};

export class Hints {
  constructor(page) {
    Object.assign(this, { page, step: 0, copiedOne: false, messages: [], cards: [], above: new Set() });
    this.box = page.querySelector('.hint');
    this.again = page.querySelector('.hints-again');
    this.box.querySelector('.hint-steps').append(...steps.map(() => page.createElement('li')));
    this.box.querySelector('.hint-close').addEventListener('click', () => this.toggle(false));
    this.again.addEventListener('click', () => this.toggle(true));
    this.toggle(remember.wanted());
  }

  toggle(on) {
    this.on = on;
    remember.want(on);
    this.box.hidden = !on;
    this.again.hidden = on;
    this.show();
  }

  copied() { this.copiedOne = true; this.show(); }

  chats(chats) {
    this.messages = chats.flatMap((c) => [...c.messages.values()].filter((m) => m.byBot));
    this.show();
  }

  city(state) { this.cards = state.cards; this.show(); }

  // said tells whether the bot has said something about a card, after a mark and
  // above a button that begins with another.
  said(card, mark = '', button = '') {
    const tail = `·${card.pan.slice(-4)}`;
    return this.messages.some((m) => m.text.startsWith(mark) && m.text.includes(tail)
      && (!button || m.buttons?.flat().some((b) => b.text.startsWith(button))));
  }

  // situation is where the newcomer stands.
  situation() {
    const linked = this.cards.filter((c) => this.said(c));
    const paying = linked.filter((c) => c.fare > 0 && !c.blocked);
    for (const c of paying) if (c.balance >= low) this.above.add(c.pan);
    const card = paying.find((c) => this.above.has(c.pan)) || paying[0];
    return {
      card, linked: linked.length > 0, asked: linked.some((c) => this.said(c, '💳')),
      low: card && card.balance < low, wasAbove: card && this.above.has(card.pan), pushed: paying.some((c) => this.said(c, '🔔')),
      proved: linked.some((c) => this.said(c, '🧾') || this.said(c, '✅', '🎟')), let: linked.some((c) => this.said(c, '🎟', '👥')),
    };
  }

  // reached is the first step that is not done yet; a step once done stays done.
  reached(s) {
    if (s.let) return 7;
    if (s.pushed) return s.proved ? 6 : 5;
    if (s.asked && s.low && s.wasAbove) return 4;
    if (s.asked) return 3;
    if (s.linked) return 2;
    return this.copiedOne ? 1 : 0;
  }

  show() {
    const s = this.situation();
    this.step = Math.max(this.step, this.reached(s));
    if (this.step === 4 && !s.low) this.step = 3;
    const { text, at, side } = steps[this.step];
    const line = this.box.querySelector('.hint-text');
    if (line.textContent !== text(s)) line.textContent = text(s);
    for (const old of this.page.querySelectorAll('.hinted')) old.classList.remove('hinted');
    if (!this.on) return;
    const selector = typeof at === 'function' ? at(s) : at;
    if (selector) this.page.querySelector(selector)?.classList.add('hinted');
    if (side) this.page.querySelector(`.side[data-side="${side}"]`)?.classList.add('hinted');
    this.box.dataset.step = this.step;
    [...this.box.querySelectorAll('.hint-steps li')].forEach((dot, i) => { dot.className = i < this.step ? 'done' : i === this.step ? 'now' : ''; });
  }
}
