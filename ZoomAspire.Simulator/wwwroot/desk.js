// The desk: what happens at Zoom, what goes wrong, and which calls were made.
import { attempt, byId, clockWithSeconds, el, post, remove, setOptions, sizeOf } from './dom.js';

const OPERATIONS = ['api', 'token', 'revoke', 'profile', 'list_recordings', 'get_recordings', 'change_recordings', 'transcript',
  'summary', 'meetings', 'past_meetings', 'download', 'download_file', 'webhook'];
const ANY_KINDS = ['server_error', 'unavailable', 'rate_limited', 'hang', 'drop', 'html', 'unauthorized', 'delay'];
const API_KINDS = ['malformed_json', 'error_in_success', 'missing_scope'];
const OWN_KINDS = {
  token: ['lost_response'], get_recordings: [...API_KINDS, 'processing', 'partial'],
  download: ['hostile_redirect', 'no_redirect', 'redirect_loop', 'expired_link'], download_file: ['truncate'], revoke: [],
  webhook: ['duplicate', 'reorder', 'delay', 'forged_signature', 'old_timestamp', 'lost'],
};
const METHODS = ['*', 'sendMessage', 'editMessageMedia', 'sendAudio', 'sendDocument', 'editMessageText', 'editMessageCaption',
  'answerCallbackQuery', 'deleteMessage', 'sendChatAction', 'getMe', 'getUpdates'];
const TELEGRAM_KINDS = ['too_many_requests', 'internal_error', 'bad_gateway_after', 'reset_before', 'reset_after', 'slow'];
const SHOWN = 60;
const STATES = { delivered: 'good', waiting_to_retry: 'warn', pending: '', refused: 'bad', lost: 'bad' };

let zoom;

export function initDesk() {
  for (const tab of document.querySelectorAll('[role="tab"]')) tab.addEventListener('click', () => select(tab));
  setOptions(byId('zoom-fault').elements.on, options(OPERATIONS));
  byId('zoom-fault').elements.on.addEventListener('change', offerKinds);
  offerKinds();
  setOptions(byId('telegram-fault').elements.method, METHODS.map(method => ({ value: method, label: method === '*' ? 'any method' : method })));
  setOptions(byId('telegram-fault').elements.kind, options(TELEGRAM_KINDS));
  onSubmit('meeting', endMeeting);
  onSubmit('new-zoom-user', async (fields, form) => {
    await post('/sim/zoom/users', fields);
    form.reset();
  });
  onSubmit('zoom-fault', addZoomFault);
  onSubmit('telegram-fault', ({ method, kind, times, value }) =>
    post('/sim/telegram/faults', { method, kind, times: Number(times), value: Number(value) }));
  byId('clear-telegram-faults').addEventListener('click', () => attempt(() => remove('/sim/telegram/faults')));
  byId('telegram-settings').addEventListener('change', event => attempt(() => saveSettings(event.currentTarget)));
  byId('reset').addEventListener('click', () => attempt(async () => {
    await Promise.all([post('/sim/telegram/reset'), post('/sim/zoom/reset')]);
    location.hash = '';
    location.reload();
  }));
}

export function drawDesk(telegram, calls, newZoom) {
  zoom = newZoom ?? zoom;
  drawTelegram(telegram, calls);
  if (newZoom) drawZoom();
  count('fault-count', telegram.faults.length + (zoom?.faults.length ?? 0));
  count('violation-count', telegram.violations.length);
}

const options = names => names.map(name => ({ value: name, label: name.replaceAll('_', ' ') }));

function onSubmit(id, act) {
  byId(id).addEventListener('submit', event => {
    event.preventDefault();
    const form = event.currentTarget;
    attempt(() => act(Object.fromEntries(new FormData(form)), form));
  });
}

function select(tab) {
  for (const other of document.querySelectorAll('[role="tab"]')) {
    other.setAttribute('aria-selected', String(other === tab));
    byId(other.getAttribute('aria-controls')).hidden = other !== tab;
  }
}

