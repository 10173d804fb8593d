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

import java.time.Duration;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * How a client runs in this process. Immutable; made by
 * {@link MqttClientOptionsBuilder#runtime(java.util.function.Consumer)}.
 *
 * @param maximumPacketSize the longest packet accepted from the server, in bytes; told to
 * an MQTT 5 server; 1024 to 268435460
 * @param queueLength the capacity of {@link MqttClient#queue()}; 0 for no queue
 * @param quick whether the link is announced up at CONNACK; if not, it must answer a ping
 * first
 * @param failFast whether a failed first attempt ends {@link MqttClient#connect()}
 * (behaviour S3)
 * @param shutdownTimeout how long {@link MqttClient#disconnect()} waits for what is under
 * way; zero or more
 * @param name what the client is called in logs, besides its Client Identifier, or
 * {@code null}
 * @param executor runs receivers and connection listeners; threads of the client's own
 * when {@code null}, and where it would run them on the event loop because it runs tasks
 * in the thread that asks. One that throws is asked again after 100 ms
 * @param futureDecorator decorates the futures that the client returns; none when
 * {@code null}
 */
public record RuntimeOptions(int maximumPacketSize, int queueLength, boolean quick, boolean failFast,
		Duration shutdownTimeout, @Nullable String name, @Nullable Executor executor,
		@Nullable FutureDecorator futureDecorator) {

	private static final int SHORTEST_LIMIT = 1024;

	public RuntimeOptions {
		Arguments.required("shutdownTimeout", shutdownTimeout);
		if (maximumPacketSize < SHORTEST_LIMIT || maximumPacketSize > BrokerLimits.LARGEST_PACKET) {
			throw new InvalidOptionException("maximum-packet-size", maximumPacketSize,
					"use " + SHORTEST_LIMIT + " to " + BrokerLimits.LARGEST_PACKET + " bytes");
		}
		if (queueLength < 0) {
			throw new InvalidOptionException("queue-length", queueLength, "use 0 or more");
		}
		InvalidOptionException.checkWait("shutdown-timeout", shutdownTimeout, true);
	}

	Builder mutate() {
		return new Builder().maximumPacketSize(this.maximumPacketSize)
			.queueLength(this.queueLength)
			.quick(this.quick)
			.failFast(this.failFast)
			.shutdownTimeout(this.shutdownTimeout)
			.name(this.name)
			.executor(this.executor)
			.futureDecorator(this.futureDecorator);
	}

	/**
	 * Builds {@link RuntimeOptions}. Not for use by several threads at once.
	 */
	public static final class Builder {

		private int maximumPacketSize = 16 * 1024 * 1024;

		private int queueLength;

		private boolean quick = true;

		private boolean failFast = true;

		private Duration shutdownTimeout = Duration.ofSeconds(10);

		private @Nullable String name;

		private @Nullable Executor executor;

		private @Nullable FutureDecorator futureDecorator;

		Builder() {
		}

		/**
		 * Set the longest packet accepted from the server; told to an MQTT 5 server.
		 * @param maximumPacketSize 1024 to 268435460 bytes; 16 MiB unless set
		 * @return this builder
		 */
		public Builder maximumPacketSize(int maximumPacketSize) {
			this.maximumPacketSize = maximumPacketSize;
			return this;
		}

		/**
		 * Set the capacity of {@link MqttClient#queue()}.
		 * @param queueLength 0, as it is unless set, for no queue
		 * @return this builder
		 */
		public Builder queueLength(int queueLength) {
			this.queueLength = queueLength;
			return this;
		}

		/**
		 * Set whether the link is announced up at CONNACK.
		 * @param quick {@code false} if it must answer a ping first; {@code true} unless
		 * set
		 * @return this builder
		 */
		public Builder quick(boolean quick) {
			this.quick = quick;
			return this;
		}

		/**
		 * Set whether a failed first attempt ends {@code connect()} (behaviour S3).
		 * @param failFast {@code true} unless set
		 * @return this builder
		 */
		public Builder failFast(boolean failFast) {
			this.failFast = failFast;
			return this;
		}

		/**
		 * Set how long {@link MqttClient#disconnect()} waits for what is under way.
		 * @param shutdownTimeout zero to 365 days; 10 seconds unless set
		 * @return this builder
		 */
		public Builder shutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = Arguments.required("shutdownTimeout", shutdownTimeout);
			return this;
		}

		/**
		 * Set what the client is called in logs, besides its Client Identifier, which may
		 * be generated.
		 * @param name a name, or {@code null} for none
		 * @return this builder
		 */
		public Builder name(@Nullable String name) {
			this.name = name;
			return this;
		}

		/**
		 * Set what runs receivers and connection listeners.
		 * @param executor threads of the client's own when {@code null}; see
		 * {@link RuntimeOptions#executor()}
		 * @return this builder
		 */
		public Builder executor(@Nullable Executor executor) {
			this.executor = executor;
			return this;
		}

		/**
		 * Set what decorates the futures that the client returns.
		 * @param futureDecorator the decorator, or {@code null} for none
		 * @return this builder
		 */
		public Builder futureDecorator(@Nullable FutureDecorator futureDecorator) {
			this.futureDecorator = futureDecorator;
			return this;
		}

		RuntimeOptions build() {
			return new RuntimeOptions(this.maximumPacketSize, this.queueLength, this.quick, this.failFast,
					this.shutdownTimeout, this.name, this.executor, this.futureDecorator);
		}

	}

}
