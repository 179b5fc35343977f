// A text with its entities as elements, the way Telegram's clients show it. Offsets count UTF-16 units, as strings do here.
import { el } from './dom.js';

const TAGS = {
  bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', spoiler: 'span.spoiler', code: 'code', pre: 'pre',
  blockquote: 'blockquote', expandable_blockquote: 'blockquote',
};
const BLOCKS = new Set(['pre', 'blockquote', 'expandable_blockquote']);
const TIME = /(?<![\d:])(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)(?![\d:])/g;

/** Draws message.text. acts: seek(seconds) and duration of the audio that times belong to; command(text) sends a command. */
export function formatted(message, acts) {
  return inner(message.text, 0, message.text.length, message.entities, acts);
}

function inner(text, start, end, entities, acts) {
  const fragment = document.createDocumentFragment();
  let at = start;
  let rest = entities.filter(entity => entity.offset >= start && entity.offset + entity.length <= end);
  while (rest.length > 0) {
    const [entity, ...others] = rest;
    const stop = entity.offset + entity.length;
    if (entity.offset >= at) {
      fragment.append(plain(text.slice(at, entity.offset), acts));
      const inside = others.filter(other => other.offset >= entity.offset && other.offset + other.length <= stop);
      fragment.append(element(text, entity, inside, acts));
      at = BLOCKS.has(entity.type) && text[stop] === '\n' ? stop + 1 : stop; // A block ends its line by itself.
    }
    rest = others.filter(other => other.offset >= at);
  }
  fragment.append(plain(text.slice(at, end), acts));
  return fragment;
}

function element(text, entity, inside, acts) {
  const stop = entity.offset + entity.length;
  const own = text.slice(entity.offset, stop);
  const children = inner(text, entity.offset, stop, inside, acts);
  switch (entity.type) {
    case 'text_link':
      return link(entity.url, children);
    case 'url':
      return link(own.includes('://') ? own : `https://${own}`, children);
    case 'email':
      return link(`mailto:${own}`, children);
    case 'bot_command':
      return tap(() => acts.command(own), children);
    case 'mention':
    case 'hashtag':
      return el('span.tap', {}, children);
    default:
      return el(TAGS[entity.type] ?? 'span', {}, children);
  }
}

function link(address, children) {
  const safe = /^(https?|mailto|tel|tg):/i.test(address);
  return safe ? el('a', { href: address, target: '_blank', rel: 'noopener noreferrer', title: address }, children) : el('span', {}, children);
}

/** Like a button, but it breaks lines as text does. */
function tap(act, children) {
  return el('a.tap', { href: '#', role: 'button', onclick: event => { event.preventDefault(); act(); } }, children);
}

/** Times become tappable by themselves if there is audio that is long enough. */
function plain(text, acts) {
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const match of acts.seek ? text.matchAll(TIME) : []) {
    const seconds = Number(match[1] ?? 0) * 3600 + Number(match[2]) * 60 + Number(match[3]);
    if (seconds > (acts.duration ?? 0)) continue;
    fragment.append(text.slice(at, match.index));
    fragment.append(tap(() => acts.seek(seconds), match[0]));
    at = match.index + match[0].length;
  }
  fragment.append(text.slice(at));
  return fragment;
}
