// The phone: one chat as the person in it sees it.
import { attempt, byId, clock, clockWithSeconds, el, get, length, post, remove, setOptions, sizeOf, toast } from './dom.js';
import { formatted } from './entities.js';
import { Player } from './player.js';

const ACTIONS = {
  typing: 'typing…', upload_audio: 'sending audio…', upload_voice: 'sending audio…', record_voice: 'recording…',
  upload_document: 'sending a file…',
};
const CHANGES = { text: 'text edited', caption: 'caption edited', media: 'became', keyboard: 'buttons changed', deleted: 'deleted' };

const TOPIC_EVENTS = {
  forum_topic_created: 'created the topic', forum_topic_edited: 'renamed a topic to', forum_topic_closed: 'closed the topic',
};
const GENERAL_TOPIC = 1;     // its id

const drawn = new Map();     // message id → { key, element, player }
let telegram;                // state as last read
let chatId;                  // the chat shown
let messages = [];
let actionTimer;
let redraw;

export function initChat(refresh) {
  redraw = refresh;
  byId('chat').addEventListener('change', event => open(event.target.value));
  byId('composer').addEventListener('submit', event => {
    event.preventDefault();
    send(byId('text').value);
  });
  byId('start').addEventListener('click', () => attempt(() => post(`/sim/telegram/users/${chatId}/start`)));
  byId('commands').addEventListener('click', toggleMenu);
  byId('more').addEventListener('click', () => toggle(byId('more'), byId('sheet')));
  byId('history').addEventListener('change', () => { drawn.clear(); byId('messages').replaceChildren(); redraw(); });
  onForm('new-user', async form => open((await post('/sim/telegram/users', form)).id));
  onForm('new-group', async ({ title, kind }) => {
    const group = { title, members: [me()], supergroup: kind !== 'group', forum: kind === 'forum' };
    open((await post('/sim/telegram/chats', group)).id);
  });
  onForm('new-topic', form => post(`/sim/telegram/chats/${chatId}/topics`, form));
  onForm('rename-topic', form => post(`/sim/telegram/chats/${chatId}/topics/${byId('topic').value || GENERAL_TOPIC}/rename`, form));
  window.addEventListener('hashchange', () => openFromAddress());
}

export async function drawChat(state) {
  telegram = state;
  if (chatId === undefined) readAddress();
  if (!chat()) chatId = telegram.chats[0]?.id;
  setOptions(byId('chat'), telegram.chats.filter(any => !any.migrated_to).map(any => ({ value: any.id, label: nameOf(any) })));
  byId('chat').value = chatId;
  const shown = chatId;
  const read = await get(`/sim/telegram/chats/${shown}/messages`);
  if (shown !== chatId) return;
  messages = read;
  drawHeader();
  drawMessages();
  drawFoot();
}

const chat = () => telegram.chats.find(any => any.id === chatId);

/** The person acting: whose chat it is, or the owner of the group. */
const me = () => chat().members[0];

function nameOf(any) {
  const user = telegram.users.find(one => one.id === any.id);
  return any.kind === 'private' ? `${any.title}${user?.language_code ? ` · ${user.language_code}` : ''}` : `${any.title} · ${any.is_forum ? 'forum' : any.kind}`;
}

function readAddress() {
  const id = Number(new URLSearchParams(location.hash.slice(1)).get('chat'));
  if (id) chatId = id;
}

function openFromAddress() {
  readAddress();
  open(chatId);
}

function open(id) {
  chatId = Number(id);
  history.replaceState(null, '', `#chat=${chatId}`);
  drawn.clear();
  byId('messages').replaceChildren();
  byId('menu').hidden = true;
  redraw();
}

function onForm(id, act) {
  byId(id).addEventListener('submit', event => {
    event.preventDefault();
    const form = event.target;
    attempt(async () => {
      await act(Object.fromEntries(new FormData(form)));
      form.reset();
      byId('sheet').hidden = true;
    });
  });
}

function toggle(button, panel) {
  panel.hidden = !panel.hidden;
  button.setAttribute('aria-expanded', String(!panel.hidden));
}

async function toggleMenu() {
  if (byId('menu').hidden) {
    const commands = await get(`/sim/telegram/chats/${chatId}/commands?user_id=${me()}`);
    byId('menu').replaceChildren(...(commands.length ? commands.map(one =>
      el('button', { type: 'button', onclick: () => send(`/${one.command}`) }, el('b', {}, `/${one.command}`), el('span', {}, one.description)),
    ) : [el('p.none', {}, 'The bot has registered no commands.')]));
  }
  toggle(byId('commands'), byId('menu'));
}

