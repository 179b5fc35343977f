// An audio message. It lives on when the message around it is drawn anew.
import { el, length, sizeOf } from './dom.js';

export class Player {
  constructor(file) {
    this.path = file.path;
    this.duration = file.duration;
    this.audio = el('audio', { src: file.path, preload: 'metadata' });
    this.button = el('button', { type: 'button', 'aria-label': 'Play', onclick: () => this.toggle() }, '▶');
    this.bar = el('input', { type: 'range', min: 0, max: file.duration || 1, step: 'any', value: 0, 'aria-label': 'Position', oninput: () => this.move() });
    this.time = el('span', {}, length(file.duration));
    this.element = el('div.player', {},
      this.button,
      el('b', {}, file.title ?? file.file_name),
      this.bar,
      el('small', {}, this.time, el('a', { href: `${file.path}?download=true`, title: file.file_name },
        `${file.performer ? `${file.performer} · ` : ''}${sizeOf(file.size)}`)),
      this.audio);
    this.audio.addEventListener('timeupdate', () => this.show());
    this.audio.addEventListener('play', () => this.mark('❚❚', 'Pause'));
    this.audio.addEventListener('pause', () => this.mark('▶', 'Play'));
    this.audio.addEventListener('loadedmetadata', () => {
      if (Number.isFinite(this.audio.duration)) this.duration = this.audio.duration;
      this.bar.max = this.duration;
      this.show();
    });
  }

  toggle() {
    if (this.audio.paused) this.audio.play();
    else this.audio.pause();
  }

  move() {
    this.audio.currentTime = Number(this.bar.value);
    this.show();
  }

  seek(seconds) {
    this.audio.currentTime = seconds;
    this.audio.play();
  }

  show() {
    this.bar.value = this.audio.currentTime;
    this.time.textContent = this.audio.currentTime > 0 ? `${length(this.audio.currentTime)} / ${length(this.duration)}` : length(this.duration);
  }

  mark(sign, label) {
    this.button.textContent = sign;
    this.button.setAttribute('aria-label', label);
  }
}
