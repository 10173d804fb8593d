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

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import io.resilientmqtt.client.session.SessionStore;
import io.resilientmqtt.client.session.SessionStoreException;
import io.resilientmqtt.client.session.StoredPublish;
import io.resilientmqtt.client.session.StoredSession;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.PayloadFormat;
import io.resilientmqtt.message.PublishProperties;
import io.resilientmqtt.message.QoS;
import io.resilientmqtt.message.UserProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What every store has to do, whatever database it is on.
 */
abstract class AbstractSessionStoreTests {

	private SessionStore store;

	abstract SessionStore create(String name);

	@BeforeEach
	void openStore() {
		this.store = create("default");
		assertThat(this.store.open(StoreFixture.CLIENT_ID)).isEqualTo(StoredSession.EMPTY);
	}

	@AfterEach
	void closeStore() {
		this.store.close();
	}

	final SessionStore store() {
		return this.store;
	}

	final StoredSession reopen() {
		this.store.close();
		this.store = create("default");
		return this.store.open(StoreFixture.CLIENT_ID);
	}

	@Test
	void whatWasAddedIsThereAfterReopening() {
		StoredPublish first = StoreFixture.publish(1, "one");
		StoredPublish second = StoreFixture.publish(2, "two!");
		this.store.commit(StoreFixture.added(first, second));
		StoredSession session = reopen();
		assertThat(session.isKnown()).isTrue();
		assertThat(session.messages()).isEqualTo(2);
		assertThat(session.bytes()).isEqualTo(7);
		assertThat(session.lastSequence()).isEqualTo(2);
		assertThat(session.inFlight()).isEmpty();
		assertThat(this.store.read(0, 10, 1000)).containsExactly(first, second);
	}

	@Test
	void everyPropertyComesBack() {
		String longest = "ü".repeat(32_767) + "x";
		PublishProperties properties = PublishProperties.builder()
			.payloadFormat(PayloadFormat.UTF_8)
			.messageExpiry(Duration.ofSeconds(0xFFFF_FFFFL))
			.contentType("text/plain; charset=utf-8 \uD83C\uDF3B")
			.responseTopic("replies/" + "r".repeat(60_000))
			.correlationData(new byte[] { 0, 1, -1, 0 })
			.userProperty("b", "1")
			.userProperty("a", "2")
			.userProperty("b", "1")
			.userProperty("", "")
			.userProperty(longest, longest)
			.subscriptionIdentifier(1)
			.subscriptionIdentifier(268_435_455)
			.build();
		StoredPublish all = StoreFixture.publish(1,
				MqttMessage.builder("t".repeat(65_535))
					.payload("grün")
					.qos(QoS.EXACTLY_ONCE)
					.retain(true)
					.properties(properties)
					.build());
		StoredPublish empty = StoreFixture.publish(2,
				MqttMessage.builder("ü/\uD83C\uDF3B/'\"\\%")
					.qos(QoS.AT_LEAST_ONCE)
					.contentType("")
					.correlationData(new byte[0])
					.payloadFormat(PayloadFormat.BYTES)
					.messageExpiry(Duration.ZERO)
					.build());
		StoredPublish lowered = new StoredPublish(3, all.message(), QoS.AT_LEAST_ONCE, 0, false, Long.MAX_VALUE);
		this.store.commit(StoreFixture.added(all, empty, lowered));
		reopen();
		List<StoredPublish> read = this.store.read(0, 10, 1000);
		assertThat(read).containsExactly(all, empty, lowered);
		assertThat(read.get(0).message().properties().userProperties()).startsWith(new UserProperty("b", "1"),
				new UserProperty("a", "2"), new UserProperty("b", "1"));
	}

	@Test
	void payloadsOfAnyLengthComeBack() {
		byte[] large = new byte[20_000_000];
		large[large.length - 1] = 7;
		StoredPublish big = StoreFixture.publish(1,
				MqttMessage.builder("big").payload(large).qos(QoS.AT_LEAST_ONCE).build());
		StoredPublish none = StoreFixture.publish(2, MqttMessage.builder("none").qos(QoS.AT_LEAST_ONCE).build());
		this.store.commit(StoreFixture.added(big, none));
		assertThat(reopen().bytes()).isEqualTo(large.length);
		assertThat(this.store.read(0, 10, 1)).containsExactly(big);
		assertThat(this.store.read(1, 10, 1)).containsExactly(none);
	}

