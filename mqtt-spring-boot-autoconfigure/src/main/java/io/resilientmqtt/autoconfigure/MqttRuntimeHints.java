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

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * Hints for what the client itself reaches by reflection: the fields that it changes
 * through variable handles. Listener methods with their payloads bring their own hints,
 * by {@link org.springframework.messaging.handler.annotation.MessageMapping}, and Netty
 * and Spring Boot theirs.
 */
class MqttRuntimeHints implements RuntimeHintsRegistrar {

	/**
	 * The classes with such fields, which are not visible here.
	 */
	static final String[] CLASSES_WITH_HANDLES = { "io.resilientmqtt.client.netty.receive.Delivery" };

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		for (String name : CLASSES_WITH_HANDLES) {
			hints.reflection().registerType(TypeReference.of(name), MemberCategory.ACCESS_DECLARED_FIELDS);
		}
	}

}
