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

package io.resilientmqtt.integration.dsl;

import java.util.function.Function;

import io.resilientmqtt.integration.ResilientMqttClientManager;
import io.resilientmqtt.integration.ResilientMqttMessageHandler;

import org.springframework.integration.dsl.MessageHandlerSpec;
import org.springframework.integration.expression.FunctionExpression;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;

/**
 * A {@link MessageHandlerSpec} of a {@link ResilientMqttMessageHandler}.
 */
public class MqttMessageHandlerSpec extends MessageHandlerSpec<MqttMessageHandlerSpec, ResilientMqttMessageHandler> {

	MqttMessageHandlerSpec(ResilientMqttClientManager clientManager) {
		this.target = new ResilientMqttMessageHandler(clientManager);
	}

	/**
	 * Set the topic of messages whose header or expression gives none.
	 * @param defaultTopic the topic name
	 * @return the spec
	 * @see ResilientMqttMessageHandler#setDefaultTopic(String)
	 */
	public MqttMessageHandlerSpec defaultTopic(String defaultTopic) {
		this.target.setDefaultTopic(defaultTopic);
		return _this();
	}

	/**
	 * Set what gives the topic instead of the header {@code mqtt_topic}.
	 * @param topicExpression a SpEL expression on the message
	 * @return the spec
	 * @see ResilientMqttMessageHandler#setTopicExpressionString(String)
	 */
	public MqttMessageHandlerSpec topicExpression(String topicExpression) {
		this.target.setTopicExpressionString(topicExpression);
		return _this();
	}

	/**
	 * Set what gives the topic instead of the header {@code mqtt_topic}.
	 * @param topicFunction a function of the message
	 * @param <P> the type of the payload
	 * @return the spec
	 */
	public <P> MqttMessageHandlerSpec topicFunction(Function<Message<P>, String> topicFunction) {
		this.target.setTopicExpression(new FunctionExpression<>(topicFunction));
		return _this();
	}

	/**
	 * Set the QoS of messages whose header or expression gives none.
	 * @param defaultQos 0 to 2; 0 unless set
	 * @return the spec
	 * @see ResilientMqttMessageHandler#setDefaultQos(int)
	 */
	public MqttMessageHandlerSpec defaultQos(int defaultQos) {
		this.target.setDefaultQos(defaultQos);
		return _this();
	}

	/**
	 * Set what gives the QoS instead of the header {@code mqtt_qos}.
	 * @param qosExpression a SpEL expression on the message
	 * @return the spec
	 * @see ResilientMqttMessageHandler#setQosExpressionString(String)
	 */
	public MqttMessageHandlerSpec qosExpression(String qosExpression) {
		this.target.setQosExpressionString(qosExpression);
		return _this();
	}

	/**
	 * Set what gives the QoS instead of the header {@code mqtt_qos}.
	 * @param qosFunction a function of the message
	 * @param <P> the type of the payload
	 * @return the spec
	 */
	public <P> MqttMessageHandlerSpec qosFunction(Function<Message<P>, Integer> qosFunction) {
		this.target.setQosExpression(new FunctionExpression<>(qosFunction));
		return _this();
	}

	/**
	 * Set whether the server retains messages whose header or expression does not say.
	 * @param defaultRetained the RETAIN flag; {@code false} unless set
	 * @return the spec
	 * @see ResilientMqttMessageHandler#setDefaultRetained(boolean)
	 */
	public MqttMessageHandlerSpec defaultRetained(boolean defaultRetained) {
		this.target.setDefaultRetained(defaultRetained);
		return _this();
	}

	/**
	 * Set what gives the RETAIN flag instead of the header {@code mqtt_retained}.
	 * @param retainedExpression a SpEL expression on the message
	 * @return the spec
	 * @see ResilientMqttMessageHandler#setRetainedExpressionString(String)
	 */
	public MqttMessageHandlerSpec retainedExpression(String retainedExpression) {
		this.target.setRetainedExpressionString(retainedExpression);
		return _this();
	}

	/**
	 * Set what gives the RETAIN flag instead of the header {@code mqtt_retained}.
	 * @param retainedFunction a function of the message
	 * @param <P> the type of the payload
	 * @return the spec
	 */
	public <P> MqttMessageHandlerSpec retainedFunction(Function<Message<P>, Boolean> retainedFunction) {
		this.target.setRetainedExpression(new FunctionExpression<>(retainedFunction));
		return _this();
	}

	/**
	 * Set which headers become User Properties of MQTT 5.
	 * @param userPropertyHeaders names or patterns
	 * @return the spec
	 * @see ResilientMqttMessageHandler#setUserPropertyHeaders(String...)
	 */
	public MqttMessageHandlerSpec userPropertyHeaders(String... userPropertyHeaders) {
		this.target.setUserPropertyHeaders(userPropertyHeaders);
		return _this();
	}

	/**
	 * Set what converts payloads that are neither text nor bytes.
	 * @param converter the converter
	 * @return the spec
	 * @see ResilientMqttMessageHandler#setConverter(MessageConverter)
	 */
	public MqttMessageHandlerSpec converter(MessageConverter converter) {
		this.target.setConverter(converter);
		return _this();
	}

	/**
	 * Set whether the flow goes on before a message has been published.
	 * @param async {@code true} if it does; {@code false} unless set
	 * @return the spec
	 * @see ResilientMqttMessageHandler#setAsync(boolean)
	 */
	public MqttMessageHandlerSpec async(boolean async) {
		this.target.setAsync(async);
		return _this();
	}

	/**
	 * Set whether events tell what becomes of messages published asynchronously.
	 * @param asyncEvents {@code true} if they do; {@code false} unless set
	 * @return the spec
	 * @see ResilientMqttMessageHandler#setAsyncEvents(boolean)
	 */
	public MqttMessageHandlerSpec asyncEvents(boolean asyncEvents) {
		this.target.setAsyncEvents(asyncEvents);
		return _this();
	}

	/**
	 * Set how long the flow waits for a message to be published.
	 * @param completionTimeout milliseconds; 30000 unless set
	 * @return the spec
	 * @see ResilientMqttMessageHandler#setCompletionTimeout(long)
	 */
	public MqttMessageHandlerSpec completionTimeout(long completionTimeout) {
		this.target.setCompletionTimeout(completionTimeout);
		return _this();
	}

}