	@Test
	void whatIsInFlightComesWithTheSessionAndInNoPage() {
		StoredPublish first = StoreFixture.publish(1, "one");
		StoredPublish second = StoreFixture.publish(2, "two");
		StoredPublish third = StoreFixture.publish(3, "three");
		this.store.commit(StoreFixture.added(first, StoreFixture.inFlight(second, 65535, false), third));
		this.store.commit(StoreFixture.moved(StoreFixture.inFlight(first, 7, true)));
		assertThat(reopen().inFlight()).containsExactly(StoreFixture.inFlight(first, 7, true),
				StoreFixture.inFlight(second, 65535, false));
		assertThat(this.store.read(0, 10, 1000)).containsExactly(third);
		this.store.commit(StoreFixture.moved(first));
		assertThat(reopen().inFlight()).containsExactly(StoreFixture.inFlight(second, 65535, false));
		assertThat(this.store.read(0, 10, 1000)).containsExactly(first, third);
	}

	@Test
	void pagesEndAtTheNumberOrTheBytes() {
		this.store.commit(StoreFixture.added(StoreFixture.publish(1, "12345"), StoreFixture.publish(4, "12345"),
				StoreFixture.publish(5, "12345"), StoreFixture.publish(9, "12345")));
		assertThat(StoreFixture.sequences(this.store.read(0, 2, 1000))).containsExactly(1L, 4L);
		assertThat(StoreFixture.sequences(this.store.read(1, 2, 1000))).containsExactly(4L, 5L);
		assertThat(StoreFixture.sequences(this.store.read(0, 10, 10))).containsExactly(1L, 4L);
		assertThat(StoreFixture.sequences(this.store.read(0, 10, 14))).containsExactly(1L, 4L);
		assertThat(StoreFixture.sequences(this.store.read(0, 10, 1))).containsExactly(1L);
		assertThat(StoreFixture.sequences(this.store.read(5, 10, 1))).containsExactly(9L);
		assertThat(this.store.read(9, 10, 1)).isEmpty();
		assertThat(StoreFixture.sequences(StoreFixture.readAll(this.store, 3))).containsExactly(1L, 4L, 5L, 9L);
	}

	@Test
	void whatIsRemovedIsGoneAndItsSequenceIsRemembered() {
		this.store.commit(StoreFixture
			.added(LongStream.rangeClosed(1, 20).mapToObj((i) -> StoreFixture.publish(i, "x")).toList()));
		this.store.commit(StoreFixture.removed(20, 3, 1, 2, 7, 9, 10, 11));
		assertThat(StoreFixture.sequences(this.store.read(0, 100, 1000))).containsExactly(4L, 5L, 6L, 8L, 12L, 13L, 14L,
				15L, 16L, 17L, 18L, 19L);
		this.store.commit(StoreFixture.removed(LongStream.rangeClosed(1, 20).toArray()));
		StoredSession session = reopen();
		assertThat(session.messages()).isZero();
		assertThat(session.lastSequence()).isEqualTo(20);
		assertThat(session.isKnown()).isTrue();
	}

	@Test
	void droppingLeavesWhatIsInFlight() {
		this.store.commit(StoreFixture.added(StoreFixture.publish(1, "x"),
				StoreFixture.inFlight(StoreFixture.publish(2, "x"), 1, false), StoreFixture.publish(3, "x"),
				StoreFixture.publish(4, "x")));
		this.store.commit(StoreFixture.dropped(3));
		StoredSession session = reopen();
		assertThat(StoreFixture.sequences(session.inFlight())).containsExactly(2L);
		assertThat(StoreFixture.sequences(this.store.read(0, 10, 1000))).containsExactly(4L);
		assertThat(session.messages()).isEqualTo(2);
	}

	@Test
	void changesAreMadeInTheOrderOfTheComponents() {
		this.store.commit(StoreFixture.added(StoreFixture.publish(1, "x"), StoreFixture.publish(2, "x")));
		StoredPublish again = StoreFixture.publish(1, "y");
		this.store.commit(StoreFixture.changes(2, List.of(1L),
				List.of(StoreFixture.inFlight(StoreFixture.publish(2, "x"), 3, false)), List.of(again), "home"));
		assertThat(reopen().inFlight()).isEmpty(); // 2 was dropped before it moved
		assertThat(this.store.read(0, 10, 1000)).containsExactly(again);
	}

	@Test
	void changesThatWereMadeAlreadyAreMadeAgain() {
		StoredPublish first = StoreFixture.publish(1, "one");
		StoredPublish second = StoreFixture.publish(2, "two");
		this.store.commit(StoreFixture.added(first, second));
		this.store.commit(StoreFixture.added(first, second, StoreFixture.publish(3, "three")));
		this.store.commit(StoreFixture.removed(1));
		this.store.commit(StoreFixture.removed(1, 17));
		this.store.commit(StoreFixture.moved(StoreFixture.inFlight(second, 5, false), StoreFixture.publish(18, "x")));
		this.store.commit(StoreFixture.moved(StoreFixture.inFlight(second, 5, false)));
		this.store.commit(StoreFixture.dropped(1));
		this.store.commit(StoreFixture.received(false, List.of(9), List.of(1, 2)));
		this.store.commit(StoreFixture.received(false, List.of(9), List.of(2, 3)));
		StoredSession session = reopen();
		assertThat(session.messages()).isEqualTo(2);
		assertThat(session.inFlight()).containsExactly(StoreFixture.inFlight(second, 5, false));
		assertThat(session.received()).containsExactly(1, 2, 3);
		assertThat(session.lastSequence()).isEqualTo(3);
		this.store.commit(StoreFixture.added(StoreFixture.inFlight(second, 6, true))); // after
																						// reopening
		assertThat(reopen().inFlight()).containsExactly(StoreFixture.inFlight(second, 6, true));
	}

