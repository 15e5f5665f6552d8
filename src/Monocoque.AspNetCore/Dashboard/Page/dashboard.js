
'use strict';
// What peers call themselves is text to this page: it goes into textContent and nowhere else.
(() => {
  const period = 1000, samples = 120, mostAddresses = 10;
  const source = location.pathname.replace(/\/?$/, '/data');
  const cards = new Map();
  const find = id => document.getElementById(id);

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const draw = (tag, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const put = (element, text, tone) => {
    if (element.textContent !== text) element.textContent = text;
    if (tone !== undefined && element.dataset.tone !== tone) element.dataset.tone = tone;
  };
  const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
  const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
  const number = value => value < 100000 ? plain.format(value).replaceAll(',', '\u2009') : compact.format(value);
  const words = name => name.replace(/_/g, ' ').replace(/(?<=[a-z])[A-Z]/g, letter => ' ' + letter.toLowerCase());
  const time = text => new Date(text).toLocaleTimeString('en-GB');

  // Makes the children of a node be one for each item, and keeps those that are there.
  const list = (parent, items, create, update) => {
    while (parent.children.length > items.length) parent.lastElementChild.remove();
    while (parent.children.length < items.length) parent.append(create());
    items.forEach((item, index) => update(parent.children[index], item));
  };
  const row = classes => () => make('tr', {}, ...classes.map(name => make('td', { className: name })));
  const fill = (element, cells) => cells.forEach((text, index) => {
    const cell = element.cells[index];
    put(cell, text ?? '\u2013');
    cell.title = cell.textContent;
  });

  class Chart {
    constructor() {
      this.history = [];
      this.svg = draw('svg', { viewBox: '0 0 100 40', preserveAspectRatio: 'none', role: 'img', 'aria-label': 'messages per second' });
      this.paths = ['send', 'receive'].map(name => [draw('path', { class: 'area ' + name }), draw('path', { class: name })]);
      this.paths.flat().forEach(path => this.svg.append(path));
      this.top = make('span');
      this.element = make('div', {}, this.svg, make('div', { className: 'scale' }, make('span', { textContent: 'last two minutes' }), this.top));
    }

    add(send, receive) {
      this.history.push([send, receive]);
      if (this.history.length > samples) this.history.shift();
      const peak = Math.max(...this.history.flat());
      const most = Math.max(1, peak);
      put(this.top, 'peak ' + number(peak) + '/s');
      this.paths.forEach(([area, line], series) => {
        const first = samples - this.history.length;
        const points = this.history.map((rates, index) =>
          ((first + index) * 100 / (samples - 1)).toFixed(2) + ',' + (39 - 38 * rates[series] / most).toFixed(2));
        const path = points.length ? 'M' + points.join('L') : '';
        line.setAttribute('d', path);
        area.setAttribute('d', path && path + 'L100,40L' + (first * 100 / (samples - 1)).toFixed(2) + ',40Z');
      });
    }
  }

  class Queue {
    constructor(name, className) {
      this.text = make('b');
      this.bar = make('i');
      this.element = make('div', { className: 'queue' },
        make('p', {}, make('span', { textContent: name }), this.text), make('div', { className: 'bar ' + className }, this.bar));
    }

    show({ length, longest, mark }) {
      const share = mark ? Math.min(1, longest / mark) : 0;
      put(this.text, mark ? number(longest) + ' of ' + number(mark) : number(longest) + ', no mark');
      this.element.title = number(length) + ' messages in the queues of all peers; the longest has ' + number(longest);
      this.element.dataset.tone = share >= 1 ? 'bad' : share >= 0.9 ? 'warn' : '';
      this.bar.style.width = (share && Math.max(1, share * 100)) + '%';
    }
  }

  const tile = (name, tone) => {
    const value = make('b', { textContent: '\u2013' });
    const element = make('div', { className: 'total' }, make('span', { textContent: name }), value);
    find('totals').append(element);
    return (count, isRate) => {
      put(value, number(count) + (isRate ? '/s' : ''));
      element.dataset.tone = tone && count > 0 ? tone : '';
    };
  };
  const totals = {
    sockets: tile('Sockets'), peers: tile('Peers'), sent: tile('Sent'), received: tile('Received'),
    waiting: tile('Waiting'), dropped: tile('Dropped', 'warn'), reconnects: tile('Reconnects'),
  };

  const peerColumns = ['Peer', 'Routing id', 'Type', 'Mechanism', 'User', 'Address', 'To send', 'Received'];
  const peerClasses = ['code', 'code', '', '', '', 'code', 'number', 'number'];

  class Card {
    constructor() {
      this.name = make('h2');
      this.type = make('span', { className: 'tag' });
      this.mechanism = make('span', { className: 'tag' });
      this.status = make('span', { className: 'tag' });
      this.addresses = make('ul', { className: 'addresses' });
      this.sent = make('b');
      this.received = make('b');
      this.chart = new Chart();
      this.sendQueue = new Queue('Longest queue to send', 'send');
      this.receiveQueue = new Queue('Longest queue received', 'receive');
      this.facts = make('dl');
      this.summary = make('summary');
      this.rows = make('tbody');
      this.note = make('p', { className: 'note' });
      this.peers = make('details', {}, this.summary, make('div', { className: 'wide' }, make('table', {},
        make('thead', {}, make('tr', {}, ...peerColumns.map((textContent, index) => make('th', { textContent, className: peerClasses[index] === 'number' ? 'number' : '' })))),
        this.rows)), this.note);
      this.peers.ontoggle = () => this.showPeers();
      this.element = make('article', { className: 'socket' },
        make('div', { className: 'head' }, this.name, this.type, this.mechanism, this.status),
        this.addresses,
        make('div', { className: 'body' },
          make('div', {}, make('div', { className: 'rates' },
            make('span', { className: 'send' }, this.sent, ' sent/s'), make('span', { className: 'receive' }, this.received, ' received/s')), this.chart.element),
          make('div', {}, this.sendQueue.element, this.receiveQueue.element),
          this.facts),
        this.peers);
    }

    show(socket, seconds) {
      this.element.dataset.socket = socket.name;
      put(this.name, socket.name);
      put(this.type, socket.type);
      put(this.mechanism, socket.mechanism);
      this.showStatus(socket);
      this.showAddresses(socket);
      const before = this.socket ?? socket;
      this.rates = seconds ? [(socket.sent - before.sent) / seconds, (socket.received - before.received) / seconds] : [0, 0];
      put(this.sent, number(this.rates[0]));
      put(this.received, number(this.rates[1]));
      if (seconds) this.chart.add(...this.rates);
      this.sendQueue.show(socket.sendQueue);
      this.receiveQueue.show(socket.receiveQueue);
      this.showFacts(socket);
      if (!this.hasHadPeers && socket.peerCount > 0) {
        this.hasHadPeers = true;
        this.peers.open = socket.peerCount <= 20;
      }
      this.socket = socket;
      put(this.summary, number(socket.peerCount) + (socket.peerCount === 1 ? ' peer' : ' peers'));
      this.showPeers();
    }

    showStatus(socket) {
      const [text, tone] = !socket.isOpen ? ['closed', 'bad']
        : socket.faults.length ? ['handler lost', 'bad']
        : socket.givenUp.length ? ['gave up an address', 'bad']
        : socket.bound.some(listener => !listener.isAccepting) ? ['no longer accepts', 'bad']
        : socket.connects.some(connector => !connector.isConnected) ? ['waits for a peer', 'warn'] : ['up', 'good'];
      put(this.status, text, tone);
      this.status.title = socket.faults.join('\n');
    }

    showAddresses(socket) {
      const lines = [
        ...socket.bound.map(at => ['listens on ', at.address, at.isAccepting ? '' : ' and accepts nobody any more', at.isAccepting ? '' : 'bad']),
        ...socket.connects.map(at => ['connects to ', at.address, at.isConnected ? '' : ', without a peer for ' + number(at.secondsWithoutPeer) + ' s', at.isConnected ? '' : 'warn']),
        ...socket.givenUp.map(address => ['has given up ', address, '', 'bad']),
      ];
      const hidden = socket.boundCount + socket.connectCount + socket.givenUpCount - mostAddresses;
      if (hidden > 0) lines.splice(mostAddresses, lines.length, ['and ' + number(hidden) + ' more', '', '', '']);
      list(this.addresses, lines, () => make('li', {}, make('span'), make('code'), make('span')), (line, [how, address, state, tone]) => {
        put(line.children[0], how);
        put(line.children[1], address);
        put(line.children[2], state, tone);
      });
    }

    showFacts(socket) {
      const facts = [
        ['Sent', number(socket.sent)], ['Received', number(socket.received)],
        ...(socket.handlers ? [['Handlers busy', socket.busyHandlers + ' of ' + socket.handlers]] : []),
        ['Reconnects', number(socket.reconnects)],
        ...Object.entries(socket.dropped).map(([reason, count]) => ['Dropped: ' + words(reason), number(count), 'warn']),
        ...(Object.keys(socket.dropped).length ? [] : [['Dropped', '0']]),
        ...Object.entries(socket.refused).map(([reason, count]) => [reason[0].toUpperCase() + reason.slice(1), number(count), 'bad']),
      ].flatMap(([name, value, tone]) => [['dt', name, ''], ['dd', value, tone ?? '']]);
      while (this.facts.children.length > facts.length) this.facts.lastElementChild.remove();
      facts.forEach(([tag, text, tone], index) => put(this.facts.children[index] ?? this.facts.appendChild(make(tag)), text, tone));
    }

    showPeers() {
      if (!this.peers.open || !this.socket) return;
      const { peers, peerCount } = this.socket;
      list(this.rows, peers, row(peerClasses), (line, peer) => fill(line, [
        peer.endPoint ?? peer.connectionId, peer.routingId || null, peer.type, peer.mechanism, peer.user, peer.address,
        number(peer.sendQueueLength), number(peer.receiveQueueLength),
      ]));
      this.note.hidden = peers.length === peerCount;
      put(this.note, 'These are ' + number(peers.length) + ' of ' + number(peerCount) + ' peers, those with the longest queues.');
    }
  }

  const tones = {
    HandshakeSucceeded: 'good', Listening: 'good', BindFailed: 'bad', HandshakeFailed: 'bad', AuthenticationFailed: 'bad', AuthorizationFailed: 'bad',
    AcceptFailed: 'bad', CloseFailed: 'bad', ConnectRetried: 'warn', HighWaterMarkReached: 'warn',
  };
  const showEvents = events => {
    const section = find('events');
    list(section.querySelector('tbody'), events.last, row(['', '', '', 'code', 'code', '']), (line, event) => {
      fill(line, [time(event.time), words(event.kind), event.socket, event.address, event.peer, event.detail]);
      line.cells[1].dataset.tone = tones[event.kind] ?? '';
    });
    section.querySelector('.wide').hidden = events.last.length === 0;
    put(section.querySelector('.note'), (events.last.length ? 'Recorded since ' : 'Nothing has happened since ') + time(events.since)
      + ', when somebody began to look.' + (events.missed ? ' ' + number(events.missed) + ' events came too fast to be shown.' : ''));
  };

  let last = null;
  const show = state => {
    if (last?.milliseconds === state.milliseconds) return;
    const seconds = last && (state.milliseconds - last.milliseconds) / 1000;
    put(find('application'), state.application);
    const seen = new Set();
    state.sockets.forEach((socket, index) => {
      seen.add(socket.name);
      let card = cards.get(socket.name);
      if (!card) cards.set(socket.name, card = new Card());
      card.show(socket, card.socket ? seconds : 0);
      const parent = find('sockets');
      if (parent.children[index] !== card.element) parent.insertBefore(card.element, parent.children[index] ?? null);
    });
    for (const [name, card] of cards) {
      if (!seen.has(name)) {
        card.element.remove();
        cards.delete(name);
      }
    }
    const sum = read => state.sockets.reduce((total, socket) => total + read(socket), 0);
    totals.sockets(state.socketCount);
    totals.peers(sum(socket => socket.peerCount));
    totals.sent(sum(socket => cards.get(socket.name).rates[0]), true);
    totals.received(sum(socket => cards.get(socket.name).rates[1]), true);
    totals.waiting(sum(socket => socket.sendQueue.length + socket.receiveQueue.length));
    totals.dropped(sum(socket => Object.values(socket.dropped).reduce((total, count) => total + count, 0)));
    totals.reconnects(sum(socket => socket.reconnects));
    find('more').hidden = state.sockets.length === state.socketCount;
    put(find('more'), 'These are ' + number(state.sockets.length) + ' of ' + number(state.socketCount) + ' sockets, the first by name; the totals are of these.');
    showEvents(state.events);
    last = state;
  };

  const say = (state, text) => {
    find('state').dataset.state = state;
    put(find('state'), text);
  };

  const look = async () => {
    try {
      const response = await fetch(source, { cache: 'no-store', signal: AbortSignal.timeout(10000) });
      if (response.status === 401 || response.status === 403) throw new Error('signed out: load the page again');
      if (!response.ok || response.redirected) throw new Error('the server answers with status ' + response.status);
      const state = await response.json();
      show(state);
      say('live', 'live, ' + time(state.time));
    } catch (error) {
      say('lost', (error instanceof TypeError || error.name === 'TimeoutError' ? 'the server does not answer' : error.message) + '; trying again');
    }
  };

  // A page that nobody sees asks for nothing.
  const run = async () => {
    if (!document.hidden) await look();
    setTimeout(run, period);
  };
  run();
})();
