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
 * What of a session is kept. Immutable; made by
 * {@link MqttClientOptionsBuilder#session(java.util.function.Consumer)}.
 *
 * @param cleanInit whether the first connection starts with a clean session
 * @param clean whether every connection starts with a clean session
 * @param resubscribe when subscriptions are sent again
 */
public record SessionOptions(boolean cleanInit, boolean clean, Resubscribe resubscribe) {

	public SessionOptions {
		Arguments.required("resubscribe", resubscribe);
	}

	Builder mutate() {
		return new Builder().cleanInit(this.cleanInit).clean(this.clean).resubscribe(this.resubscribe);
	}

	/**
	 * Builds {@link SessionOptions}. Not for use by several threads at once.
	 */
	public static final class Builder {

		private boolean cleanInit = true;

		private boolean clean = true;

		private Resubscribe resubscribe = Resubscribe.AUTO;

		Builder() {
		}

		/**
		 * Set whether the first connection starts with a clean session.
		 * @param cleanInit {@code true} unless set
		 * @return this builder
		 */
		public Builder cleanInit(boolean cleanInit) {
			this.cleanInit = cleanInit;
			return this;
		}

		/**
		 * Set whether every connection starts with a clean session.
		 * @param clean {@code true} unless set; if not, the client needs a client id
		 * @return this builder
		 */
		public Builder clean(boolean clean) {
			this.clean = clean;
			return this;
		}

		/**
		 * Set when subscriptions are sent again.
		 * @param resubscribe the value, {@link Resubscribe#AUTO} unless set
		 * @return this builder
		 */
		public Builder resubscribe(Resubscribe resubscribe) {
			this.resubscribe = Arguments.required("resubscribe", resubscribe);
			return this;
		}

		SessionOptions build() {
			return new SessionOptions(this.cleanInit, this.clean, this.resubscribe);
		}

	}

}
