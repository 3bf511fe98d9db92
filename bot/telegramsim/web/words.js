// What the phone itself says, in the language of its owner.
const long = { weekday: 'long', day: 'numeric', month: 'long' };
const short = { day: '2-digit', month: '2-digit', year: 'numeric' }; // not every browser knows Kazakh months

const words = {
  en: { language: 'en-GB', day: long, typing: 'typing…', edited: 'edited', bot: 'bot', write: 'Message', start: 'Start', reply: 'Reply', hello: 'No messages here yet.' },
  ru: { language: 'ru', day: long, typing: 'печатает…', edited: 'изменено', bot: 'бот', write: 'Сообщение', start: 'Начать', reply: 'Ответить', hello: 'Здесь пока нет сообщений.' },
  kk: { language: 'ru', day: short, typing: 'жазып жатыр…', edited: 'өңделді', bot: 'бот', write: 'Хабарлама', start: 'Бастау', reply: 'Жауап беру', hello: 'Әзірге хабарлама жоқ.' },
};

export function wordsOf(language) {
  return words[(language || 'en').split('-')[0]] || words.en;
}
