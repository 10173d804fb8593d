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
 * @param outages established connections lost, not counting those the application ended
 * @param connectFailures failed attempts to connect
 * @param received PUBLISH packets received
 * @param published publications completed successfully
 * @param republications PUBLISH packets sent again, on the same or a later connection
 * @param unknownAcks acknowledgements that belong to nothing in flight (SEMANTICS S8)
 * @param failed publications that failed, by reason
 * @param discarded received messages that a receiver had no room for
 * @param queueDiscarded received messages that {@link MqttClient#queue()} had no room for
 * @param pending publications accepted and not yet completed
 * @param inFlight QoS 1 and 2 publications sent and not yet acknowledged
 * @param topicAliasBytesSaved bytes not sent because topics were published by alias, less
 * those it took to set the aliases up
 */
public record ClientStatistics(long outages, long connectFailures, long received, long published, long republications,
		long unknownAcks, Map<Reason, Long> failed, long discarded, long queueDiscarded, int pending, int inFlight,
		long topicAliasBytesSaved) {

	public ClientStatistics {
		failed = Map.copyOf(failed);
	}

	/**
	 * Return how many publications failed for a reason.
	 * @param reason the reason
	 * @return the count
	 */
	public long failed(Reason reason) {
		return this.failed.getOrDefault(reason, 0L);
	}

}
