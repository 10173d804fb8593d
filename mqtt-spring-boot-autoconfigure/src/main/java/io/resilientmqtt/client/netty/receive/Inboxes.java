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

package io.resilientmqtt.client.netty.receive;

import java.util.LinkedHashSet;
import java.util.Set;

import io.resilientmqtt.client.netty.codec.ReceivedTopic;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.TopicTrie;
import org.jspecify.annotations.Nullable;

/**
 * Who receives what. Belongs to the event loop.
 */
public final class Inboxes {

	private final TopicTrie<Inbox> trie = new TopicTrie<>();

	private final Set<Inbox> all = new LinkedHashSet<>();

	/** Those that were full when they were last looked at. */
	private final Set<Inbox> full = new LinkedHashSet<>();

	private final Unmatched unmatched;

	/** Sends acknowledgements. */
	private @Nullable Runnable sender;

	/** Another one when receivers have come or gone. */
	private int generation;

	/**
	 * Create without receivers.
	 * @param unmatched told of messages that none of them takes
	 */
	public Inboxes(Unmatched unmatched) {
		this.unmatched = unmatched;
	}

	public Unmatched unmatched() {
		return this.unmatched;
	}

	public void add(Inbox inbox) {
		this.all.add(inbox);
		for (TopicFilter filter : inbox.receiver().filters()) {
			this.trie.add(filter, inbox);
		}
		this.generation++;
		this.unmatched.offer(inbox);
	}

	public void remove(Inbox inbox) {
		this.full.remove(inbox);
		if (this.all.remove(inbox)) {
			for (TopicFilter filter : inbox.receiver().filters()) {
				this.trie.remove(filter, inbox);
			}
			this.generation++;
		}
	}

	/**
	 * Set who sends acknowledgements.
	 * @param sender run when there are any, or {@code null} while there is no connection
	 */
	public void sender(@Nullable Runnable sender) {
		this.sender = sender;
	}

	/**
	 * Receivers have acknowledged messages, of the present connection or an earlier one.
	 */
	public void acknowledged() {
		if (this.sender != null) {
			this.sender.run();
		}
	}

	/**
	 * Return the inboxes a topic goes to, each once however many of its filters match. It
	 * is matched only if receivers have changed since it last was.
	 * @param topic the topic
	 * @return the inboxes, not to be changed
	 */
	public Inbox[] match(ReceivedTopic topic) {
		Inbox[] known = (Inbox[]) topic.attachment(this.generation);
		if (known != null) {
			return known;
		}
		Inbox[] matched = match(topic.name());
		topic.attach(matched, this.generation);
		return matched;
	}

	private Inbox[] match(String topic) {
		Set<Inbox> matching = new LinkedHashSet<>();
		this.trie.match(topic, matching::add);
		return matching.toArray(Inbox[]::new);
	}

	/**
	 * Return whether all messages handed over have been dealt with.
	 * @return whether all messages handed over have been dealt with
	 */
	public boolean areIdle() {
		return this.all.stream().allMatch(Inbox::isIdle);
	}

	/**
	 * An inbox has no room after a delivery.
	 * @param inbox the inbox
	 */
	public void full(Inbox inbox) {
		this.full.add(inbox);
	}

	/**
	 * Return whether an inbox has no room.
	 * @return whether an inbox has no room
	 */
	public boolean isAnyFull() {
		this.full.removeIf((inbox) -> !inbox.isFull());
		return !this.full.isEmpty();
	}

	/**
	 * Remember how far the receivers have come.
	 */
	public void noteProgress() {
		this.full.forEach(Inbox::noteProgress);
	}

	/**
	 * Give room to the receivers that are full and have handled nothing since
	 * {@link #noteProgress()}.
	 * @return whether there was one that could get more
	 */
	public boolean extendStalled() {
		boolean extended = false;
		for (Inbox inbox : this.full) {
			extended |= inbox.extendIfStalled();
		}
		return extended;
	}

	/**
	 * Leave to the broker what has not been handled yet.
	 */
	public void discard() {
		for (Inbox inbox : this.all) {
			inbox.discard();
			inbox.wake();
		}
	}

}
