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

import java.time.Duration;
import java.util.function.Supplier;

import io.resilientmqtt.client.MqttClient;

/**
 * What the listeners of a registry have in common.
 *
 * @param client the client that receives the messages
 * @param shutdownTimeout how long stopping waits for messages being handled
 * @param delays runs what is due later
 */
record ListenerEnvironment(MqttClient client, Supplier<Duration> shutdownTimeout, Delays delays) {

}
