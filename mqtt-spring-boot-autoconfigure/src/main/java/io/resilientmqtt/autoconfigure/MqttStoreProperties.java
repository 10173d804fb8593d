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

package io.resilientmqtt.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import io.resilientmqtt.client.PublishOptions;
import io.resilientmqtt.client.StoreOptions;
import io.resilientmqtt.store.SyncMode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * The store that keeps the session of a client when the process ends.
 *
 * @param directory Directory of the SQLite file that keeps the session, on a local disk.
 * There is no store by default.
 * @param dataSource Name of the DataSource bean whose database keeps the session, in
 * place of a file.
 * @param sync When what was written is safe from a power cut.
 * @param syncInterval How long it may take until what was written is safe from a power
 * cut, if it is synced by interval. If a duration suffix is not specified, seconds will
 * be used.
 * @param maxMessages How many QoS 1 and 2 messages are kept that are not published yet.
 * @param maxBytes How much payload is kept that is not published yet.
 * @param overflow What happens when the store is full.
 * @param onFailure What happens when the store can't be opened or written.
 */
public record MqttStoreProperties(@Nullable String directory, @Nullable String dataSource,
		@DefaultValue("always") SyncMode sync,
		@DefaultValue("1s") @DurationUnit(ChronoUnit.SECONDS) Duration syncInterval,
		@DefaultValue("10000000") long maxMessages, @DefaultValue("1GB") DataSize maxBytes,
		@DefaultValue("block") PublishOptions.Overflow overflow,
		@DefaultValue("stop") StoreOptions.OnFailure onFailure) {

}
