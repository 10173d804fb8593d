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

package io.resilientmqtt.testsupport;

/**
 * The lines of a {@code mosquitto.conf} that tests rely on.
 */
final class MosquittoConfiguration {

	/**
	 * Without limits, for what Mosquitto has acknowledged and holds back for a subscriber
	 * is lost when it is killed before it has written it to disk. As it is, a message is
	 * on its way to the subscriber before its PUBACK is on its way to the publisher.
	 * <p>
	 * No limit in flight is a high one and not 0: with 0, Mosquitto 2.0.11 restores a
	 * message that waited for PUBCOMP as one never sent, and so publishes it again under
	 * QoS 2.
	 */
	static final String LIMITLESS = """
			max_queued_messages 0
			max_inflight_messages 32767
			""";

	private MosquittoConfiguration() {
	}

	/**
	 * Keep sessions and messages across a kill: each change is written at once.
	 * @param directory where, with a slash at the end
	 * @return the lines
	 */
	static String persistence(String directory) {
		return """
				persistence true
				persistence_location %s
				autosave_on_changes true
				autosave_interval 1
				""".formatted(directory);
	}

}
