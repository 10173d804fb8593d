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

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How the store of a client is doing.
 *
 * @param location the file or the database
 * @param messages QoS 1 and 2 publications that are not over, whether written yet or not
 * @param maxMessages how many there may be ({@code mqtt.store.max-messages})
 * @param bytes payload bytes of these publications
 * @param maxBytes how many there may be ({@code mqtt.store.max-bytes})
 * @param oldest when the oldest of them was accepted, or {@code null} if there is none
 * @param lastCommit how long the last commit took; zero before the first
 * @param lastCommitAt when it was over, or {@code null} before the first
 * @param failure why the store can't be opened or written at present, or {@code null} if
 * it can
 */
public record StoreStatus(String location, long messages, long maxMessages, long bytes, long maxBytes,
		@Nullable Instant oldest, Duration lastCommit, @Nullable Instant lastCommitAt, @Nullable String failure) {

}
