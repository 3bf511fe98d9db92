// What the phone itself says, in the language of its owner.
const words = {
  en: { typing: 'typing…', edited: 'edited', bot: 'bot', write: 'Message', start: 'Start', reply: 'Reply', hello: 'No messages here yet.' },
  ru: { typing: 'печатает…', edited: 'изменено', bot: 'бот', write: 'Сообщение', start: 'Начать', reply: 'Ответить', hello: 'Здесь пока нет сообщений.' },
  kk: { typing: 'жазып жатыр…', edited: 'өңделді', bot: 'бот', write: 'Хабарлама', start: 'Бастау', reply: 'Жауап беру', hello: 'Әзірге хабарлама жоқ.' },
};

export function wordsOf(language) {
  return words[(language || 'en').split('-')[0]] || words.en;
}
