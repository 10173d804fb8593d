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

package io.resilientmqtt.annotation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.listener.MqttListenerOptionsBuilder;
import io.resilientmqtt.listener.MqttListenerRetry;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.unit.DataSize;

/**
 * The {@code name=value} properties of an annotation: those of {@code mqtt.listener.*}
 * that are no attributes. One that is not known, or given twice, is refused.
 */
final class ListenerProperties {

	private static final String ATTRIBUTE = "properties";

	private static final List<String> NAMES = List.of("dead-letter-topic", "max-payload-size", "retry.delay",
			"retry.jitter", "retry.max-delay", "retry.max-retries", "retry.multiplier", "slow-after",
			"unsubscribe-on-stop");

	private final Map<String, String> values = new TreeMap<>();

	/**
	 * Read the properties.
	 * @param properties each {@code name=value}
	 */
	ListenerProperties(List<String> properties) {
		for (String property : properties) {
			int separator = property.indexOf('=');
			String name = (separator > 0) ? property.substring(0, separator).trim() : property;
			if (separator <= 0 || !NAMES.contains(name)) {
				throw new InvalidOptionException(ATTRIBUTE, property, "use name=value with one of the names " + NAMES);
			}
			if (this.values.put(name, property.substring(separator + 1).trim()) != null) {
				throw new InvalidOptionException(ATTRIBUTE, property, "give '" + name + "' once");
			}
		}
	}

	/**
	 * Set the options that the properties have.
	 * @param options the options
	 */
	void apply(MqttListenerOptionsBuilder options) {
		String topic = this.values.get("dead-letter-topic");
		if (topic != null) {
			options.deadLetterTopic(topic);
		}
		if (this.values.containsKey("max-payload-size")) {
			options.maxPayloadSize(value("max-payload-size", ListenerProperties::bytes, "use a size such as 64KB"));
		}
		if (this.values.containsKey("slow-after")) {
			options
				.slowAfter(value("slow-after", ListenerProperties::duration, "use a time such as 30s, or 0 for never"));
		}
		if (this.values.containsKey("unsubscribe-on-stop")) {
			options.unsubscribeOnStop(value("unsubscribe-on-stop", ListenerProperties::truth, "use true or false"));
		}
		if (this.values.keySet().stream().anyMatch((name) -> name.startsWith("retry."))) {
			options.retry(retry());
		}
	}

	private static Integer bytes(String text) {
		return Math.toIntExact(DataSize.parse(text).toBytes());
	}

	private static Boolean truth(String text) {
		if (!text.equals("true") && !text.equals("false")) {
			throw new IllegalArgumentException(text);
		}
		return text.equals("true");
	}

	private MqttListenerRetry retry() {
		String wait = "use a time such as 500ms or 2s";
		return new MqttListenerRetry(
				retry("max-retries", Long::parseLong, RetryPolicy.Builder::maxRetries, "use a whole number, 0 or more"),
				retry("delay", ListenerProperties::duration, RetryPolicy.Builder::delay, wait),
				retry("multiplier", Double::parseDouble, RetryPolicy.Builder::multiplier, "use a number, 1 or more"),
				retry("max-delay", ListenerProperties::duration, RetryPolicy.Builder::maxDelay,
						wait + ", more than zero"),
				retry("jitter", ListenerProperties::duration, RetryPolicy.Builder::jitter, wait));
	}

	private <T> @Nullable T retry(String name, Function<String, T> parser, BiConsumer<RetryPolicy.Builder, T> check,
			String remedy) {
		return this.values.containsKey("retry." + name) ? value("retry." + name, (text) -> {
			T value = parser.apply(text);
			check.accept(RetryPolicy.builder(), value);
			return value;
		}, remedy) : null;
	}

	private static Duration duration(String text) {
		return DurationFormatterUtils.detectAndParse(text, DurationFormat.Unit.SECONDS);
	}

	private <T> T value(String name, Function<String, T> parser, String remedy) {
		String text = this.values.getOrDefault(name, "");
		try {
			return parser.apply(text);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw new InvalidOptionException(ATTRIBUTE, name + "=" + text, remedy);
		}
	}

}
