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

/**
 * How a receiver is doing.
 *
 * @param name what the receiver is called; several may have the same name
 * @param waiting messages that wait for the receiver or are being handled
 * @param queueCapacity how many messages may wait
 * @param discarded messages discarded because as many waited as may
 */
public record ReceiverStatus(String name, long waiting, int queueCapacity, long discarded) {

}