async function send(text) {
  if (!text.trim()) return;
  byId('menu').hidden = true;
  const thread = Number(byId('topic').value);
  const sent = await attempt(() => post(`/sim/telegram/chats/${chatId}/messages`, {
    user_id: me(), text, ...(thread ? { message_thread_id: thread } : {}),
  }));
  if (sent) byId('text').value = '';
}

function drawHeader() {
  const now = chat();
  byId('avatar').textContent = 'Z';
  const busy = ACTIONS[now.action] ?? (now.action ? `${now.action.replaceAll('_', ' ')}…` : undefined);
  byId('status').textContent = busy ?? (now.kind === 'private' ? `@${telegram.bot}` : `${now.members.length + (now.bot_status === 'member' ? 1 : 0)} members`);
  byId('status').classList.toggle('busy', busy !== undefined);
  clearTimeout(actionTimer);
  if (busy) actionTimer = setTimeout(redraw, 5100);
  byId('chat-acts').replaceChildren(...chatActs(now));
  byId('new-topic').hidden = byId('rename-topic').hidden = !now.is_forum;
}

function chatActs(now) {
  const act = (label, path) => el('button', { type: 'button', onclick: () => attempt(async () => {
    const after = await post(path);
    if (after?.id) open(after.id);
  }) }, label);
  if (now.kind === 'private') {
    const blocked = telegram.users.find(user => user.id === chatId).blocked;
    return [act(blocked ? 'Unblock the bot' : 'Block the bot', `/sim/telegram/users/${chatId}/${blocked ? 'unblock' : 'block'}`)];
  }
  const path = `/sim/telegram/chats/${chatId}`;
  return [
    now.bot_status === 'member' && act('Kick the bot', `${path}/kick-bot`),
    now.kind === 'group' && act('Make it a supergroup', `${path}/migrate`),
    now.kind === 'group' && act('Turn on topics', `${path}/migrate?forum=true`),
    ...now.topics.flatMap(topic => [
      !topic.closed && act(`Close “${topic.name}”`, `${path}/topics/${topic.message_thread_id}/close`),
      el('button', { type: 'button', onclick: () => attempt(() => remove(`${path}/topics/${topic.message_thread_id}`)) }, `Delete “${topic.name}”`),
    ]),
  ].filter(Boolean);
}

function drawFoot() {
  const now = chat();
  const user = telegram.users.find(one => one.id === chatId);
  const closed = now.kind === 'private' && (!user.started || user.blocked);
  byId('composer').hidden = closed;
  byId('start').hidden = !closed;
  byId('start').textContent = user?.blocked ? 'RESTART THE BOT' : 'START';
  byId('topic').hidden = !now.is_forum;
  setOptions(byId('topic'), [{ value: '', label: now.general_topic ?? '' }, ...now.topics.map(topic => ({ value: topic.message_thread_id, label: topic.name }))]);
}

function drawMessages() {
  const box = byId('messages');
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  const withHistory = byId('history').checked;
  const visible = messages.filter(message => withHistory || !message.deleted);
  const wanted = visible.map(message => draw(message, withHistory));
  if (wanted.length === 0) wanted.push(el('div.empty', {}, 'No messages here yet. Press START, then send /connect.'));
  wanted.forEach((element, index) => {
    if (box.children[index] !== element) box.insertBefore(element, box.children[index] ?? null);
  });
  while (box.children.length > wanted.length) box.lastElementChild.remove();
  if (atEnd) box.scrollTop = box.scrollHeight;
}

/** Draws a message anew only if it has changed, and keeps a playing player through edits of its caption. */
function draw(message, withHistory) {
  const before = drawn.get(message.message_id);
  const key = JSON.stringify([message, topicOf(message)?.name]);
  if (before?.key === key) return before.element;
  const player = message.kind === 'audio' || message.kind === 'voice'
    ? before?.player?.path === message.file.path ? before.player : new Player(message.file)
    : undefined;
  const element = message.kind in TOPIC_EVENTS ? serviceElement(message, withHistory) : messageElement(message, player, withHistory);
  drawn.set(message.message_id, { key, element, player });
  return element;
}

const topicOf = message => chat().topics.find(one => one.message_thread_id === message.message_thread_id);

