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
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.client.RetainHandling;
import io.resilientmqtt.listener.AckMode;
import io.resilientmqtt.listener.ListenerOrdering;
import io.resilientmqtt.listener.MqttListenerContainerFactory;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerErrorHandler;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks a method of a bean as a listener of MQTT topics, or a class whose
 * {@link MqttHandler} methods share the messages.
 *
 * <pre class="code">
 * &#64;MqttListener(topics = "sensors/{room}/temperature")
 * void onTemperature(Reading reading, &#64;DestinationVariable String room) { … }
 * </pre>
 *
 * The client subscribes to the topics and renews the subscriptions on every reconnect.
 * Unless attributes say otherwise, the method is called for one message at a time, in the
 * order they arrive, on a thread of the listener's own; a message is acknowledged when
 * the method has ended. What it returns is the reply to a request, or goes to the topic
 * of {@link org.springframework.messaging.handler.annotation.SendTo @SendTo}; a method
 * that returns a future may be called for the next message before that is complete. See
 * {@link MqttListenerMethodFactory} for its parameters and results.
 * <p>
 * It may be repeated, each time for a listener of its own, and be a meta-annotation whose
 * attributes are set with {@link org.springframework.core.annotation.AliasFor @AliasFor}.
 * In all attributes that are text, placeholders <code>${…}</code> and expressions
 * <code>#{…}</code> are resolved; {@code __listener} is the bean itself. What is a
 * number, a flag or a constant has a twin of text: {@code qosString = "${…}"}. An
 * attribute that is empty has the value of the container factory, and so of
 * {@code mqtt.listener.*}.
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(MqttListeners.class)
@MessageMapping
public @interface MqttListener {

	/**
	 * The id of the listener, unique within the application; by default the name of the
	 * bean and the method, as in {@code sensors.onTemperature}, or of the bean alone if
	 * the class is annotated, with a number behind {@code #} if that is taken.
	 * @return the id
	 * @see MqttListenerEndpointRegistry#getListenerContainer(String)
	 */
	String id() default "";

	/**
	 * The name of the client to listen with, one under {@code mqtt.clients}; empty for
	 * the default client. Placeholders <code>${…}</code> and expressions
	 * <code>#{…}</code> are resolved.
	 * @return the name
	 */
	String client() default "";

	/**
	 * The topics to listen to: topic filters whose levels may have names, as in
	 * <code>sensors/{room}/temperature</code>. A message that matches several reaches the
	 * method once for each time the broker delivers it. An expression may yield a
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
	 * The same as {@link #qos()}, as text; instead of it, not besides.
	 * @return 0, 1 or 2; empty for what {@code qos} says
	 */
	String qosString() default "";

	/**
	 * The group to share the messages with, as in <code>$share/group/topic</code>: the
	 * broker delivers each to one member of the group, which may be a listener of another
	 * instance of the application. A name without {@code /}, {@code +} and {@code #};
	 * empty for a listener that gets every message.
	 * @return the group
	 */
	String group() default "";

	/**
	 * How many messages may be handled at the same time, as far as the ordering allows.
	 * @return a whole number, 1 or more
	 */
	String concurrency() default "";

	/**
	 * Which messages are handled in the order they arrive, one after the other.
	 * @return the name of a {@link ListenerOrdering}
	 */
	String ordering() default "";

	/**
	 * The key of a message, for {@link ListenerOrdering#KEY}: an expression in which
	 * {@code #room} is a variable of the topic, and {@code topic},
	 * {@code headers['name']} and {@code payload} are those of the message. The payload
	 * is converted as for the method, or to text for a class or a batch, and once more
	 * than without.
	 * @return a SpEL expression
	 */
	String key() default "";

	/**
	 * When a message is acknowledged to the broker. A method with an
	 * {@link io.resilientmqtt.listener.Acknowledgment} acknowledges for itself.
	 * @return the name of an {@link AckMode}
	 */
	String ackMode() default "";

	/**
	 * How many messages may wait for the listener.
	 * @return a whole number, 1 or more
	 */
	String queueCapacity() default "";

	/**
	 * What happens when as many messages wait as may.
	 * @return the name of a {@link Receiver.Overflow}
	 */
	String overflow() default "";

	/**
	 * Whether the listener starts with the application.
	 * @return {@code true} or {@code false}
	 */
	String autoStartup() default "";

	/**
	 * What deals with messages that could not be handled.
	 * @return the name of a bean of type {@link MqttListenerErrorHandler}, or an
	 * expression that yields one
	 */
	String errorHandler() default "";

	/**
	 * Which messages are handled. The others are acknowledged without being looked at
	 * further.
	 * @return the name of a bean of type {@link java.util.function.Predicate} of
	 * {@link io.resilientmqtt.message.MqttMessage}, or an expression that yields one
	 */
	String filter() default "";

	/**
	 * The Content Type of messages that don't tell, as those of MQTT 3.1.1, and of
	 * replies.
	 * @return a MIME type
	 */
	String contentType() default "";

	/**
	 * Where the options come from that the attributes don't set.
	 * @return the name of a bean of type {@link MqttListenerContainerFactory}, or an
	 * expression that yields one
	 */
	String containerFactory() default "";

	/**
	 * What runs the listener, in place of threads of its own. It needs a thread for each
	 * message handled at the same time, and one more if the concurrency is above 1.
	 * @return the name of a bean of type {@link java.util.concurrent.Executor}, or an
	 * expression that yields one
	 */
	String executor() default "";

	/**
	 * Whether the broker leaves out what this client publishes itself; not with a group.
	 * An option of MQTT 5, without which the subscription is refused.
	 * @return {@code true} to leave it out
	 */
	boolean noLocal() default false;

	/**
	 * The same as {@link #noLocal()}, as text; instead of it, not besides.
	 * @return {@code true} or {@code false}; empty for what {@code noLocal} says
	 */
	String noLocalString() default "";

	/**
	 * Whether messages keep the RETAIN flag they were published with. An option of MQTT
	 * 5, without which the subscription is refused.
	 * @return {@code true} to keep it
	 */
	boolean retainAsPublished() default false;

	/**
	 * The same as {@link #retainAsPublished()}, as text; instead of it, not besides.
	 * @return {@code true} or {@code false}; empty for what {@code retainAsPublished}
	 * says
	 */
	String retainAsPublishedString() default "";

	/**
	 * Whether the broker sends retained messages upon subscribing. An option of MQTT 5,
	 * without which the subscription is refused unless this is the default.
	 * @return when it sends them
	 */
	RetainHandling retainHandling() default RetainHandling.SEND_AT_SUBSCRIBE;

	/**
	 * The same as {@link #retainHandling()}, as text; instead of it, not besides.
	 * @return the name of a {@link RetainHandling}; empty for what {@code retainHandling}
	 * says
	 */
	String retainHandlingString() default "";

	/**
	 * Whether the method takes several messages at a time, and its parameters are lists.
	 * Not for a class.
	 * @return {@code true} for batches
	 */
	boolean batch() default false;

	/**
	 * The same as {@link #batch()}, as text; instead of it, not besides.
	 * @return {@code true} or {@code false}; empty for what {@code batch} says
	 */
	String batchString() default "";

	/**
	 * How many messages a batch has at most.
	 * @return a whole number, 1 or more
	 */
	String batchSize() default "";

	/**
	 * How long the first message of a batch waits for further ones.
	 * @return a time such as {@code 500ms} or {@code 2s}, more than zero
	 */
	String batchTimeout() default "";

	/**
	 * Further options, each {@code name=value} with a name that {@code mqtt.listener.*}
	 * has too: {@code dead-letter-topic}, {@code max-payload-size},
	 * {@code unsubscribe-on-stop}, {@code slow-after}, {@code retry.max-retries},
	 * {@code retry.delay}, {@code retry.max-delay}, {@code retry.multiplier} and
	 * {@code retry.jitter}. What is not set of {@code retry.*} is that of
	 * {@code mqtt.listener.retry.*}.
	 * @return the options
	 */
	String[] properties() default {};

}
