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

package io.resilientmqtt.client;

import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Mqtt5Options}.
 */
class Mqtt5OptionsTests {

	@Test
	void defaultsOfFlowControlAreThoseOfTheSpecification() {
		Mqtt5Options options = Mqtt5Options.DEFAULT;
		assertThat(options.receiveMaximum()).isEqualTo(65535);
		assertThat(options.receiveOverrun()).isEqualTo(Mqtt5Options.ReceiveOverrun.PAUSE);
		assertThat(options.topicAliasMaximum()).isZero();
		assertThat(options.topicAlias()).isEqualTo(Mqtt5Options.TopicAlias.AUTO);
		assertThat(options.qosDowngrade()).isFalse();
	}

	@Test
	void whatIsSetIsKeptByMutate() {
		Mqtt5Options options = Mqtt5Options.builder()
			.receiveMaximum(1)
			.receiveOverrun(Mqtt5Options.ReceiveOverrun.DISCONNECT)
			.topicAliasMaximum(65535)
			.topicAlias(Mqtt5Options.TopicAlias.OFF)
			.qosDowngrade(true)
			.build();
		assertThat(options.mutate().build()).isEqualTo(options);
		assertThat(options.receiveMaximum()).isEqualTo(1);
		assertThat(options.receiveOverrun()).isEqualTo(Mqtt5Options.ReceiveOverrun.DISCONNECT);
		assertThat(options.topicAliasMaximum()).isEqualTo(65535);
		assertThat(options.topicAlias()).isEqualTo(Mqtt5Options.TopicAlias.OFF);
		assertThat(options.qosDowngrade()).isTrue();
	}

	@Test
	void numbersOutOfRangeAreRefused() {
		assertRefused("v5.receive-maximum", (builder) -> builder.receiveMaximum(0));
		assertRefused("v5.receive-maximum", (builder) -> builder.receiveMaximum(65536));
		assertRefused("v5.topic-alias-maximum", (builder) -> builder.topicAliasMaximum(-1));
		assertRefused("v5.topic-alias-maximum", (builder) -> builder.topicAliasMaximum(65536));
	}

	private static void assertRefused(String option, Consumer<Mqtt5Options.Builder> value) {
		Mqtt5Options.Builder builder = Mqtt5Options.builder();
		value.accept(builder);
		assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(builder::build)
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo(option))
			.satisfies((ex) -> assertThat(ex.remedy()).contains("65535"));
	}

}