function serviceElement(message, withHistory) {
  const author = telegram.users.find(user => user.id === message.from_id);
  const element = el('div.service', { 'data-id': message.message_id },
    `${author?.first_name} ${TOPIC_EVENTS[message.kind]} “${message.text}”`, withHistory && historyElement(message));
  element.classList.toggle('gone', message.deleted);
  return element;
}

function messageElement(message, player, withHistory) {
  const mine = !message.from_bot;
  const author = telegram.users.find(user => user.id === message.from_id);
  const original = messages.find(other => other.message_id === message.reply_to_message_id && !other.deleted);
  const listening = player ?? (original && drawn.get(original.message_id)?.player);
  const topic = topicOf(message);
  const element = el('div.message', { 'data-id': message.message_id },
    el('div.bubble', {},
      chat().kind !== 'private' && el('div.author', {}, `${mine ? author?.first_name : 'ZoomAspire'}${topic ? ` · ${topic.name}` : ''}`),
      original && el('button.quote', { type: 'button', onclick: () => scrollTo(original.message_id) },
        original.text || original.file?.file_name || 'message'),
      player?.element,
      message.kind === 'document' && documentElement(message.file),
      message.text && el('div.text', {}, formatted({ ...message, text: seen(message) }, {
        seek: listening && (seconds => listening.seek(seconds)), duration: listening?.duration, command: text => send(text),
      })),
      el('div.meta', {}, message.edit_date && el('i', { title: clockWithSeconds(message.edit_date) }, 'edited'), clock(message.date))),
    message.keyboard.length > 0 && keyboardElement(message),
    withHistory && historyElement(message));
  element.classList.toggle('mine', mine);
  element.classList.toggle('gone', message.deleted);
  element.classList.toggle('wide', player !== undefined);
  return element;
}

/** Clients do not show what the link carried after which "Start" was pressed. */
const seen = message => message.from_bot || chat().kind !== 'private' ? message.text : message.text.replace(/^(\/start) \S+$/, '$1');

function scrollTo(id) {
  byId('messages').querySelector(`[data-id="${id}"]`)?.scrollIntoView({ block: 'center' });
}

function documentElement(file) {
  return el('a.file', { href: `${file.path}?download=true` }, el('span', {}, '📄'),
    el('div', {}, el('b', {}, file.file_name), el('small', {}, sizeOf(file.size))));
}

function keyboardElement(message) {
  return el('div.keyboard', {}, ...message.keyboard.map(row => el('div', {}, ...row.map(button =>
    el(button.url ? 'button.url' : 'button', { type: 'button', title: button.url, onclick: event => press(message, button, event.currentTarget) }, button.text)))));
}

async function press(message, button, element) {
  if (button.url) {
    window.open(button.url, '_blank', 'noopener');
    return;
  }
  element.disabled = true;
  const pressed = await attempt(() => post(
    `/sim/telegram/chats/${chatId}/messages/${message.message_id}/press`, { user_id: me(), button: button.callback_data }));
  const answer = pressed && await answerTo(pressed.callback_query_id);
  element.disabled = false;
  if (pressed && !answer) toast('The bot has not answered the button.');
  else if (answer?.text && answer.show_alert) alert(answer.text);
  else if (answer?.text) toast(answer.text);
}

/** Waits for the bot's answer to a press, as the spinning button of a client does. */
async function answerTo(id) {
  for (const until = Date.now() + 10_000; Date.now() < until;) {
    const answer = await get(`/sim/telegram/callbacks/${id}`);
    if (answer) return answer;
    await new Promise(resume => setTimeout(resume, 150));
  }
  return undefined;
}

function historyElement(message) {
  return el('ol.history', {}, ...message.history.map(was => el('li', {},
    el('time', {}, clockWithSeconds(was.at)),
    was.change === 'sent' ? `sent as ${was.kind} ` : was.change === 'media' ? `became ${was.kind} ` : `${CHANGES[was.change]} `,
    el('span', {}, was.change === 'deleted' ? '' : `“${shorten(was.text)}”`, was.buttons.length ? ` [${was.buttons.join('] [')}]` : ''))),
  message.file && el('li', {}, el('span', {}, `SHA-256 ${message.file.sha256.slice(0, 16)}…, ${message.file.size.toLocaleString()} bytes`)));
}

const shorten = text => text.length > 60 ? `${text.slice(0, 59)}…` : text;
