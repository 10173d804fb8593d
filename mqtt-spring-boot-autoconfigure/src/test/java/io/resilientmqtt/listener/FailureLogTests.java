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

package io.resilientmqtt.listener;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.resilientmqtt.message.MqttMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.ReflectionUtils;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.FieldError;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class FailureLogTests {

	private static final Duration INTERVAL = Duration.ofSeconds(30);

	private final AtomicLong now = new AtomicLong();

	private final StepDelays delays = new StepDelays();

	private final FailureLog log = new FailureLog("test", this.now::get, this.delays);

	private final MqttMessage message = MqttMessage.builder("a/b").payload("secret").build();

	private static List<String> lines(CapturedOutput output) {
		return Arrays.stream(output.getOut().split("\n"))
			.filter((line) -> line.contains("istener 'test'"))
			.map((line) -> line.substring(line.indexOf("istener 'test'")))
			.toList();
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
		this.delays.advance(time);
	}

	@Test
	void messagesThatCanNotBeReadAreOneLineAnInterval(CapturedOutput output) {
		for (int i = 0; i < 100; i++) {
			this.log.dropped(this.message, 1,
					new MessageConversionException("no JSON\n at all", new IllegalStateException()));
		}
		assertThat(lines(output))
			.containsExactly("istener 'test' can't take a message of topic 'a/b': no JSON  at all (attempt 1); it "
					+ "is acknowledged and lost: mqtt.listener.dead-letter-topic would keep it");
		assertThat(output).doesNotContain("\tat ", "secret");
		pass(INTERVAL);
		assertThat(lines(output)).hasSize(2)
			.last()
			.isEqualTo("istener 'test': 99 more messages could not be read in the last 30 s");
		this.log.dropped(this.message, 1, new MessageConversionException("no JSON"));
		pass(INTERVAL);
		assertThat(lines(output)).hasSize(3).last().asString().endsWith("in the last 30 s");
	}

	@Test
	void kindsOfFailuresAreToldApart(CapturedOutput output) {
		for (int i = 0; i < 10; i++) {
			this.log.dropped(this.message, 1, new MessageConversionException("no JSON"));
			this.log.dropped(this.message, 1, new IllegalStateException("no good"));
			this.log.dropped(this.message, 1, new IllegalArgumentException("no good"));
			this.log.retrying(this.message, new IllegalStateException("no good"), 1, 100);
		}
		assertThat(lines(output)).hasSize(4);
		assertThat(lines(output).get(1))
			.isEqualTo("istener 'test' failed on a message of topic 'a/b' (attempt 1); it is "
					+ "acknowledged and lost: mqtt.listener.dead-letter-topic would keep it");
		assertThat(lines(output).get(3)).isEqualTo(
				"istener 'test' failed on a message of topic 'a/b' (attempt 1), trying again in 100 ms: java.lang.IllegalStateException");
		assertThat(output.getOut().split("java.lang.IllegalStateException: no good")).hasSize(2); // trace
																									// once
	}

	@Test
	void anAttemptAtOnceIsNotTold(CapturedOutput output) {
		this.log.retrying(this.message, new IllegalStateException("no good"), 1, 0);
		assertThat(lines(output)).isEmpty();
	}

	@Test
	void whatIsNotValidIsToldWithoutItsValue(CapturedOutput output) {
		BeanPropertyBindingResult errors = new BeanPropertyBindingResult("secret", "reading");
		errors.addError(new FieldError("reading", "celsius", "secret", false, null, null, "must be less"));
		this.log.dropped(this.message, 1,
				new MethodArgumentNotValidException(MessageBuilder.withPayload("secret").build(), parameter(), errors));
		assertThat(lines(output)).singleElement()
			.asString()
			.startsWith("istener 'test' can't take a message of topic 'a/b': it is not valid: 'celsius' must be less");
		assertThat(output).doesNotContain("\tat ", "secret");
	}

	private static MethodParameter parameter() {
		return new MethodParameter(ReflectionUtils.findMethod(FailureLogTests.class, "pass", Duration.class), 0);
	}

	@Test
	void whereDeadLettersGoIsTold(CapturedOutput output) {
		for (int i = 0; i < 10; i++) {
			this.log.deadLetter(this.message, 1, "dead", new MessageConversionException("no JSON"));
		}
		assertThat(lines(output)).containsExactly(
				"istener 'test' can't take a message of topic 'a/b': no JSON (attempt 1); it goes to 'dead'");
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void aListenerThatThrowsEverythingThereIsFillsNoMemory(CapturedOutput output) {
		for (int i = 0; i < 100; i++) {
			this.log.afterAnswer(this.message, new IllegalStateException());
			this.log.left(this.message, new IllegalStateException());
			this.log.policyFailed(new IllegalStateException());
			this.log.returning(this.message, "a/b", new IllegalStateException());
		}
		assertThat(lines(output)).hasSize(4);
	}

}
