// The line to the server: all of the phone when it opens, then what happens.

// listen calls on[event](data) for each event and on.line(up) when the line comes and
// goes. A page that nobody looks at gives its line back, for a browser keeps
// few to one address; it gets everything again when it is looked at.
export function listen(url, on) {
  let source = null;
  const open = () => {
    source = new EventSource(url);
    source.onopen = () => on.line(true);
    source.onerror = () => {
      on.line(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(reopen, 2000);
    };
    for (const name of ['phone', 'message', 'edit', 'delete', 'reaction', 'action']) {
      source.addEventListener(name, (e) => on[name](JSON.parse(e.data)));
    }
  };
  const reopen = () => {
    source.close();
    if (!document.hidden) open();
  };
  document.addEventListener('visibilitychange', reopen);
  open();
}
