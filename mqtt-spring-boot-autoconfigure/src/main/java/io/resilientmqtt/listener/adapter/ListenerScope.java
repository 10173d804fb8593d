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

package io.resilientmqtt.listener.adapter;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.Scope;

/**
 * Lets expressions of an annotation name the bean they stand on:
 * <code>#{__listener.topics}</code>.
 *
 * @param bean the bean
 */
public record ListenerScope(Object bean) implements Scope {

	private static final String NAME = "__listener";

	@Override
	public Object get(String name, ObjectFactory<?> objectFactory) {
		return this.bean;
	}

	@Override
	public @Nullable Object remove(String name) {
		return null;
	}

	@Override
	public void registerDestructionCallback(String name, Runnable callback) {
		// The bean is none of this scope's
	}

	@Override
	public @Nullable Object resolveContextualObject(String key) {
		return NAME.equals(key) ? this.bean : null;
	}

	@Override
	public @Nullable String getConversationId() {
		return null;
	}

}
