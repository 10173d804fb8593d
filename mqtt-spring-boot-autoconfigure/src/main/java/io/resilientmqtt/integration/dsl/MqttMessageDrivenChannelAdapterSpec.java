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

import java.util.concurrent.Executor;

import io.resilientmqtt.client.Receiver;
import io.resilientmqtt.integration.ResilientMqttClientManager;
import io.resilientmqtt.integration.ResilientMqttMessageDrivenChannelAdapter;

import org.springframework.integration.dsl.MessageProducerSpec;
import org.springframework.messaging.converter.SmartMessageConverter;

/**
 * A {@link MessageProducerSpec} of a {@link ResilientMqttMessageDrivenChannelAdapter}.
 */
public class MqttMessageDrivenChannelAdapterSpec
		extends MessageProducerSpec<MqttMessageDrivenChannelAdapterSpec, ResilientMqttMessageDrivenChannelAdapter> {

	MqttMessageDrivenChannelAdapterSpec(ResilientMqttClientManager clientManager, String... topics) {
		super(new ResilientMqttMessageDrivenChannelAdapter(clientManager, topics));
	}

	/**
	 * Set the QoS of the topics.
	 * @param qos one value for all topics or one for each, 0 to 2
	 * @return the spec
	 * @see ResilientMqttMessageDrivenChannelAdapter#setQos(int...)
	 */
	public MqttMessageDrivenChannelAdapterSpec qos(int... qos) {
		this.target.setQos(qos);
		return _this();
	}

	/**
	 * Set what payloads become.
	 * @param payloadType the type
	 * @return the spec
	 * @see ResilientMqttMessageDrivenChannelAdapter#setPayloadType(Class)
	 */
	public MqttMessageDrivenChannelAdapterSpec payloadType(Class<?> payloadType) {
		this.target.setPayloadType(payloadType);
		return _this();
	}

	/**
	 * Set what converts payloads.
	 * @param messageConverter the converter
	 * @return the spec
	 * @see ResilientMqttMessageDrivenChannelAdapter#setMessageConverter
	 */
	public MqttMessageDrivenChannelAdapterSpec messageConverter(SmartMessageConverter messageConverter) {
		this.target.setMessageConverter(messageConverter);
		return _this();
	}

	/**
	 * Set whether the flow acknowledges messages.
	 * @param manualAcks {@code true} if the flow does
	 * @return the spec
	 * @see ResilientMqttMessageDrivenChannelAdapter#setManualAcks(boolean)
	 */
	public MqttMessageDrivenChannelAdapterSpec manualAcks(boolean manualAcks) {
		this.target.setManualAcks(manualAcks);
		return _this();
	}

	/**
	 * Set how many messages may wait for the flow.
	 * @param queueCapacity 1 or more
	 * @return the spec
	 * @see ResilientMqttMessageDrivenChannelAdapter#setQueueCapacity(int)
	 */
	public MqttMessageDrivenChannelAdapterSpec queueCapacity(int queueCapacity) {
		this.target.setQueueCapacity(queueCapacity);
		return _this();
	}

	/**
	 * Set what happens when as many messages wait as may.
	 * @param overflow the policy
	 * @return the spec
	 * @see ResilientMqttMessageDrivenChannelAdapter#setOverflow(Receiver.Overflow)
	 */
	public MqttMessageDrivenChannelAdapterSpec overflow(Receiver.Overflow overflow) {
		this.target.setOverflow(overflow);
		return _this();
	}

	/**
	 * Set what runs the flow.
	 * @param taskExecutor the executor
	 * @return the spec
	 * @see ResilientMqttMessageDrivenChannelAdapter#setTaskExecutor(Executor)
	 */
	public MqttMessageDrivenChannelAdapterSpec taskExecutor(Executor taskExecutor) {
		this.target.setTaskExecutor(taskExecutor);
		return _this();
	}

	/**
	 * Set how long to wait when a topic is added at run time.
	 * @param completionTimeout milliseconds; 30000 unless set
	 * @return the spec
	 * @see ResilientMqttMessageDrivenChannelAdapter#addTopic(String, int)
	 */
	public MqttMessageDrivenChannelAdapterSpec completionTimeout(long completionTimeout) {
		this.target.setCompletionTimeout(completionTimeout);
		return _this();
	}

	/**
	 * Set how long to wait for the message being handled when the adapter stops.
	 * @param disconnectCompletionTimeout milliseconds; 5000 unless set
	 * @return the spec
	 * @see ResilientMqttMessageDrivenChannelAdapter#setDisconnectCompletionTimeout(long)
	 */
	public MqttMessageDrivenChannelAdapterSpec disconnectCompletionTimeout(long disconnectCompletionTimeout) {
		this.target.setDisconnectCompletionTimeout(disconnectCompletionTimeout);
		return _this();
	}

}
