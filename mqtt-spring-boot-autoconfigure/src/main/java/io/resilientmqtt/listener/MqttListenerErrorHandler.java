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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ReflectionUtils;

/**
 * Decides what becomes of a message that a listener could not handle, when no further
 * attempt is due. Called by a thread of the listener, or one that completes what the
 * listener returned.
 * <p>
 * If there is one bean of this type, or a primary one, it holds for all listeners that
 * name none; {@code @Bean(defaultCandidate = false)} keeps it for those that name it. Of
 * several without a primary one none holds for the others.
 * <p>
 * Not what spring-kafka calls an error handler of a listener ({@code
 * KafkaListenerErrorHandler}), which is called after each attempt and may return a
 * result: this is called once, after the last attempt, as its recoverers are.
 */
@FunctionalInterface
public interface MqttListenerErrorHandler {

	/**
	 * Handle a failure. When this returns the message counts as handled and is
	 * acknowledged.
	 * @param failure what failed and why
	 * @throws Exception if the failure can't be dealt with here, maybe its
	 * {@linkplain MqttListenerFailure#cause() cause}: the message goes to the dead-letter
	 * topic, or without one is logged and acknowledged
	 */
	void handleError(MqttListenerFailure failure) throws Exception;

	/**
	 * Return an error handler that hands over to the bean of this type, the only one or
	 * the primary one. The bean is not asked for before the first failure, so that it may
	 * depend on the listeners.
	 * @param handlers has the bean
	 * @return the error handler, which fails with the cause if no bean is the one
	 */
	static MqttListenerErrorHandler unique(ObjectProvider<MqttListenerErrorHandler> handlers) {
		return (failure) -> {
			MqttListenerErrorHandler handler = handlers.getIfUnique();
			if (handler == null) {
				ReflectionUtils.rethrowException(failure.cause());
			}
			else {
				handler.handleError(failure);
			}
		};
	}

}
