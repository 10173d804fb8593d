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

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * What the handling of a message needs of the dispatch that it belongs to. From any
 * thread.
 */
interface LaneControl {

	/**
	 * Call the listener.
	 * @param handling has what it is called with
	 * @param acknowledgment given to it, or {@code null} if it does not answer itself
	 * @return complete when the message has been handled, {@code null} if it has been
	 * already
	 * @throws Exception as the listener does
	 */
	@Nullable CompletionStage<?> call(Handling handling, @Nullable Acknowledgment acknowledgment) throws Exception;

	ListenerSettings settings();

	ListenerFailures failures();

	RunningCalls calls();

	InFlightLimit inFlightLimit();

	/**
	 * The next message of a lane may begin.
	 * @param lane the lane
	 */
	void proceed(Lane lane);

	/**
	 * Attempt the current message of a lane once more, now.
	 * @param lane the lane
	 */
	void again(Lane lane);

	/**
	 * Attempt the current message of a lane once more.
	 * @param handling its handling, which keeps the turn
	 * @param millis how long to wait
	 */
	void later(Handling handling, long millis);

	/**
	 * Hand over a message again whose lane has gone on.
	 * @param handling its handling
	 * @param millis how long to wait
	 */
	void afterwards(Handling handling, long millis);

}
