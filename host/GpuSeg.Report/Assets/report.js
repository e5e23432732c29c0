(() => {
  'use strict';

  const settle = () => new Promise(resolve => setTimeout(resolve));

  // ---- Theme -------------------------------------------------------------------------------------------------------
  const themeButton = document.querySelector('[data-theme-toggle]');
  const darkSystem = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (document.documentElement.dataset.theme ?? (darkSystem.matches ? 'dark' : 'light')) === 'dark';
  const nameTheme = () => { themeButton.textContent = isDark() ? 'Light' : 'Dark'; };
  themeButton.hidden = false;
  themeButton.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    nameTheme();
  });
  darkSystem.addEventListener('change', nameTheme);
  nameTheme();

  // ---- A link to a folded section opens it -----------------------------------------------------------------------------
  const unfold = () => {
    const folded = document.getElementById(location.hash.slice(1))?.querySelector(':scope > details');
    if (folded) folded.open = true;
  };
  addEventListener('hashchange', unfold);
  unfold();
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    link.addEventListener('click', () => { if (link.hash === location.hash) unfold(); });
  }

  // ---- Copying -----------------------------------------------------------------------------------------------------
  for (const block of document.querySelectorAll('[data-copy]')) {
    const text = block.textContent;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'quiet copy';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
    if (navigator.clipboard) block.append(button);
  }

  // ---- Dots: the tab key stops once in a plot, arrow keys move between dots --------------------------------------------
  for (const plot of document.querySelectorAll('[data-dots]')) {
    const dots = [...plot.children].filter(child => child.querySelector('circle'));
    const readout = plot.closest('figure').querySelector('.note');
    const tell = event => {
      const dot = dots.find(dot => dot.contains(event.target));
      if (dot) readout.textContent = dot.textContent;
    };
    const stop = to => dots.forEach((dot, i) => dot.setAttribute('tabindex', i === to ? 0 : -1));
    stop(dots.length >> 1);
    plot.addEventListener('pointerover', tell);
    plot.addEventListener('focusin', tell);
    plot.addEventListener('keydown', event => {
      const from = dots.indexOf(document.activeElement);
      const to = { ArrowLeft: from - 1, ArrowDown: from - 1, ArrowRight: from + 1, ArrowUp: from + 1, Home: 0, End: dots.length - 1 }[event.key];
      if (from < 0 || !dots[to]) return;
      event.preventDefault();
      stop(to);
      dots[to].focus();
    });
  }

  // ---- Grey PNG files as GpuSeg writes them: 8 bits, rows unfiltered or by Paeth's predictor ----------------------------
  // A canvas would decode them too, but browsers that guard against fingerprints add noise to what is read back.
  async function pixelsOf(base64) {
    const file = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
    const view = new DataView(file.buffer);
    const [width, height] = [view.getUint32(16), view.getUint32(20)];
    const packed = [];
    for (let at = 8; at < file.length; at += 12 + view.getUint32(at)) {
      if (view.getUint32(at + 4) === 0x49444154) packed.push(file.subarray(at + 8, at + 8 + view.getUint32(at)));
    }
    const inflated = new Blob(packed).stream().pipeThrough(new DecompressionStream('deflate'));
    const lines = new Uint8Array(await new Response(inflated).arrayBuffer());
    const pixels = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      const [line, row] = [y * (width + 1), y * width];
      if (lines[line] === 0) pixels.set(lines.subarray(line + 1, line + 1 + width), row);
      else predict(lines.subarray(line + 1, line + 1 + width), pixels, row, width, y > 0);
    }
    return pixels;
  }

  function predict(differences, pixels, row, width, hasAbove) {
    let left = 0, corner = 0;
    for (let x = 0; x < width; x++) {
      const up = hasAbove ? pixels[row - width + x] : 0;
      const byLeft = Math.abs(up - corner), byUp = Math.abs(left - corner), byCorner = Math.abs(left + up - 2 * corner);
      const near = byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
      pixels[row + x] = left = (differences[x] + near) & 255;
      corner = up;
    }
  }

  // ---- Slices ------------------------------------------------------------------------------------------------------
  class Viewer {
    constructor(root) {
      this.root = root;
      this.id = root.dataset.viewer;
      this.data = JSON.parse(document.getElementById(`${this.id}-data`).textContent);
      this.strides = [1, this.data.shape[0], this.data.shape[0] * this.data.shape[1]];
      this.panes = [...root.querySelectorAll('[data-plane]')].map(figure => this.pane(figure));
      this.place = [...this.data.start];
      this.windows = this.data.images.map(() => [0, 255]);
      this.readout = root.querySelector('[data-readout]');
      this.legend = root.querySelector('[data-legend]');
      this.scrolled = -Infinity;
    }

    async start() {
      await this.load('images', this.chosen('image'));
      await this.load('layers', 0);
      this.listen();
      this.choose();
      this.root.hidden = false;
      this.still = this.root.nextElementSibling.nextElementSibling;
      this.still.hidden = true;
      this.draw();
      for (let i = 0; i < this.data.images.length; i++) {
        await settle();
        await this.load('images', i);
        this.tell();
      }
    }

    async load(kind, i) {
      const entry = this.data[kind][i];
      entry.loading ??= pixelsOf(entry.png).then(pixels => { entry.pixels = pixels; delete entry.png; });
      await entry.loading;
    }

    input(name) { return document.getElementById(`${this.id}-${name}`); }

    chosen(name) { return Number((this.input(name) ?? this.root.querySelector(`input[name="${this.id}-${name}"]:checked`))?.value ?? 0); }

    pane(figure) {
      const name = figure.dataset.plane;
      const [across, up, through] = this.data.planes[name];
      const slices = () => document.createElement('canvas');
      return { name, across, up, through, canvas: figure.querySelector('canvas'), slider: this.input(name), caption: figure.querySelector('output'), grey: slices(), colour: slices() };
    }

    listen() {
      this.root.addEventListener('input', event => this.changed(event.target));
      this.root.querySelector('[data-reset]').addEventListener('click', () => this.reset());
      addEventListener('scroll', () => { this.scrolled = performance.now(); }, { passive: true });
      new ResizeObserver(() => this.draw()).observe(this.root.querySelector('.planes'));
      for (const pane of this.panes) {
        const point = event => this.point(pane, event);
        pane.canvas.addEventListener('pointerdown', event => {
          pane.canvas.setPointerCapture(event.pointerId);
          point(event);
          pane.slider.focus({ preventScroll: true });
          event.preventDefault();
        });
        pane.canvas.addEventListener('pointermove', event => { if (event.buttons) point(event); });
        pane.canvas.addEventListener('wheel', event => this.wheel(pane, event), { passive: false });
      }
    }

    changed(input) {
      const name = input.id.slice(this.id.length + 1);
      const pane = this.panes.find(p => p.slider === input);
      if (pane) this.place[pane.through] = Number(input.value);
      else if (name === 'low' || name === 'high') this.window(name === 'low' ? 0 : 1, Number(input.value));
      else if (input.type === 'radio' || input.type === 'select-one') this.choose();
      this.draw();
    }

    // Black stays below white: moving one slider pushes the other.
    window(end, value) {
      const window = this.windows[this.image];
      window[end] = end === 0 ? Math.min(value, 254) : Math.max(value, 1);
      window[1 - end] = end === 0 ? Math.max(window[1], window[0] + 1) : Math.min(window[0], window[1] - 1);
    }

    async choose() {
      this.image = this.chosen('image');
      const layer = this.chosen('layer');
      if (layer !== this.layer) {
        this.layer = layer;
        this.hidden = new Set();
        this.list();
      }
      await this.load('images', this.image);
      await this.load('layers', this.layer);
      this.draw();
    }

    list() {
      const { names, colours, bar } = this.data.layers[this.layer];
      if (bar) {
        this.legend.replaceChildren(this.bar(bar, colours));
        return;
      }
      this.legend.replaceChildren(...names.map((name, i) => {
        const button = document.createElement('button');
        const swatch = document.createElement('i');
        swatch.style.background = colours[i];
        button.type = 'button';
        button.ariaPressed = 'true';
        button.append(swatch, name);
        button.addEventListener('click', () => {
          if (!this.hidden.delete(i + 1)) this.hidden.add(i + 1);
          button.ariaPressed = String(!this.hidden.has(i + 1));
          this.draw();
        });
        return button;
      }));
    }

    bar({ name, low, high, unit }, colours) {
      const scale = document.createElement('span');
      const gradient = document.createElement('i');
      const stops = Array.from({ length: 9 }, (_, i) => colours[Math.round(i * (colours.length - 1) / 8)]);
      gradient.style.background = `linear-gradient(to right, ${stops.join(', ')})`;
      scale.className = 'colourbar';
      scale.append(`${name}: ${low} ${unit}`, gradient, `≥ ${high} ${unit}`);
      return scale;
    }

    reset() {
      this.windows[this.image] = [0, 255];
      this.place = [...this.data.start];
      this.input('opacity').value = this.input('opacity').defaultValue;
      this.input('labels').checked = this.input('cross').checked = true;
      this.hidden.clear();
      this.list();
      this.draw();
    }

    point(pane, event) {
      const box = pane.canvas.getBoundingClientRect();
      const share = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
      [pane.across, pane.up].forEach((axis, i) => {
        const length = this.data.shape[axis];
        this.place[axis] = Math.min(Math.max(Math.floor(share[i] * length), 0), length - 1);
      });
      this.draw();
    }

    // While the page scrolls, a picture that comes under the pointer does not catch the wheel.
    wheel(pane, event) {
      if (event.ctrlKey || performance.now() - this.scrolled < 300) return;
      const next = this.place[pane.through] + (event.deltaY < 0 ? 1 : -1);
      if (next < 0 || next >= this.data.shape[pane.through]) return;
      event.preventDefault();
      this.place[pane.through] = next;
      this.draw();
    }

    draw() {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => {
        if (!this.data.images[this.image].pixels || !this.data.layers[this.layer].pixels) return;
        for (const pane of this.panes) this.paint(pane);
        this.tell();
      });
    }

    paint(pane) {
      const [width, height] = [this.data.shape[pane.across], this.data.shape[pane.up]];
      const cross = this.input('cross').checked;
      this.slice(pane.grey, pane, width, height, this.data.images[this.image].pixels, this.greys());
      this.slice(pane.colour, pane, width, height, this.data.layers[this.layer].pixels, this.colours());
      const scale = devicePixelRatio;
      const { canvas } = pane;
      canvas.width = Math.max(Math.round(canvas.clientWidth * scale), 1);
      canvas.height = Math.max(Math.round(canvas.clientHeight * scale), 1);
      const context = canvas.getContext('2d');
      context.imageSmoothingQuality = 'high';
      context.drawImage(pane.grey, 0, 0, canvas.width, canvas.height);
      if (this.input('labels').checked) {
        context.imageSmoothingEnabled = false;
        context.globalAlpha = Number(this.input('opacity').value) / 100;
        context.drawImage(pane.colour, 0, 0, canvas.width, canvas.height);
        context.globalAlpha = 1;
      }
      if (cross) this.cross(context, canvas, pane, scale);
    }

    // Look-up tables of four bytes a value.
    greys() {
      const [low, high] = this.windows[this.image];
      const table = new Uint8ClampedArray(1024);
      for (let value = 0; value < 256; value++) table.fill(255 * (value - low) / (high - low), 4 * value, 4 * value + 3).fill(255, 4 * value + 3, 4 * value + 4);
      return table;
    }

    colours() {
      const table = new Uint8ClampedArray(1024);
      this.data.layers[this.layer].colours.forEach((colour, i) => {
        if (!this.hidden.has(i + 1)) table.set([1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16)).concat(255), 4 * (i + 1));
      });
      return table;
    }

    slice(canvas, pane, width, height, volume, table) {
      if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext('2d');
      const picture = context.createImageData(width, height);
      const [right, up] = [this.strides[pane.across], this.strides[pane.up]];
      const colours = new Uint32Array(table.buffer), pixels = new Uint32Array(picture.data.buffer);
      for (let row = 0, next = 0; row < height; row++) {
        let at = this.place[pane.through] * this.strides[pane.through] + (height - 1 - row) * up;
        for (let column = 0; column < width; column++, at += right) pixels[next++] = colours[volume[at]];
      }
      context.putImageData(picture, 0, 0);
    }

    cross(context, canvas, pane, scale) {
      const x = (this.place[pane.across] + .5) / this.data.shape[pane.across] * canvas.width;
      const y = (1 - (this.place[pane.up] + .5) / this.data.shape[pane.up]) * canvas.height;
      const gap = 8 * scale;
      context.strokeStyle = '#ffffffa0';
      context.lineWidth = scale;
      context.beginPath();
      for (const [x1, y1, x2, y2] of [[0, y, x - gap, y], [x + gap, y, canvas.width, y], [x, 0, x, y - gap], [x, y + gap, x, canvas.height]]) {
        context.moveTo(x1, y1);
        context.lineTo(x2, y2);
      }
      context.stroke();
    }

    millimetres(axis) { return (this.data.origin[axis] + this.place[axis] * this.data.step[axis]).toFixed(1).replace(/^-0\.0$/, '0.0').replace('-', '−'); }

    units(image, value) {
      const { low, high } = this.data.images[image];
      return String(Number((low + value / 255 * (high - low)).toPrecision(3))).replace('-', '−');
    }

    // Updates the texts beside the pictures.
    tell() {
      for (const pane of this.panes) {
        const text = `${'xyz'[pane.through]} = ${this.millimetres(pane.through)} mm`;
        pane.slider.value = this.place[pane.through];
        pane.slider.setAttribute('aria-valuetext', text);
        pane.caption.textContent = text;
        pane.canvas.setAttribute('aria-label', `${pane.name} slice of ${this.data.images[this.image].name} at ${text}`);
      }
      const window = this.windows[this.image];
      ['low', 'high'].forEach((name, i) => {
        this.input(name).value = window[i];
        this.say(name, this.units(this.image, window[i]));
      });
      this.say('opacity', `${this.input('opacity').value} %`);
      const at = this.place.reduce((sum, index, axis) => sum + index * this.strides[axis], 0);
      const label = this.data.layers[this.layer].pixels[at];
      const values = this.data.images.map((image, i) => image.pixels ? `${image.name} ${image.pixels[at] === 255 ? '≥' : image.pixels[at] === 0 ? '≤' : '≈'} ${this.units(i, image.pixels[at])}` : '').filter(Boolean);
      this.readout.textContent = `At the crosshair: ${this.meaning(label)}; ${values.join(', ')}`;
    }

    meaning(label) {
      const { names, bar } = this.data.layers[this.layer];
      if (!bar) return label ? names[label - 1] : 'background';
      const value = bar.low + (label - 1) / 254 * (bar.high - bar.low);
      return label === 255 ? `${bar.name} ≥ ${bar.high} ${bar.unit}` : label ? `${bar.name} ≈ ${value.toFixed(1)} ${bar.unit}` : `${bar.name} ≤ ${bar.low} ${bar.unit} or background`;
    }

    say(name, text) {
      this.input(name).nextElementSibling.textContent = text;
      this.input(name).setAttribute('aria-valuetext', text);
    }
  }

  for (const root of document.querySelectorAll('[data-viewer]')) new Viewer(root).start();
})();
