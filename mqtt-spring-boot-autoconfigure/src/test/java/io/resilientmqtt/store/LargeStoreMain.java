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

package io.resilientmqtt.store;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.client.session.StoredPublish;
import io.resilientmqtt.client.session.StoredSession;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.QoS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes 200,000 messages of 1 KiB, opens the store again, and reads and removes them
 * page by page.
 */
public final class LargeStoreMain {

	private static final int MESSAGES = 200_000;

	private static final int PAGE = 1000;

	private LargeStoreMain() {
	}

	/**
	 * Run.
	 * @param args the directory
	 */
	public static void main(String[] args) {
		SessionStore store = StoreFixture.sqlite(Path.of(args[0]));
		store.open(StoreFixture.CLIENT_ID);
		for (long first = 1; first <= MESSAGES; first += PAGE) {
			store.commit(StoreFixture
				.added(LongStream.range(first, first + PAGE).mapToObj(LargeStoreMain::publish).toList()));
		}
		store.close();
		StoredSession session = store.open(StoreFixture.CLIENT_ID);
		assertThat(session.messages()).isEqualTo(MESSAGES);
		assertThat(session.bytes()).isEqualTo(MESSAGES * 1024L);
		read(store);
		store.close();
		System.out.println("all read");
	}

	private static void read(SessionStore store) {
		long last = 0;
		List<StoredPublish> page = store.read(0, PAGE, Long.MAX_VALUE);
		while (!page.isEmpty()) {
			for (StoredPublish publish : page) {
				assertThat(publish.sequence()).isEqualTo(++last);
			}
			store.commit(StoreFixture.removed(page.stream().mapToLong(StoredPublish::sequence).toArray()));
			page = store.read(last, PAGE, Long.MAX_VALUE);
		}
		assertThat(last).isEqualTo(MESSAGES);
	}

	private static StoredPublish publish(long sequence) {
		return StoreFixture.publish(sequence,
				MqttMessage.builder("a/b").wrapPayload(new byte[1024]).qos(QoS.AT_LEAST_ONCE).build());
	}

}
