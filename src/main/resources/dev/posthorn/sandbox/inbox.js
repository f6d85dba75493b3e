// Keeps the list of mail fresh: asks every two seconds whether it changed, and puts the new one in.
'use strict';

const parts = ['mails', 'count', 'pager'];
const live = document.getElementById('live');
const paused = 'The sandbox does not answer. Is it still running?';
let version = document.getElementById('mails').dataset.version;
let timer = 0;

function messages() {
  return parseInt(document.getElementById('count').textContent, 10);
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  const focused = document.activeElement ? document.activeElement.id : '';
  const before = messages();
  for (const id of parts) {
    document.getElementById(id).replaceWith(document.adoptNode(fresh.getElementById(id)));
  }
  const again = focused && document.getElementById(focused);
  if (again) {
    again.focus({ preventScroll: true });
  }
  const more = messages() - before;
  if (more > 0) {
    live.textContent = more === 1 ? '1 new message' : more + ' new messages';
  }
}

async function refresh() {
  clearTimeout(timer);
  if (document.hidden) {
    return;
  }
  try {
    const answer = await fetch(location.href, {
      cache: 'no-store',
      headers: { 'If-None-Match': version },
    });
    if (answer.ok) {
      version = answer.headers.get('ETag');
      show(await answer.text());
    }
    if (live.textContent === paused) {
      live.textContent = '';
    }
  } catch {
    live.textContent = paused;
  }
  clearTimeout(timer);
  timer = setTimeout(refresh, 2000);
}

document.addEventListener('visibilitychange', refresh);
refresh();
