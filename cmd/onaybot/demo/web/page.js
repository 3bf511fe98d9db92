// Joins the phone and the city, and shows a newcomer around.
import { mountPhone } from './phone/phone.js';
import { mountCity } from './city/city.js';
import { Hints } from './hints.js';

// Kazakhstan is five hours ahead of UTC everywhere; older zone data still says six.
const timeZone = 'Etc/GMT-5';

const main = document.querySelector('main');
const sides = [...document.querySelectorAll('.side')];

// turn shows one half on a screen that has no room for both.
function turn(side) {
  main.dataset.side = side;
  for (const tab of sides) {
    const open = tab.dataset.side === side;
    tab.setAttribute('aria-selected', String(open));
    tab.tabIndex = open ? 0 : -1;
  }
}

for (const tab of sides) {
  tab.addEventListener('click', () => turn(tab.dataset.side));
  tab.addEventListener('keydown', (e) => {
    if (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight') return;
    const other = sides.find((s) => s !== tab);
    turn(other.dataset.side);
    other.focus();
  });
}
turn('phone');

const hints = new Hints(document);

function unread(chats) {
  const count = chats.reduce((sum, chat) => sum + chat.unread, 0);
  const badge = document.querySelector('.sides .badge');
  badge.hidden = count === 0;
  badge.textContent = count || '';
  badge.setAttribute('aria-label', `${count} unread`);
  document.title = (count > 0 ? `(${count}) ` : '') + 'ONAY bot: demo';
}

const phone = await mountPhone(document.getElementById('phone'), {
  base: 'phone/', timeZone,
  onChange: (chats) => { unread(chats); hints.chats(chats); },
});
// A narrow screen brings the chat back into sight: what it holds is read by then.
sides[0].addEventListener('click', () => phone.scrollDown());

await mountCity(document.getElementById('city'), {
  base: 'city/', timeZone,
  onChange: (state) => hints.city(state),
  onCopy: (pan) => hints.copied(pan),
});
