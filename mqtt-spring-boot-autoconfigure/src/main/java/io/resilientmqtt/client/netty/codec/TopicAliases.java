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

package io.resilientmqtt.client.netty.codec;

import java.util.HashMap;
import java.util.Map;

import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * The topic aliases of what is published on one connection [MQTT 5, 3.3.2.3.4]. Topics
 * get one as they come, until all that the broker allows are in use. From then on a topic
 * takes the alias of the one least recently used if it has itself been used since, so
 * that more topics than aliases, taking turns, don't take them from each other for
 * nothing. Costs one lookup for a message and allocates for a topic only when it gets an
 * alias. On the event loop.
 */
public final class TopicAliases {

	/** What the property takes in a packet: its identifier and a number. */
	static final int PROPERTY_LENGTH = 3;

	/** Up to what a Remaining Length takes one byte, two, and three. */
	private static final int[] REMAINING_LENGTHS = { 127, 16_383, 2_097_151 };

	/**
	 * Shortest topic that gets an alias: what setting it costs has to come back at its
	 * first use.
	 */
	private static final int SHORTEST_TOPIC = 2 * PROPERTY_LENGTH + 1;

	/**
	 * Most aliases in use, however many the broker allows.
	 */
	private static final int MOST = 1024;

	private final int maximum;

	private final Map<String, Alias> aliases = new HashMap<>();

	private @Nullable Alias newest;

	private @Nullable Alias oldest;

	private @Nullable LastUses others;

	/** Counts the uses of topics. */
	private int now;

	private long bytesSaved;

	/**
	 * Create the aliases of a connection.
	 * @param maximum the broker's Topic Alias Maximum, 1 or more
	 */
	public TopicAliases(int maximum) {
		this.maximum = Math.min(maximum, MOST);
	}

	/**
	 * Return by how many bytes a packet grows that sets an alias: by the property, and by
	 * a longer Property Length and a longer Remaining Length if need be.
	 * @param size the size of the packet without an alias
	 * @param properties whether it has properties
	 * @return 3 to 5
	 */
	public static int room(long size, boolean properties) {
		int added = PROPERTY_LENGTH + (properties ? 1 : 0);
		for (int i = 0; i < REMAINING_LENGTHS.length; i++) {
			long remaining = size - 2 - i;
			if (remaining <= REMAINING_LENGTHS[i]) {
				return (remaining + added > REMAINING_LENGTHS[i]) ? added + 1 : added;
			}
		}
		return added;
	}

	/**
	 * Return the alias of a topic that is going to be published now.
	 * @param topic the topic
	 * @param maySet whether the packet has {@linkplain #room room} to set an alias
	 * @return a number above 0 that is sent in place of the topic; or one below 0, whose
	 * negative is sent along with the topic; or 0 if there is none
	 */
	public int use(String topic, boolean maySet) {
		if (topic.length() < SHORTEST_TOPIC) {
			return 0;
		}
		this.now++;
		Alias alias = this.aliases.get(topic);
		if (alias != null) {
			used(alias);
			if (alias.isSet) {
				this.bytesSaved += alias.saves;
				return alias.number;
			}
			alias.isSet = maySet;
			return maySet ? -alias.number : 0;
		}
		alias = maySet ? available(topic) : null;
		if (alias == null) {
			return 0;
		}
		alias.saves = ByteBufUtil.utf8Bytes(topic) - PROPERTY_LENGTH;
		this.aliases.put(topic, alias);
		used(alias);
		this.bytesSaved -= PROPERTY_LENGTH;
		return -alias.number;
	}

	/**
	 * The packet that was to set an alias was not sent.
	 * @param topic its topic
	 */
	public void notSent(String topic) {
		Alias alias = this.aliases.get(topic);
		if (alias != null) {
			alias.isSet = false;
		}
	}

	private @Nullable Alias available(String topic) {
		Alias oldest = this.oldest;
		if (oldest == null || this.aliases.size() < this.maximum) {
			return new Alias(this.aliases.size() + 1, topic);
		}
		if (this.others == null) {
			this.others = new LastUses(this.maximum * 2);
		}
		if (!this.others.use(topic, this.now, oldest.usedAt)) {
			return null;
		}
		this.aliases.remove(oldest.topic);
		oldest.topic = topic;
		oldest.isSet = true;
		return oldest;
	}

	private void used(Alias alias) {
		alias.usedAt = this.now;
		if (alias == this.newest) {
			return;
		}
		if (alias.newer != null) { // it has a place already
			alias.newer.older = alias.older;
			if (alias.older != null) {
				alias.older.newer = alias.newer;
			}
			else {
				this.oldest = alias.newer;
			}
		}
		alias.newer = null;
		alias.older = this.newest;
		if (this.newest != null) {
			this.newest.newer = alias;
		}
		else {
			this.oldest = alias;
		}
		this.newest = alias;
	}

	/**
	 * Return how many bytes the aliases have saved since the last call.
	 * @return the bytes of topics left out less those of aliases, below 0 while setting
	 * aliases up has cost more
	 */
	public long takeBytesSaved() {
		long saved = this.bytesSaved;
		this.bytesSaved = 0;
		return saved;
	}

	private static final class Alias {

		private final int number;

		private String topic;

		private int saves;

		private int usedAt;

		/** Whether the broker knows it. */
		private boolean isSet = true;

		private @Nullable Alias newer;

		private @Nullable Alias older;

		Alias(int number, String topic) {
			this.number = number;
			this.topic = topic;
		}

	}

	/**
	 * When topics without an alias were last used, as far as it is remembered: one slot
	 * for each hash, which a newcomer takes over.
	 */
	private static final class LastUses {

		private final int[] hashes;

		private final int[] usedAt;

		LastUses(int atLeast) {
			int slots = Integer.highestOneBit(atLeast - 1) * 2;
			this.hashes = new int[slots];
			this.usedAt = new int[slots];
		}

		/**
		 * Note a use.
		 * @param topic the topic
		 * @param now when
		 * @param since some time before
		 * @return whether the topic was used since then
		 */
		boolean use(String topic, int now, int since) {
			int hash = topic.hashCode();
			int slot = (hash ^ hash >>> 16) & (this.hashes.length - 1);
			boolean usedSince = this.hashes[slot] == hash && this.usedAt[slot] - since > 0;
			this.hashes[slot] = hash;
			this.usedAt[slot] = now;
			return usedSince;
		}

	}

}