	@Test
	void identifiersReceivedAreKeptUntilRemovedOrCleared() {
		this.store.commit(StoreFixture.received(false, List.of(), List.of(65535, 1, 7)));
		assertThat(reopen().received()).containsExactly(1, 7, 65535);
		this.store.commit(StoreFixture.received(false, List.of(7), List.of(8)));
		assertThat(reopen().received()).containsExactly(1, 8, 65535);
		this.store.commit(StoreFixture.received(true, List.of(), List.of(8, 9)));
		assertThat(reopen().received()).containsExactly(8, 9);
		this.store.commit(StoreFixture.received(true, List.of(), List.of()));
		assertThat(reopen().received()).isEmpty();
	}

	@Test
	void homeIsKeptUntilItIsAnother() {
		this.store.commit(StoreFixture.home("3.1.1 tcp://a:1883"));
		assertThat(reopen().home()).isEqualTo("3.1.1 tcp://a:1883");
		this.store.commit(StoreFixture.added(StoreFixture.publish(1, "x")));
		assertThat(reopen().home()).isEqualTo("3.1.1 tcp://a:1883");
		this.store.commit(StoreFixture.home("ü".repeat(10_000)));
		assertThat(reopen().home()).isEqualTo("ü".repeat(10_000));
	}

	@Test
	void anotherClientIdIsRefusedAndNothingChanges() {
		this.store.commit(StoreFixture.added(StoreFixture.publish(1, "x")));
		this.store.close();
		SessionStore other = create("default");
		assertThatThrownBy(() -> other.open("greenhouse-2")).isInstanceOf(SessionStoreException.class)
			.hasMessageContaining(other.location())
			.hasMessageContaining("'greenhouse-1'")
			.hasMessageContaining("'greenhouse-2'")
			.hasMessageContaining("use that client id");
		assertThat(reopen().messages()).isEqualTo(1);
	}

	@Test
	void secondStoreIsRefusedByName() {
		SessionStore second = create("default");
		assertThatThrownBy(() -> second.open(StoreFixture.CLIENT_ID)).isInstanceOf(SessionStoreException.class)
			.hasMessageContaining(second.location())
			.hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
		assertThatThrownBy(() -> create("default").open(StoreFixture.CLIENT_ID))
			.isInstanceOf(SessionStoreException.class);
		this.store.commit(StoreFixture.added(StoreFixture.publish(1, "x")));
		this.store.close();
		assertThat(second.open(StoreFixture.CLIENT_ID).messages()).isEqualTo(1);
		second.close();
	}

	@Test
	void storesOfDifferentNamesKnowNothingOfEachOther() {
		SessionStore other = create("Default");
		assertThat(other.open("another")).isEqualTo(StoredSession.EMPTY);
		this.store.commit(StoreFixture.added(StoreFixture.publish(1, "x")));
		this.store.commit(StoreFixture.received(false, List.of(), List.of(1)));
		other.commit(StoreFixture.added(StoreFixture.publish(1, "y"), StoreFixture.publish(2, "z")));
		other.commit(StoreFixture.removed(2));
		other.commit(StoreFixture.received(false, List.of(), List.of(1, 2)));
		other.commit(StoreFixture.home("home"));
		other.close();
		StoredSession session = reopen();
		assertThat(session.home()).isNull();
		assertThat(session.received()).containsExactly(1);
		assertThat(this.store.read(0, 10, 1000)).containsExactly(StoreFixture.publish(1, "x"));
		StoredSession otherSession = other.open("another");
		assertThat(otherSession.lastSequence()).isEqualTo(2);
		assertThat(otherSession.received()).containsExactly(1, 2);
		other.close();
	}

	@Test
	void storeThatIsNotOpenSaysSo() {
		this.store.close();
		this.store.close();
		assertThatIllegalStateException().isThrownBy(() -> this.store.read(0, 1, 1))
			.withMessageContaining(this.store.location())
			.withMessageContaining("not open");
		assertThat(this.store.open(StoreFixture.CLIENT_ID)).isEqualTo(StoredSession.EMPTY);
		assertThatThrownBy(() -> this.store.open(StoreFixture.CLIENT_ID)).isInstanceOf(SessionStoreException.class)
			.hasMessageContaining("close it first");
	}

}