function count(id, number) {
  byId(id).textContent = number;
  byId(id).hidden = number === 0;
}

async function endMeeting(fields) {
  const chosen = (name, value) => fields[name] ? { [value ?? name]: true } : {};
  const number = (name, scale = 1, as = name) => fields[name] ? { [as]: Number(fields[name]) * scale } : {};
  const ended = await post('/sim/zoom/meetings/end', {
    user_id: fields.user_id, topic: fields.topic,
    ...number('duration'), ...number('megabytes', 1 << 20, 'size'), ...number('processing_seconds'),
    ...chosen('with_transcript'), ...chosen('with_summary'),
    ...(fields.without_audio ? { with_audio: false } : {}), ...(fields.without_webhook ? { send_webhook: false } : {}),
  });
  byId('meeting-result').textContent = ended.webhook_sent_at
    ? `recording.completed sent at ${clockWithSeconds(ended.webhook_sent_at)}`
    : fields.without_webhook ? 'recorded, nobody was told' : 'recorded; the webhook waits for processing, or the host has not installed the app';
}

function offerKinds() {
  const on = byId('zoom-fault').elements.on.value;
  const kinds = on === 'webhook' ? OWN_KINDS.webhook : [...ANY_KINDS, ...(OWN_KINDS[on] ?? API_KINDS)];
  setOptions(byId('zoom-fault').elements.kind, options(kinds));
}

function addZoomFault({ on, kind, count: times, seconds }) {
  const fault = { on, kind, ...(times ? { count: Number(times) } : {}), ...(seconds ? { seconds: Number(seconds) } : {}) };
  return post('/sim/zoom/faults', { faults: [...zoom.faults, fault] });
}

function saveSettings(form) {
  const megabytes = Number(form.elements.megabytes.value);
  return post('/sim/telegram/settings', {
    old_server: form.elements.old_server.checked,
    local_server: form.elements.local_server.checked,
    too_large_answer: form.elements.too_large_answer.value,
    ...(megabytes ? { upload_limit: megabytes << 20 } : {}),
  });
}

function drawTelegram(telegram, calls) {
  byId('telegram-faults').replaceChildren(...telegram.faults.map(fault => el('li', {},
    el('span.badge.warn', {}, fault.kind.replaceAll('_', ' ')), fault.method === '*' ? 'any method' : fault.method, ` × ${fault.times}`)));
  byId('clear-telegram-faults').hidden = telegram.faults.length === 0;
  const form = byId('telegram-settings');
  if (!form.contains(document.activeElement)) {
    form.elements.old_server.checked = telegram.settings.old_server;
    form.elements.local_server.checked = telegram.settings.local_server;
    form.elements.too_large_answer.value = telegram.settings.too_large_answer;
    form.elements.megabytes.value = telegram.settings.upload_limit ? telegram.settings.upload_limit / (1 << 20) : '';
  }
  byId('violations-card').hidden = telegram.violations.length === 0;
  byId('violations').replaceChildren(...telegram.violations.toReversed().map(violation => el('li', {},
    clockWithSeconds(violation.at), el('b', {}, violation.method), violation.problem)));
  fill('telegram-calls', calls.toReversed(), 'No calls yet.', call => [
    el('td.time', {}, clockWithSeconds(call.at)),
    el('td', {}, call.method, call.description && el('small', {}, call.description)),
    el('td.end', {}, call.chat_id ?? '', ' ', statusBadge(call.status)),
  ]);
}

