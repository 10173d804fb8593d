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

package io.resilientmqtt.client.session;

import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.message.QoS;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PublishList}.
 */
class PublishListTests {

	private static PublishList<String> list(TestPublish... publishes) {
		PublishList<String> list = new PublishList<>();
		List.of(publishes).forEach(list::add);
		return list;
	}

	private static TestPublish publish(String name) {
		return new TestPublish(name, QoS.AT_LEAST_ONCE);
	}

	private static String names(PublishList<String> list) {
		List<OutboundPublish<String>> forward = new ArrayList<>();
		OutboundPublish<String> last = null;
		for (OutboundPublish<String> publish = list.first(); publish != null; publish = publish.next) {
			assertThat(publish.previous).isSameAs(last);
			forward.add(publish);
			last = publish;
		}
		assertThat(list.size()).isEqualTo(forward.size());
		return String.join("", forward.stream().map(OutboundPublish::toString).toList());
	}

	@Test
	void keepsTheOrderWhateverIsRemoved() {
		TestPublish[] publishes = { publish("1"), publish("2"), publish("3"), publish("4") };
		PublishList<String> list = list(publishes);
		assertThat(names(list)).isEqualTo("1234");
		list.remove(publishes[1]);
		assertThat(names(list)).isEqualTo("134");
		list.remove(publishes[3]);
		assertThat(names(list)).isEqualTo("13");
		list.remove(publishes[0]);
		list.add(publishes[1]);
		assertThat(names(list)).isEqualTo("32");
		list.remove(publishes[2]);
		list.remove(publishes[1]);
		assertThat(names(list)).isEmpty();
		list.add(publishes[0]);
		assertThat(names(list)).isEqualTo("1");
	}

	@Test
	void takesAllOfAnotherInFrontOfItsOwn() {
		PublishList<String> list = list(publish("3"), publish("4"));
		PublishList<String> other = list(publish("1"), publish("2"));
		list.addAllFirst(other);
		assertThat(names(list)).isEqualTo("1234");
		assertThat(names(other)).isEmpty();
		list.addAllFirst(other);
		list.add(publish("5"));
		assertThat(names(list)).isEqualTo("12345");
		other.addAllFirst(list);
		other.add(publish("6"));
		assertThat(names(other)).isEqualTo("123456");
	}

}
