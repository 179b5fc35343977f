// The few helpers that both halves use. Text from outside only ever becomes text nodes.

/** Makes an element: el('a.big', { href, onclick }, child, 'text', …). */
export function el(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElement(tag);
  element.className = classes.join(' ');
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter(child => child !== undefined && child !== null && child !== false));
  return element;
}

export const byId = id => document.getElementById(id);

export async function get(path) {
  return answer(await fetch(path));
}

export async function post(path, body = {}) {
  return answer(await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }));
}

export async function remove(path) {
  return answer(await fetch(path, { method: 'DELETE' }));
}

async function answer(response) {
  const body = response.headers.get('content-type')?.includes('json') ? await response.json() : undefined;
  if (!response.ok) throw new Error(body?.detail ?? body?.error ?? `${response.status} ${response.statusText}`);
  return body;
}

let toastTimer;

/** Shows a sentence over the chat for a while. */
export function toast(text) {
  const box = byId('toast');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.hidden = true; }, 4000);
}

/** Runs something that may be refused, and says why. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(error.message);
    return undefined;
  }
}

/** Sets the options of a select without losing the choice. */
export function setOptions(select, options) {
  const key = JSON.stringify(options);
  if (select.dataset.key === key) return;
  select.dataset.key = key;
  const chosen = select.value;
  select.replaceChildren(...options.map(option => el('option', { value: option.value }, option.label)));
  if (options.some(option => String(option.value) === chosen)) select.value = chosen;
}

export const clock = at => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

export const clockWithSeconds = at => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const sizeOf = bytes => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;

/** 75 → "1:15", 3675 → "1:01:15". */
export function length(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map(part => String(part).padStart(2, '0'));
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${parts.join(':')}` : `${Number(parts[0])}:${parts[1]}`;
}
