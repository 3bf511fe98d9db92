// The little city: its clock, the cabinet's mood, its cards and the requests that
// the cabinet receives. The server tells the whole state whenever it has changed.

// mountCity puts the city into root. base is where its server half is; timeZone that of
// the times shown; onChange(state) is called with each state, onCopy(pan) when a
// number was copied.
export async function mountCity(root, { base, timeZone, onChange = () => {}, onCopy = () => {} }) {
  const page = await (await fetch(`${base}city.html`)).text();
  root.append(...new DOMParser().parseFromString(page, 'text/html').body.children);
  return new City(root, base, timeZone, onChange, onCopy);
}

const moodNotes = {
  fine: 'Answers at once.',
  slow: 'Every answer takes four seconds.',
  busy: '“Too many requests”, for twenty seconds.',
  down: 'Bad gateway. The bot shows what it knew, with its age.',
  banning: 'The address is banned. The bot stops asking for hours.',
  redesigned: 'The site has changed. The bot says so instead of guessing.',
};

class City {
  constructor(root, base, timeZone, onChange, onCopy) {
    Object.assign(this, { root, base, onChange, onCopy, cards: new Map(), ahead: 0 });
    const format = (options) => new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
    this.time = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
    this.day = format({ weekday: 'long', day: 'numeric', month: 'long' });
    this.moment = format({ day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit' });
    setInterval(() => this.tick(), 1000);
    this.listen();
  }

  // listen takes the state whenever it comes; a page that nobody looks at gives
  // its line back, for a browser keeps few to one address.
  listen() {
    this.source?.close();
    if (!document.hidden) {
      this.source = new EventSource(`${this.base}events`);
      this.source.addEventListener('city', (e) => this.draw(JSON.parse(e.data)));
      this.source.onerror = () => {
        if (this.source.readyState === EventSource.CLOSED) setTimeout(() => this.listen(), 2000);
      };
    }
    document.addEventListener('visibilitychange', () => this.listen(), { once: true });
  }

  draw(state) {
    this.ahead = Date.parse(state.now) - Date.now();
    this.tick();
    this.drawMoves(state.moves);
    this.drawMoods(state);
    for (const card of state.cards) this.drawCard(card, state.routes);
    this.drawRequests(state);
    this.onChange(state);
  }

  tick() {
    const now = new Date(Date.now() + this.ahead);
    const clock = this.root.querySelector('.clock-time');
    clock.textContent = this.time.format(now).slice(0, 5);
    clock.dateTime = now.toISOString();
    this.root.querySelector('.clock-day').textContent = this.day.format(now);
  }

  drawMoves(moves) {
    const row = this.root.querySelector('.moves');
    if (row.childElementCount === moves.length) return;
    row.replaceChildren(...moves.map((m) => {
      const button = make('button', 'move', m.label);
      button.type = 'button';
      button.addEventListener('click', () => this.ask('clock', { move: m.name }));
      return button;
    }));
  }

  drawMoods({ mode, modes }) {
    const row = this.root.querySelector('.moods-row');
    if (row.childElementCount === 0) row.append(...modes.map((m) => this.mood(m)));
    for (const input of row.querySelectorAll('input')) input.checked = input.value === mode;
    const note = this.root.querySelector('.mood-note');
    if (note.textContent !== moodNotes[mode]) note.textContent = moodNotes[mode];
    this.root.dataset.mode = mode;
  }

  mood(mode) {
    const label = make('label', 'mood', '');
    const input = make('input', '', '');
    Object.assign(input, { type: 'radio', name: 'mood', value: mode });
    input.addEventListener('change', () => this.ask('mode', { mode }));
    label.append(input, make('span', `mood-${mode}`, mode));
    return label;
  }

  drawCard(card, routes) {
    const node = this.cards.get(card.pan) || this.newCard(card, routes);
    const money = node.querySelector('.card-balance');
    money.textContent = tenge(card.balance);
    money.classList.toggle('low', card.fare > 0 && card.balance < 50000);
    node.classList.toggle('blocked', card.blocked);
    node.querySelector('.ride').disabled = card.blocked;
    node.querySelector('.recall').textContent = card.recall;
    node.querySelector('.known').hidden = card.recall === '';
    node.querySelector('.rows').replaceChildren(...card.rows.map((row) => this.row(row)));
  }

  newCard(card, routes) {
    this.root.querySelector('.cards').append(this.root.querySelector('#card-template').content.cloneNode(true));
    const node = this.root.querySelector('.cards').lastElementChild;
    const part = (name) => node.querySelector(`.${name}`);
    const label = card.label.replace('-', ' ');
    node.dataset.card = card.pan;
    node.dataset.label = card.label;
    part('card-label').textContent = label;
    part('card-class').textContent = card.fare > 0 ? `${card.class}, ${tenge(card.fare)}` : card.class;
    part('card-pan').textContent = card.grouped;
    part('copy').setAttribute('aria-label', `Copy the number of the ${label} card`);
    part('route').setAttribute('aria-label', `Route for the ${label} card`);
    part('ride').setAttribute('aria-label', `Tap the ${label} card on a bus of the chosen route`);
    part('topup').setAttribute('aria-label', `Top up the ${label} card by 1 000 ₸`);
    const usual = [card.route, ...routes.filter((r) => r !== card.route)];
    part('route').append(...usual.map((r) => make('option', '', r)));
    part('copy-recall').setAttribute('aria-label', `Copy two rides of the ${label} card, as its holder remembers them`);
    part('copy').addEventListener('click', () => { this.copy(part('card-pan'), part('copy')); this.onCopy(card.pan); });
    part('copy-recall').addEventListener('click', () => this.copy(part('recall'), part('copy-recall')));
    part('ride').addEventListener('click', () => this.ask('ride', { pan: card.pan, route: part('route').value }, part('card-note')));
    part('topup').addEventListener('click', () => this.ask('topup', { pan: card.pan, tiyn: 100000 }, part('card-note')));
    this.cards.set(card.pan, node);
    return node;
  }

  row(t) {
    const words = { ride: t.amount > 0 ? '↩️ fare back' : `🚌 ${t.route}`, topup: '💰 top-up', pass: '🎫 pass bought' };
    const what = words[t.operation] ?? t.operation;
    const item = make('li', '', '');
    item.append(make('time', '', this.moment.format(new Date(t.at)).replace('/', '.').replace(',', '')), make('span', '', what),
      make('span', 'plate', t.vehicle), make('b', '', t.amount === 0 ? '—' : (t.amount > 0 ? '+' : '') + tenge(t.amount)));
    return item;
  }

  // copy copies a text, or selects it where the browser lets no page copy.
  async copy(text, button) {
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(text);
      button.textContent = 'Selected';
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  }

  drawRequests({ requests, total }) {
    this.root.querySelector('.total').textContent = `${total} so far`;
    this.root.querySelector('.log-empty').hidden = requests.length > 0;
    this.root.querySelector('tbody').replaceChildren(...requests.map((q) => {
      const row = make('tr', q.status === 200 && q.outcome === 'ok' ? 'good' : 'bad', '');
      const answer = make('td', 'answer', '');
      answer.append(make('span', 'code', q.status || 'none'), ` ${q.outcome}`);
      row.append(make('td', '', this.time.format(new Date(q.at))), make('td', '', q.kind), make('td', '', q.card), answer, make('td', 'number', q.ms));
      return row;
    }));
  }

  // ask wants something of the city; what it refuses is said in note.
  async ask(what, wish, note = this.root.querySelector('.mood-note')) {
    try {
      const answer = await fetch(this.base + what, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(wish),
      });
      note.textContent = answer.ok ? '' : await answer.text();
    } catch {
      note.textContent = 'The demo does not answer: has it been stopped?';
    }
  }
}

function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.textContent = text;
  return node;
}

// tenge writes tiyn as money: "1 240 ₸", with narrow spaces and a true minus.
function tenge(tiyn) {
  const whole = String(Math.trunc(Math.abs(tiyn) / 100)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return `${tiyn < 0 ? '−' : ''}${whole}\u202f₸`;
}
