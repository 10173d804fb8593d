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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.resilientmqtt.listener.Acknowledgment;
import io.resilientmqtt.message.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Records the answers it is given.
 */
public final class RecordedAcknowledgment implements Acknowledgment {

	public final List<String> answers = new ArrayList<>();

	@Override
	public void acknowledge() {
		this.answers.add("acknowledge");
	}

	@Override
	public void nack(Duration pause) {
		this.answers.add("nack " + pause);
	}

	@Override
	public void reject(ReasonCode reasonCode, @Nullable String reasonString) {
		this.answers.add("reject " + reasonCode);
	}

}
