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

package io.resilientmqtt.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerMethodFactory;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks a method of a bean as a listener of MQTT topics.
 *
 * <pre class="code">
 * &#64;MqttListener(topics = "sensors/{room}/temperature")
 * void onTemperature(Reading reading, &#64;DestinationVariable String room) { … }
 * </pre>
 *
 * The client subscribes to the topics and renews the subscriptions on every reconnect.
 * The method is called for one message at a time, in the order they arrive, on the
 * application's task executor; a message is acknowledged when the method has ended. What
 * the method throws is logged. What it returns is the reply to a request, or goes to the
 * topic of {@link org.springframework.messaging.handler.annotation.SendTo @SendTo}; a
 * method that returns a future may be called for the next message before that is
 * complete. See {@link MqttListenerMethodFactory} for its parameters and results.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface MqttListener {

	/**
	 * The id of the listener, unique within the application; by default the name of the
	 * bean and the method, as in {@code sensors.onTemperature}. Placeholders
	 * <code>${…}</code> and expressions <code>#{…}</code> are resolved.
	 * @return the id
	 * @see MqttListenerEndpointRegistry#getListenerContainer(String)
	 */
	String id() default "";

	/**
	 * The topics to listen to: topic filters whose levels may have names, as in
	 * <code>sensors/{room}/temperature</code>. A message that matches several reaches the
	 * method once for each time the broker delivers it. Placeholders <code>${…}</code>
	 * and expressions <code>#{…}</code> are resolved; an expression may yield a
	 * collection or an array.
	 * @return at least one topic
	 */
	String[] topics();

	/**
	 * The maximum QoS of deliveries. When listeners share a filter, the highest of theirs
	 * holds for all.
	 * @return 0, 1 or 2
	 */
	int qos() default 1;

	/**
	 * The group to share the messages with, as in <code>$share/group/topic</code>: the
	 * broker delivers each to one member of the group, which may be a listener of another
	 * instance of the application. A name without {@code /}, {@code +} and {@code #};
	 * empty for a listener that gets every message. Placeholders <code>${…}</code> and
	 * expressions <code>#{…}</code> are resolved.
	 * @return the group
	 */
	String group() default "";

	/**
	 * Whether the broker leaves out what this client publishes itself; not with a group.
	 * An option of MQTT 5, without which the subscription is refused.
	 * @return {@code true} to leave it out
	 */
	boolean noLocal() default false;

	/**
	 * Whether messages keep the RETAIN flag they were published with. An option of MQTT
	 * 5, without which the subscription is refused.
	 * @return {@code true} to keep it
	 */
	boolean retainAsPublished() default false;

	/**
	 * Whether the broker sends retained messages upon subscribing. An option of MQTT 5,
	 * without which the subscription is refused unless this is the default.
	 * @return when it sends them
	 */
	RetainHandling retainHandling() default RetainHandling.SEND_AT_SUBSCRIBE;

}
