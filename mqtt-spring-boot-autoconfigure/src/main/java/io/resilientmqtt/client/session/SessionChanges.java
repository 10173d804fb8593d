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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What has changed in a session since the last time. It says how things are now, not how
 * they came to be so: a publication or an identifier is named once. A store makes the
 * changes in the order of the components, and takes one that is there already, or gone
 * already, as made.
 *
 * @param dropped up to which sequence all publications that are not in flight are
 * removed; 0 for none
 * @param removed the sequences of publications that are over
 * @param moved publications that are kept already, whose Packet Identifier, QoS or
 * release is another now
 * @param added publications that are not kept yet
 * @param receivedCleared whether the identifiers of all received messages are removed
 * @param receivedRemoved Packet Identifiers of received QoS 2 messages whose PUBREL has
 * come
 * @param receivedAdded Packet Identifiers of received QoS 2 messages that have been
 * handled
 * @param home with which servers and by which protocol version the session is, or
 * {@code null} if that is as it was
 */
public record SessionChanges(long dropped, List<Long> removed, List<StoredPublish> moved, List<StoredPublish> added,
		boolean receivedCleared, List<Integer> receivedRemoved, List<Integer> receivedAdded, @Nullable String home) {

	/** No changes: it is seen whether a store can be written. */
	public static final SessionChanges NONE = new SessionChanges(0, List.of(), List.of(), List.of(), false, List.of(),
			List.of(), null);

}
