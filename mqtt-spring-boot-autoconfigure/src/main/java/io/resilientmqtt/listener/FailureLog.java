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

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.resilientmqtt.client.LogLimit;
import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.context.MessageSourceResolvable;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.FieldError;
import org.springframework.validation.method.MethodValidationException;

/**
 * Says what becomes of the messages that a listener could not handle. Whoever may publish
 * can have them fail, so of each kind of failure one line is shown at once, and then at
 * most one every {@link LogLimit#INTERVAL} with the number of the others. Of a message
 * that can't be converted, or is not valid, the line is all there is; the traces of all
 * are logged at DEBUG. Safe for use by several threads.
 */
final class FailureLog {

	private static final Logger logger = LoggerFactory.getLogger(ListenerLog.NAME);

	/** Kinds that are told apart; a listener may throw what it likes. */
	private static final int KINDS = 32;

	/** Errors of a payload that are shown. */
	private static final int ERRORS = 3;

	private final String listener;

	private final LongSupplier clock;

	private final Delays delays;

	private final Map<String, LogLimit> limits = new ConcurrentHashMap<>();

	/**
	 * Create the log of a listener.
	 * @param listener the id of the listener
	 * @param clock the time in nanoseconds
	 * @param delays runs what is due later
	 */
	FailureLog(String listener, LongSupplier clock, Delays delays) {
		this.listener = listener;
		this.clock = clock;
		this.delays = delays;
	}

	/**
	 * Another attempt is due.
	 * @param message the message, or the first one of a batch
	 * @param failure what the last attempt failed with
	 * @param attempts how many there were
	 * @param delay how long until the next in milliseconds
	 */
	void retrying(MqttMessage message, Throwable failure, int attempts, long delay) {
		if (delay == 0) { // in which there is no time to do anything
			logger.debug("Attempt {} of listener '{}' failed", attempts, this.listener, failure);
			return;
		}
		String more = next("are tried again after " + name(failure), failure);
		if (more != null) {
			logger.warn("Listener '{}' failed on a message of topic '{}' (attempt {}), trying again in {} ms: {}{}",
					this.listener, Printable.of(message.topic()), attempts, delay, name(failure), more);
		}
	}

	/**
	 * Messages are acknowledged though they have not been handled.
	 * @param message the message, or the first one of a batch
	 * @param attempts how many attempts there were
	 * @param failure what the last one failed with
	 */
	void dropped(MqttMessage message, int attempts, Throwable failure) {
		log(Level.ERROR, message, failure, " (attempt " + attempts
				+ "); it is acknowledged and lost: mqtt.listener.dead-letter-topic would keep it");
	}

	/**
	 * Messages are acknowledged though they have not been handled, for their dead letters
	 * would come back.
	 * @param message the message, or the first one of a batch
	 * @param topic the dead-letter topic
	 * @param failure why they have not been handled
	 */
	void returning(MqttMessage message, String topic, Throwable failure) {
		String what = "; it is acknowledged and lost, for the listener listens to the dead-letter topic '"
				+ Printable.of(topic) + "' itself: choose a dead-letter topic that none of its topics matches";
		log(Level.ERROR, message, failure, what);
	}

	/**
	 * Messages go to the dead-letter topic.
	 * @param message the message, or the first one of a batch
	 * @param attempts how many attempts there were
	 * @param topic the dead-letter topic
	 * @param failure what the last one failed with
	 */
	void deadLetter(MqttMessage message, int attempts, String topic, Throwable failure) {
		String what = " (attempt " + attempts + "); it goes to '" + Printable.of(topic) + "'";
		log(Level.WARN, message, failure, what);
	}

	private void log(Level level, MqttMessage message, Throwable failure, String outcome) {
		boolean unreadable = FailureCauses.isConversion(failure) || failure instanceof MethodValidationException;
		String more = next(unreadable ? "could not be read" : "failed with " + name(failure), failure);
		if (more == null) {
			return;
		}
		String topic = Printable.of(message.topic());
		if (unreadable) {
			logger.warn("Listener '{}' can't take a message of topic '{}': {}{}{}", this.listener, topic,
					reason(failure), outcome, more);
		}
		else {
			logger.atLevel(level)
				.setCause(failure)
				.log("Listener '{}' failed on a message of topic '{}'{}{}", this.listener, topic, outcome, more);
		}
	}

	/**
	 * A message is left to the broker.
	 * @param message the message
	 * @param failure why it could not be dealt with
	 */
	void left(MqttMessage message, Throwable failure) {
		String more = next("can't be published to the dead-letter topic", failure);
		if (more != null) {
			logger.error("A message of topic '{}' that listener '{}' failed on can't be published to its dead-letter "
					+ "topic and stays unacknowledged: a persistent session brings it again on the next connection; "
					+ "check that the client may publish to the topic{}", Printable.of(message.topic()), this.listener,
					more, failure);
		}
	}

	/**
	 * A listener failed on a message that it had already answered.
	 * @param message the message, or the first one of a batch
	 * @param failure what it failed with
	 */
	void afterAnswer(MqttMessage message, Throwable failure) {
		String more = next("failed after their answer with " + name(failure), failure);
		if (more != null) {
			logger.error("Listener '{}' failed after it had answered a message of topic '{}'{}", this.listener,
					Printable.of(message.topic()), more, failure);
		}
	}

	/**
	 * The retry policy failed.
	 * @param failure what it failed with
	 */
	void policyFailed(Throwable failure) {
		String more = next("had a retry policy that failed", failure);
		if (more != null) {
			logger.error("The retry policy of listener '{}' failed; it does not try again{}", this.listener, more,
					failure);
		}
	}

	private @Nullable String next(String kind, Throwable failure) {
		logger.debug("A message of listener '{}' failed with", this.listener, failure);
		LogLimit limit = this.limits.get(kind);
		if (limit == null) {
			String known = (this.limits.size() < KINDS) ? kind : "failed";
			limit = this.limits.computeIfAbsent(known, this::limit);
		}
		return limit.next();
	}

	private LogLimit limit(String kind) {
		return new LogLimit(this.clock, (task, nanos) -> this.delays.after(nanos, task),
				(count) -> logger.warn("Listener '{}': {} more messages {} in the last {} s", this.listener, count,
						kind, LogLimit.INTERVAL.toSeconds()));
	}

	private static String name(Throwable failure) {
		return failure.getClass().getName();
	}

	/**
	 * Say in one line what is wrong with a message, without what it holds.
	 * @param failure the failure
	 * @return the line
	 */
	private static String reason(Throwable failure) {
		if (failure instanceof MethodArgumentNotValidException invalid && invalid.getBindingResult() != null) {
			return reason(invalid.getBindingResult().getAllErrors());
		}
		if (failure instanceof MethodValidationException invalid) {
			return reason(invalid.getAllErrors());
		}
		return Printable.of((failure.getMessage() != null) ? failure.getMessage() : failure);
	}

	private static String reason(List<? extends MessageSourceResolvable> errors) {
		return "it is not valid: "
				+ errors.stream().limit(ERRORS).map(FailureLog::describe).collect(Collectors.joining(", "))
				+ ((errors.size() > ERRORS) ? ", and more" : "");
	}

	private static String describe(MessageSourceResolvable error) {
		String field = (error instanceof FieldError one) ? "'" + Printable.of(one.getField()) + "' " : "";
		return field + Printable.of(error.getDefaultMessage());
	}

}
