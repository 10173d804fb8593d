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

package io.resilientmqtt.client.netty.publish;

import java.util.HashMap;
import java.util.Map;

import io.resilientmqtt.client.PublishResult;
import io.resilientmqtt.client.session.OutboundPublish;
import org.jspecify.annotations.Nullable;

/**
 * What PUBREC said about QoS 2 publications in flight, where it was more than Success.
 * Belongs to the event loop.
 */
public final class ReceivedResults {

	private final Map<OutboundPublish<PublishResult>, PublishResult> results = new HashMap<>();

	/**
	 * Keep what PUBREC said about a publication until PUBCOMP completes it.
	 * @param publish the publication
	 * @param result the result so far, {@code null} for Success
	 */
	public void put(OutboundPublish<PublishResult> publish, @Nullable PublishResult result) {
		if (result != null) {
			this.results.put(publish, result);
		}
		else if (!this.results.isEmpty()) { // said on an earlier connection
			this.results.remove(publish);
		}
	}

	/**
	 * Return what PUBREC said, and forget it.
	 * @param publish the publication
	 * @return the result so far, {@code null} for Success
	 */
	public @Nullable PublishResult take(OutboundPublish<PublishResult> publish) {
		return this.results.isEmpty() ? null : this.results.remove(publish);
	}

}
