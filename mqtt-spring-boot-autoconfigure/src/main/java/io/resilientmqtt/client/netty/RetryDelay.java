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

package io.resilientmqtt.client.netty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.resilientmqtt.client.ConnectionCause;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long to wait after a failure, by what it was: not at all, by the back-off, or for
 * its longest delay (behaviour S10, S34). Where the session was taken over it tells
 * another client, which would take it back for ever, from an attempt of this one that was
 * given up and whose CONNECT arrived late. A broker tells of either by DISCONNECT 0x8E,
 * or under 3.1.1 by closing the connection. The second happens at most once after
 * attempts were given up, so that another client is recognized all the same. On the event
 * loop.
 */
final class RetryDelay {

	private static final Logger logger = LoggerFactory.getLogger(RetryDelay.class);

	/** What was on its way when a link came up has arrived by then. */
	private static final long RIGHT_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final String clientId;

	private final Backoff backoff;

	private final TakeoverDetector rivals;

	private final long stableAfter;

	/** Whether a CONNECT may be on its way that is not answered to anybody. */
	private boolean attemptGivenUp;

	/** The end of the last link if an attempt given up was behind it. */
	private @Nullable ConnectionCause ownTakeover;

	RetryDelay(String clientId, MqttClientOptions options, Backoff backoff) {
		this.clientId = clientId;
		this.rivals = new TakeoverDetector(clientId, options.clientId() == null || options.clientId().isEmpty());
		this.stableAfter = TimeUnit.NANOSECONDS.convert(options.reconnect().stableAfter());
		this.backoff = backoff;
	}

	/**
	 * An attempt ends, or connections that it has made have been given up.
	 * @param attempt the attempt
	 */
	void givenUp(ServerAttempt attempt) {
		this.attemptGivenUp = this.attemptGivenUp || attempt.isUnanswered();
	}

	/**
	 * A link has ended.
	 * @param cause why
	 * @param age how long it was up, in nanoseconds
	 * @return whether it was stable, so that back-off starts over
	 */
	boolean lost(ConnectionCause cause, long age) {
		boolean stable = age >= this.stableAfter;
		boolean takenOver = cause.reasonCode() == ReasonCode.SESSION_TAKEN_OVER || Causes.isClosed(cause);
		boolean own = this.attemptGivenUp && takenOver && age < RIGHT_AFTER_NANOS;
		this.attemptGivenUp = this.attemptGivenUp && !own && age < RIGHT_AFTER_NANOS;
		this.ownTakeover = own ? cause : null;
		if (own || stable) {
			this.backoff.reset();
		}
		if (!own) {
			this.rivals.ended(cause, age);
		}
		else {
			logger.info("MQTT client '{}' seems to have taken its session over from itself, by an attempt to "
					+ "connect that was given up and arrived late", this.clientId);
		}
		return stable;
	}

	/**
	 * Return whether to try again at once after a link has ended.
	 * @param cause why it ended
	 * @param stable whether it had lasted
	 * @return {@code true} if there is nothing to wait for
	 */
	boolean isNone(ConnectionCause cause, boolean stable) {
		return stable && !isLongest(cause) && cause.type() != ConnectionCause.Type.PROTOCOL;
	}

	/**
	 * Return the next wait.
	 * @param cause what it follows
	 * @return how long it is
	 */
	Duration next(ConnectionCause cause) {
		return isLongest(cause) ? this.backoff.longest() : this.backoff.next();
	}

	private boolean isLongest(ConnectionCause cause) {
		return Causes.isSlow(cause) && !cause.equals(this.ownTakeover);
	}

}
