// Entry: keeps the two halves of the page current. Everything on it is read from the control API (README.md).
import { drawChat, initChat } from './chat.js';
import { drawDesk, initDesk } from './desk.js';
import { get } from './dom.js';

const live = document.getElementById('live');
const wanted = new Set();
let running = false;

async function refresh(topic) {
  wanted.add(topic);
  if (running) return;
  running = true;
  while (wanted.size > 0) {
    const topics = new Set(wanted);
    wanted.clear();
    try {
      const all = topics.has('all');
      const [telegram, calls, zoom] = await Promise.all([
        get('/sim/telegram/state'),
        get('/sim/telegram/calls?last=60'),
        all || topics.has('zoom') ? get('/sim/zoom/state') : undefined,
      ]);
      await drawChat(telegram);
      drawDesk(telegram, calls, zoom);
      document.querySelector('main').inert = false; // Nothing can be pressed before it is known what there is.
    } catch (error) {
      console.error(error);
    }
  }
  running = false;
}

initChat(() => refresh('telegram'));
initDesk();

// One stream tells that something has changed. It begins with "all", also after the simulator was away for a while.
const events = new EventSource('/sim/events');
events.addEventListener('changed', event => {
  live.classList.add('on');
  refresh(event.data);
});
events.addEventListener('error', () => live.classList.remove('on'));
