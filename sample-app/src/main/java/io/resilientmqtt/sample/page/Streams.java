/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.resilientmqtt.sample.page;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The open pages. Each is sent what it has not had, by one thread at a time, so that one
 * that does not read holds up nobody and costs no memory: it is sent the newest once it
 * reads again. Safe for use by several threads.
 */
@Component
class Streams {

	private static final Logger logger = LoggerFactory.getLogger(Streams.class);

	/** Open pages at most. */
	private static final int MOST = 16;

	private final Recorder recorder;

	private final Set<Stream> streams = ConcurrentHashMap.newKeySet();

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "page");
		thread.setDaemon(true);
		return thread;
	});

	Streams(Recorder recorder) {
		this.recorder = recorder;
		recorder.onChange(() -> this.streams.forEach(Stream::wake));
	}

	SseEmitter open() {
		if (this.streams.size() >= MOST) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE,
					"The page is open " + MOST + " times: close one");
		}
		SseEmitter emitter = new SseEmitter(0L);
		Stream stream = new Stream(emitter);
		this.streams.add(stream);
		emitter.onCompletion(() -> this.streams.remove(stream));
		emitter.onError((ex) -> this.streams.remove(stream));
		stream.wake();
		return emitter;
	}

	int count() {
		return this.streams.size();
	}

	// Before the web server waits for requests that are under way, as open pages are
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.streams.forEach((stream) -> stream.emitter.complete());
		this.executor.shutdown();
	}

	/**
	 * An open page.
	 */
	private final class Stream {

		private final SseEmitter emitter;

		private final Recorder.Reader reader = new Recorder.Reader();

		/** How often it was woken since it slept. */
		private final AtomicInteger wakes = new AtomicInteger();

		Stream(SseEmitter emitter) {
			this.emitter = emitter;
		}

		void wake() {
			if (this.wakes.getAndIncrement() == 0) {
				try {
					Streams.this.executor.execute(this::send);
				}
				catch (RejectedExecutionException ex) {
					Streams.this.streams.remove(this); // the application ends
				}
			}
		}

		private void send() {
			int seen;
			do {
				seen = this.wakes.get();
				try {
					this.emitter.send(Streams.this.recorder.news(this.reader), MediaType.APPLICATION_JSON);
				}
				catch (IOException | IllegalStateException ex) {
					logger.debug("A page was closed", ex);
					Streams.this.streams.remove(this);
					return;
				}
			}
			while (!this.wakes.compareAndSet(seen, 0));
		}

	}

}
