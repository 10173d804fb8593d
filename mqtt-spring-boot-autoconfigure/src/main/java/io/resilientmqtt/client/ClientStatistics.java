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

import java.util.Map;

import io.resilientmqtt.client.MqttPublishException.Reason;

/**
 * What a client has counted since it was made.
 *
 * @param outagesByCause established connections lost, not counting those the application
 * ended, by who or what ended them
 * @param connects connections established
 * @param connectFailuresByCause failed attempts to connect, by cause
 * @param received PUBLISH packets received
 * @param published publications completed successfully
 * @param republications PUBLISH packets sent again, on the same or a later connection
 * @param unknownAcks acknowledgements that belong to nothing in flight (behaviour S8)
 * @param failed publications that failed, by reason
 * @param discarded received messages that a receiver had no room for
 * @param queueDiscarded received messages that {@link MqttClient#queue()} had no room for
 * @param unmatched received messages that no receiver takes
 * @param buffer how full the buffer of outgoing messages is
 * @param inFlight QoS 1 and 2 publications sent and not yet acknowledged
 * @param topicAliasBytesSaved bytes not sent because topics were published by alias, less
 * those it took to set the aliases up
 * @param traffic what was sent and received
 * @param receiveBacklog how many messages received wait to be acknowledged
 */
public record ClientStatistics(Map<ConnectionCause.Type, Long> outagesByCause, long connects,
		Map<ConnectionCause.Type, Long> connectFailuresByCause, long received, long published, long republications,
		long unknownAcks, Map<Reason, Long> failed, long discarded, long queueDiscarded, long unmatched,
		BufferFill buffer, int inFlight, long topicAliasBytesSaved, Traffic traffic, ReceiveBacklog receiveBacklog) {

	public ClientStatistics {
		outagesByCause = Map.copyOf(outagesByCause);
		connectFailuresByCause = Map.copyOf(connectFailuresByCause);
		failed = Map.copyOf(failed);
	}

	/**
	 * Create statistics of a client whose messages all have receivers and are
	 * acknowledged.
	 * @param outagesByCause lost connections by cause
	 * @param connects connections made
	 * @param connectFailuresByCause failed attempts by cause
	 * @param received messages received
	 * @param published publications completed successfully
	 * @param republications publications sent again
	 * @param unknownAcks acknowledgements that belong to nothing in flight
	 * @param failed publications that failed, by reason
	 * @param discarded received messages that a receiver had no room for
	 * @param queueDiscarded received messages that the queue had no room for
	 * @param buffer how full the buffer of outgoing messages is
	 * @param inFlight publications sent and not yet acknowledged
	 * @param topicAliasBytesSaved bytes not sent because of topic aliases
	 * @param traffic what was sent and received
	 */
	public ClientStatistics(Map<ConnectionCause.Type, Long> outagesByCause, long connects,
			Map<ConnectionCause.Type, Long> connectFailuresByCause, long received, long published, long republications,
			long unknownAcks, Map<Reason, Long> failed, long discarded, long queueDiscarded, BufferFill buffer,
			int inFlight, long topicAliasBytesSaved, Traffic traffic) {
		this(outagesByCause, connects, connectFailuresByCause, received, published, republications, unknownAcks, failed,
				discarded, queueDiscarded, 0, buffer, inFlight, topicAliasBytesSaved, traffic, ReceiveBacklog.NONE);
	}

	/**
	 * Return how many established connections were lost, not counting those the
	 * application ended.
	 * @return the count
	 */
	public long outages() {
		return sum(this.outagesByCause);
	}

	/**
	 * Return how many established connections were lost for a cause.
	 * @param cause the cause
	 * @return the count
	 */
	public long outages(ConnectionCause.Type cause) {
		return this.outagesByCause.getOrDefault(cause, 0L);
	}

	/**
	 * Return how many attempts to connect failed.
	 * @return the count
	 */
	public long connectFailures() {
		return sum(this.connectFailuresByCause);
	}

	/**
	 * Return how many attempts to connect failed for a cause.
	 * @param cause the cause
	 * @return the count
	 */
	public long connectFailures(ConnectionCause.Type cause) {
		return this.connectFailuresByCause.getOrDefault(cause, 0L);
	}

	/**
	 * Return how many publications failed for a reason.
	 * @param reason the reason
	 * @return the count
	 */
	public long failed(Reason reason) {
		return this.failed.getOrDefault(reason, 0L);
	}

	/**
	 * Return how many publications were accepted and are not yet completed.
	 * @return the count
	 */
	public int pending() {
		return this.buffer.pending();
	}

	private static long sum(Map<?, Long> counts) {
		return counts.values().stream().mapToLong(Long::longValue).sum();
	}

}
