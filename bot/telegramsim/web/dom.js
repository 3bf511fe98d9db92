// Small helpers. Text always enters the page as text nodes.

// el makes an element: el('b', {class: 'x', onclick: f}, 'text', child, …). Props
// beginning with "on" are listeners, the others attributes; false leaves one out.
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

// post sends JSON and returns the answer's JSON; a refusal becomes an Error.
export async function post(url, body) {
  const answer = await fetch(url, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return answer.json();
}

// link makes a link that a person may follow, or only its text if it leads
// somewhere a browser should not go.
export function link(url, ...children) {
  if (!/^(https?|tg|mailto|tel):/i.test(url)) return el('span', {}, ...children);
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}
