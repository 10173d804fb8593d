'use strict';
// The page of the sample: what the application sends over one stream of server-sent events, drawn once a second.
// What comes from messages is only ever set as text. Whatever is kept has a limit.
(() => {
	const SECONDS = 600, EVENTS = 300, MESSAGES = 50, LOG = 60;
	const byId = (id) => document.getElementById(id);
	const samples = [], events = [], messages = [];
	let status = null, offset = 0, lost = true;

	// --- looks
	const root = document.documentElement;
	const dark = matchMedia('(prefers-color-scheme: dark)');
	const remembered = () => { try { return localStorage.getItem('theme'); } catch (ex) { return null; } };
	const theme = (name) => { root.dataset.theme = name; charts.forEach((chart) => chart.make()); };
	const colour = (name) => getComputedStyle(root).getPropertyValue('--' + name).trim();
	const charts = [];

	// --- words
	const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
	const plain = (value) => value === null || value === undefined ? '–'
		: value >= 100 || Number.isInteger(value) ? number.format(value) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
	const two = (value) => String(value).padStart(2, '0');
	const clock = (millis) => { const t = new Date(millis); return two(t.getHours()) + ':' + two(t.getMinutes()) + ':' + two(t.getSeconds()); };
	const words = (millis) => {
		const s = Math.max(0, millis / 1000);
		return s < 10 ? s.toFixed(1) + ' s' : s < 120 ? Math.floor(s) + ' s' : s < 7200 ? Math.floor(s / 60) + ' min ' + two(Math.floor(s % 60)) + ' s'
			: Math.floor(s / 3600) + ' h ' + Math.floor(s % 3600 / 60) + ' min';
	};
	const now = () => Date.now() + offset;
	// Ten minutes, or since the application was started, but two minutes at least
	const seconds = () => {
		const oldest = Math.min(samples.length ? samples[0].time : now(), events.length ? events[0].time : now());
		return Math.max(120, Math.min(SECONDS, (now() - oldest) / 1000));
	};
	const element = (name, text, className) => {
		const made = document.createElement(name);
		if (text !== undefined) { made.textContent = text; }
		if (className) { made.className = className; }
		return made;
	};
	const say = (id, text) => { const it = byId(id); if (it.textContent !== text) { it.textContent = text; } };

	// --- the stream
	const keep = (list, added, most) => {
		list.push(...added);
		if (list.length > most) { list.splice(0, list.length - most); }
	};
	const apply = (data) => {
		offset = data.now - Date.now();
		lost = false;
		status = data.status;
		keep(samples, data.samples, SECONDS);
		keep(events, data.events, EVENTS);
		keep(messages, data.messages, MESSAGES);
		const oldest = data.now - SECONDS * 1000;
		// The state before the oldest is told by the last event before it
		while (events.length > 1 && events[1].time < oldest) { events.shift(); }
		if (data.events.length) { log(data.events); }
		if (data.messages.length) { showMessages(); }
		draw();
	};
	const connect = () => {
		const stream = new EventSource('/page/stream');
		let first = true;
		stream.onmessage = (message) => {
			if (first) { // each stream begins with all there is
				first = false;
				samples.length = events.length = messages.length = 0;
				byId('log').replaceChildren();
			}
			apply(JSON.parse(message.data));
		};
		stream.onerror = () => {
			lost = true;
			first = true;
			draw();
			if (stream.readyState === EventSource.CLOSED) { setTimeout(connect, 2000); }
		};
	};

	// --- the connection
	const drawState = () => {
		const box = byId('state');
		if (lost || !status) {
			box.dataset.state = 'LOST';
			say('state-word', 'NO APPLICATION');
			say('state-text', 'The page has lost the application and tries again');
			return;
		}
		box.dataset.state = status.state;
		const since = Date.parse(status.since);
		const refused = status.subscriptions.filter((one) => one.state === 'REFUSED').length;
		say('who', status.clientId + ' → ' + status.server + ', MQTT ' + status.version);
		if (status.state === 'CONNECTED') {
			say('state-word', refused ? 'UP, BUT REFUSED' : 'UP');
			if (refused) { box.dataset.state = 'PARTLY'; }
			say('state-text', (refused ? refused + ' subscriptions refused, ' : '') + 'for ' + words(now() - since) + ', session ' + status.session);
		}
		else if (status.state === 'DISCONNECTED' || status.state === 'CLOSED') {
			say('state-word', status.state);
			say('state-text', status.cause || 'The application has ended the connection');
		}
		else {
			const next = status.nextAttempt ? Math.max(0, Date.parse(status.nextAttempt) - now()) : 0;
			say('state-word', 'DOWN');
			say('state-text', 'for ' + words(now() - since) + (status.attempts ? ', ' + status.attempts + ' failed attempts' : '') + ', '
				+ (status.state === 'CONNECTING' ? 'connecting …' : 'next attempt in ' + words(next)) + ' · ' + (status.cause || ''));
		}
		box.title = byId('state-text').textContent;
	};
	const shape = (name, attributes) => {
		const made = document.createElementNS('http://www.w3.org/2000/svg', name);
		for (const key in attributes) { made.setAttribute(key, attributes[key]); }
		return made;
	};
	const drawTimeline = () => {
		const svg = byId('timeline'), width = svg.clientWidth || 600, end = now(), shown = seconds(), start = end - shown * 1000;
		const x = (time) => Math.max(0, Math.min(width, (time - start) / (end - start) * width));
		const shapes = [shape('rect', { class: 'none', x: 0, y: 8, width, height: 24, rx: 5 })];
		let state = null, from = start, ups = 0, downs = 0;
		const close = (to) => {
			if (state && to > start) {
				const left = x(from), right = x(to);
				shapes.push(shape('rect', { class: state, x: left, y: 8, width: Math.max(1.5, right - left), height: 24 }));
				if (state === 'down') { // not by colour alone
					for (let at = left + 4; at < right; at += 8) { shapes.push(shape('line', { class: 'stripe', x1: at, y1: 8, x2: Math.min(at + 6, right), y2: 32 })); }
				}
			}
		};
		for (const event of events) {
			if (event.kind === 'up' || event.kind === 'down') {
				close(event.time);
				state = event.kind;
				from = event.time;
				if (event.time > start) { if (state === 'up') { ups++; } else { downs++; } }
			}
			else if (event.kind === 'failed' && !state) {
				state = 'down';
				from = event.time;
			}
		}
		close(end);
		for (const event of events) {
			if (event.time > start && event.kind === 'failed') { shapes.push(shape('rect', { class: 'try', x: x(event.time) - 1, y: 34, width: 2.5, height: 10 })); }
			if (event.time > start && event.kind === 'note') { shapes.push(shape('circle', { class: 'note', cx: x(event.time), cy: 4, r: 2.5 })); }
		}
		[...document.querySelectorAll('.axis span')].slice(0, 4).forEach((mark, i) => { const ago = Math.round(shown * (1 - i / 4)); const text = Math.floor(ago / 60) + ':' + two(ago % 60) + (i ? '' : ' min ago'); if (mark.textContent !== text) { mark.textContent = text; } });
		svg.setAttribute('viewBox', '0 0 ' + width + ' 46');
		svg.replaceChildren(...shapes);
		svg.setAttribute('aria-label', 'State of the connection over the last ten minutes: ' + downs + ' times down, '
			+ (lost || !status ? 'unknown' : status.state === 'CONNECTED' ? 'up now' : 'down now'));
	};
	const log = (added) => {
		const list = byId('log');
		for (const event of added.slice(-LOG)) {
			const item = element('li', undefined, event.kind);
			item.append(element('time', clock(event.time)), element('span', event.text));
			list.prepend(item);
		}
		while (list.childElementCount > LOG) { list.lastElementChild.remove(); }
	};

	// --- charts
	const chart = (id, series, options) => {
		const figure = byId(id), place = figure.querySelector('.plot'), readout = figure.querySelector('.now');
		const title = figure.querySelector('h2').textContent;
		let plot = null;
		const times = () => samples.map((sample) => sample.time / 1000);
		const data = () => [times(), ...series.map((one) => samples.map((sample) => {
			const value = sample[one.of];
			return value === null || value === undefined ? null : options.log ? Math.max(value, .01) : value;
		}))];
		const axis = { stroke: () => colour('soft'), grid: { stroke: () => colour('grid'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
		const made = {
			make() {
				if (plot) { plot.destroy(); }
				plot = new uPlot({
					width: place.clientWidth || 300, height: place.clientHeight || 160, pxAlign: 0, padding: [8, 6, 0, 0],
					cursor: { y: false, points: { size: 6 } }, legend: { show: false },
					scales: {
						x: { time: true, range: () => [now() / 1000 - seconds(), now() / 1000] },
						y: options.log ? { distr: 3, range: (u, min, max) => [Math.min(.1, min || .1), Math.max(10, max || 10)] }
							: { range: (u, min, max) => [0, Math.max(options.least, max || 0) * 1.1] }
					},
					axes: [{ ...axis, space: 70, size: 22, values: (u, all) => all.map((t) => { const d = new Date(t * 1000); return two(d.getHours()) + ':' + two(d.getMinutes()); }) },
						{ ...axis, size: 46, space: 28, values: (u, all) => all.map((v) => v === null ? '' : v >= 1000 ? v / 1000 + 'k' : String(+v.toFixed(2))) }],
					series: [{}, ...series.map((one) => ({ label: one.name, stroke: colour(one.colour), width: 1.75, dash: one.dash, spanGaps: false, points: { show: false } }))]
				}, data(), place);
			},
			draw() {
				if (!plot) { made.make(); }
				if (plot.width !== place.clientWidth && place.clientWidth) { plot.setSize({ width: place.clientWidth, height: place.clientHeight }); }
				plot.setData(data());
				const last = samples.length ? samples[samples.length - 1] : {};
				const parts = series.map((one, i) => {
					const part = element('span');
					part.append(element('i', undefined, 'i-' + one.colour), one.name + ' ', element('b', plain(last[one.of])));
					return part;
				});
				readout.replaceChildren(...parts);
				place.setAttribute('aria-label', title + ', ten minutes: ' + readout.textContent);
			},
			points: () => plot ? plot.data[0].length : 0
		};
		charts.push(made);
	};
	chart('c-rate', [{ name: 'in', of: 'in', colour: 'a' }, { name: 'out', of: 'out', colour: 'b' }], { least: 2 });
	chart('c-latency', [{ name: 'p50', of: 'latency50', colour: 'a' }, { name: 'p99', of: 'latency99', colour: 'c' }], { log: true });
	chart('c-buffer', [{ name: 'pending', of: 'pending', colour: 'a' }, { name: 'in flight', of: 'inFlight', colour: 'b' },
		{ name: 'for listeners', of: 'queued', colour: 'c' }], { least: 10 });
	chart('c-trip', [{ name: 'counted message', of: 'trip', colour: 'b' }], { log: true });

	// --- tables
	const COUNTERS = [['published', 'Published'], ['received', 'Received'], ['republications', 'Republications'], ['outages', 'Outages'],
		['connects', 'Connections'], ['failedAttempts', 'Failed attempts'], ['failedPublications', 'Failed publications'], ['discarded', 'Discarded']];
	const drawCounters = () => {
		const tiles = COUNTERS.map(([key, name]) => [name, number.format(status.counters[key])]);
		const pending = samples.length ? samples[samples.length - 1].pending : 0;
		tiles.push(['Buffer', (pending / status.maxPending * 100).toFixed(1) + ' %'], ['Free memory', number.format(status.freeMemory / 1048576) + ' MB']);
		const list = byId('counters');
		if (list.childElementCount !== tiles.length) {
			list.replaceChildren(...tiles.map(([name]) => { const tile = element('div'); tile.append(element('dt', name), element('dd', '')); return tile; }));
		}
		tiles.forEach(([, value], i) => { const shown = list.children[i].lastElementChild; if (shown.textContent !== value) { shown.textContent = value; } });
	};
	const rows = (id, all) => {
		const made = all.map((cells) => {
			const row = element('tr');
			row.append(...cells.map(([text, className]) => element('td', text, className)));
			return row;
		});
		const body = byId(id);
		const before = body.textContent, after = made.map((row) => row.textContent).join('');
		if (before !== after || body.childElementCount !== made.length) { body.replaceChildren(...made); }
	};
	const drawTables = () => {
		rows('subscriptions', status.subscriptions.map((one) => [[one.filter, 'code'], ['QoS ' + one.qos], [one.granted === null ? '–' : 'QoS ' + one.granted], [one.reason, one.state]]));
		rows('listeners', status.listeners.map((one) => [[one.name, 'code'], [number.format(one.waiting)], [number.format(one.capacity)], [number.format(one.discarded)]]));
	};
	// As a broker does: + for a level, # for the rest, neither for topics of the broker's own
	const matches = (filter, topic) => {
		const wanted = filter.split('/'), levels = topic.split('/');
		if (topic.startsWith('$') && /^[+#]/.test(filter)) { return false; }
		for (let i = 0; i < wanted.length; i++) {
			if (wanted[i] === '#') { return true; }
			if (i >= levels.length || (wanted[i] !== '+' && wanted[i] !== levels[i])) { return false; }
		}
		return wanted.length === levels.length;
	};
	const showMessages = () => {
		const filter = byId('filter').value || '#';
		byId('messages').replaceChildren(...messages.filter((one) => matches(filter, one.topic)).reverse().map((one) => {
			const row = element('tr'), time = element('td');
			time.append(element('time', clock(one.time)));
			row.append(time, element('td', one.topic, 'code'), element('td', one.payload, 'code'), element('td', one.qos + (one.retained ? ' retained' : '')));
			return row;
		}));
	};

	// --- buttons
	const drawButtons = () => {
		const faults = status.faults;
		byId('faults').hidden = !faults;
		byId('no-faults').hidden = !!faults;
		if (faults) {
			document.querySelector('[data-do="broker/stop"]').disabled = !faults.running;
			document.querySelector('[data-do="broker/start"]').disabled = faults.running;
			document.querySelectorAll('[data-fault]').forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.fault === faults.fault)));
		}
	};
	const post = async (path, body) => {
		const answer = byId('answer');
		try {
			const response = await fetch('/' + path, { method: 'POST', body });
			const text = (await response.text()).trim();
			answer.toggleAttribute('data-failed', !response.ok);
			answer.textContent = text;
		}
		catch (ex) {
			answer.toggleAttribute('data-failed', true);
			answer.textContent = 'The application does not answer';
		}
	};
	document.querySelectorAll('[data-do]').forEach((button) => button.addEventListener('click', () => {
		const healing = button.getAttribute('aria-pressed') === 'true';
		post(healing ? 'broker/heal' : button.dataset.do);
	}));
	byId('publish').addEventListener('submit', (event) => {
		event.preventDefault();
		post('page/publish', new URLSearchParams(new FormData(event.target)));
	});
	byId('filter').addEventListener('input', showMessages);
	byId('theme').addEventListener('click', () => {
		const name = root.dataset.theme === 'dark' ? 'light' : 'dark';
		try { localStorage.setItem('theme', name); } catch (ex) { /* for this visit, then */ }
		theme(name);
	});
	dark.addEventListener('change', () => { if (!remembered()) { theme(dark.matches ? 'dark' : 'light'); } });

	// --- drawing
	let due = false;
	const draw = () => {
		if (due) { return; }
		due = true;
		requestAnimationFrame(() => { // not while nobody looks
			due = false;
			drawState();
			drawTimeline();
			charts.forEach((one) => one.draw());
			if (status) { drawCounters(); drawTables(); drawButtons(); }
		});
	};
	setInterval(() => { if (status || lost) { drawState(); } }, 500);
	addEventListener('resize', draw);
	draw();
	connect();

	// For those who test it: feed it, and see how much it keeps
	window.samplePage = { apply, sizes: () => ({ samples: samples.length, events: events.length, messages: messages.length,
		points: charts[0].points(), nodes: document.getElementsByTagName('*').length }) };
})();