function drawZoom() {
  const nameOf = id => zoom.users.find(user => user.id === id)?.display_name ?? id ?? '';
  setOptions(byId('meeting').elements.user_id, zoom.users.map(user => ({
    value: user.id, label: `${user.display_name}${user.installed ? '' : ' (not connected)'}`,
  })));
  fill('zoom-users', zoom.users, 'Nobody yet.', user => {
    const grant = zoom.grants.find(one => one.user_id === user.id);
    return [
      el('td', {}, user.display_name, el('small', {}, `${user.email} · ${user.plan}`)),
      el('td', {}, user.installed ? el('span.badge.good', {}, 'connected') : el('span.badge', {}, 'not connected'),
        grant && el('small', {}, `token until ${clockWithSeconds(grant.access_expires_at)}, refreshed ${grant.refreshes} times`)),
      el('td.end', {}, user.installed && el('button', { onclick: () => attempt(() => post(`/sim/zoom/users/${user.id}/remove-app`)) }, 'Remove app')),
    ];
  });
  fill('webhooks', zoom.deliveries.toReversed().slice(0, SHOWN), 'No webhook has been sent yet.', delivery => {
    const last = delivery.attempts.at(-1);
    const meeting = zoom.meetings.find(one => one.uuid === delivery.meeting_uuid);
    return [
      el('td.time', {}, clockWithSeconds(delivery.created_at)),
      el('td', {}, delivery.event, meeting && el('small', {}, meeting.topic)),
      el('td.end', {}, el(`span.badge${STATES[delivery.state] ? `.${STATES[delivery.state]}` : ''}`, {}, delivery.state.replaceAll('_', ' ')),
        el('small', {}, delivery.attempts.map(one => one.status ?? one.failure).join(', '), last ? ` · ${last.duration_ms} ms` : '')),
    ];
  });
  fill('recordings', zoom.meetings.toReversed().slice(0, SHOWN), 'No meeting has been recorded yet.', meeting => [
    el('td.time', {}, clockWithSeconds(meeting.start_time)),
    el('td', {}, meeting.topic, el('small', {}, `${nameOf(meeting.host_id)} · ${meeting.duration} min · `,
      meeting.files.map(file => `${file.recording_type} ${sizeOf(file.size)}`).join(', '))),
    el('td.end', {}, ...recordingActs(meeting)),
  ]);
  byId('zoom-faults').replaceChildren(...zoom.faults.map((fault, index) => el('li', {},
    el('span.badge.warn', {}, fault.kind.replaceAll('_', ' ')), fault.on.replaceAll('_', ' '), fault.count ? ` × ${fault.count}` : ' until taken back',
    el('button.quiet', { onclick: () => attempt(() => post('/sim/zoom/faults', { faults: zoom.faults.toSpliced(index, 1) })) }, 'take back'))));
  fill('zoom-calls', zoom.calls.toReversed().slice(0, SHOWN), 'No calls yet.', call => [
    el('td.time', {}, clockWithSeconds(call.at)),
    el('td', {}, call.operation.replaceAll('_', ' '), el('small', {}, [nameOf(call.user_id), call.subject, call.bytes && sizeOf(call.bytes)].filter(Boolean).join(' · '))),
    el('td.end', {}, statusBadge(call.status)),
  ]);
}

function recordingActs(meeting) {
  const act = (label, state) => el('button.quiet', { onclick: () => attempt(() => post('/sim/zoom/recordings', { uuid: meeting.uuid, state })) }, label);
  switch (meeting.state) {
    case 'present': return [act('trash', 'trashed')];
    case 'trashed': return [el('span.badge.warn', {}, 'trashed'), act('recover', 'present'), act('delete', 'deleted')];
    default: return [el('span.badge.bad', {}, 'deleted')];
  }
}

function statusBadge(status) {
  const kind = status === 0 || status >= 500 ? '.bad' : status >= 400 ? '.warn' : '.good';
  return el(`span.badge${kind}`, {}, status === 0 ? 'reset' : status);
}

function fill(id, items, none, row) {
  byId(id).replaceChildren(...(items.length ? items.map(item => el('tr', {}, ...row(item))) : [el('tr', {}, el('td.none', {}, none))]));
}
