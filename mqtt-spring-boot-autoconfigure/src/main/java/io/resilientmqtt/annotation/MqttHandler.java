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

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks a method that handles some of the messages of its class, which is annotated with
 * {@link MqttListener}.
 *
 * <pre class="code">
 * &#64;MqttListener(topics = "plant/#")
 * class Plant {
 *
 *     &#64;MqttHandler
 *     void on(Reading reading) { … }
 *
 *     &#64;MqttHandler(topics = "plant/alarms/{kind}")
 *     void on(Alarm alarm, &#64;DestinationVariable String kind) { … }
 *
 *     &#64;MqttHandler(isDefault = true)
 *     void unknown(MqttMessage message) { … }
 *
 * }
 * </pre>
 *
 * A payload is bytes and tells nothing of its type, so which method handles a message is
 * decided in this order:
 * <ol>
 * <li>Only methods whose {@link #topics()} and {@link #contentTypes()} match come into
 * question.</li>
 * <li>If the message has the User Property {@code type} (MQTT 5; another name by
 * {@code mqtt.listener.type-property}), the method with that type handles it: one of its
 * {@link #types()}, or else the name of its payload's class with or without the package.
 * No class is loaded for what a message says.</li>
 * <li>Otherwise methods with topics or Content Types of their own go before those
 * without, and the Content Type of MQTT 5 decides by what a method takes the payload for:
 * with {@code text/*} the one with a {@code String}, else an object, else bytes; with
 * {@code application/octet-stream} the one with bytes, else an object, else a
 * {@code String}; with any other one an object, else bytes, else a {@code String}. Bytes
 * are {@code byte[]}, {@code ByteBuffer}, and methods that don't take the payload.</li>
 * <li>A message without a Content Type, as all of MQTT 3.1.1 are, goes to the method with
 * an object if it can be converted to that, else to the one with a {@code String}, else
 * to the one with bytes, else to the default.</li>
 * <li>What no method takes goes to {@linkplain #isDefault() the default}. If there is
 * none, or if two methods come into question at the same step, handling fails as a
 * conversion does.</li>
 * </ol>
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface MqttHandler {

	/**
	 * The topics whose messages this method handles, each within what the class listens
	 * to. Levels may have names, and they are the variables this method can take.
	 * Placeholders <code>${…}</code> and expressions <code>#{…}</code> are resolved.
	 * @return the topics; none for all of the class
	 */
	String[] topics() default {};

	/**
	 * The Content Types of MQTT 5 that this method handles, as MIME types that may have
	 * wildcards: {@code application/*+json}. Placeholders <code>${…}</code> and
	 * expressions <code>#{…}</code> are resolved.
	 * @return the Content Types; none for any
	 */
	String[] contentTypes() default {};

	/**
	 * What messages call the type of this method's payload in their User Property.
	 * Placeholders <code>${…}</code> and expressions <code>#{…}</code> are resolved.
	 * @return the names; none for the name of the class, with or without its package
	 */
	String[] types() default {};

	/**
	 * Whether this method handles what no other does.
	 * @return {@code true} for one method of a class at most
	 */
	boolean isDefault() default false;

}
