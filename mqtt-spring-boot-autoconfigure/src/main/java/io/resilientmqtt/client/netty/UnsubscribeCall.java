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

package io.resilientmqtt.client.netty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import io.resilientmqtt.client.ReasonProperties;
import io.resilientmqtt.client.UnsubscribeResult;
import io.resilientmqtt.message.ReasonCode;
import io.resilientmqtt.message.TopicFilter;
import io.resilientmqtt.message.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * A call of {@code unsubscribe} that waits for its answer, or for several if its filters
 * need more than one packet. Belongs to the event loop.
 */
final class UnsubscribeCall {

	private final List<TopicFilter> filters;

	private final List<UserProperty> userProperties;

	private final CompletableFuture<UnsubscribeResult> future;

	private final @Nullable ReasonCode[] answers;

	/** Where the filters are that the present connection was asked to remove. */
	private int[] asked = {};

	private int unanswered;

	private final List<UserProperty> answerProperties = new ArrayList<>(0);

	private @Nullable String reasonString;

	UnsubscribeCall(List<TopicFilter> filters, List<UserProperty> userProperties,
			CompletableFuture<UnsubscribeResult> future) {
		this.filters = filters;
		this.userProperties = userProperties;
		this.future = future;
		this.answers = new ReasonCode[filters.size()];
		this.unanswered = this.answers.length;
	}

	List<TopicFilter> filters() {
		return this.filters;
	}

	List<UserProperty> userProperties() {
		return this.userProperties;
	}

	/**
	 * Forget the answers of an earlier connection, on which not all came. Filters that
	 * the broker is to have again meanwhile, and has, are done with: to remove them again
	 * would take the new subscription away.
	 * @param present tells which these are
	 * @return the filters that the connection is to be asked to remove
	 */
	List<TopicFilter> begin(Predicate<TopicFilter> present) {
		Arrays.fill(this.answers, null);
		this.unanswered = this.answers.length;
		this.answerProperties.clear();
		this.reasonString = null;
		List<TopicFilter> open = new ArrayList<>(this.filters.size());
		this.asked = new int[this.filters.size()];
		for (int i = 0; i < this.answers.length; i++) {
			if (present.test(this.filters.get(i))) {
				this.answers[i] = ReasonCode.SUCCESS;
				this.unanswered--;
			}
			else {
				this.asked[open.size()] = i;
				open.add(this.filters.get(i));
			}
		}
		return open;
	}

	/**
	 * Some of the filters have been answered.
	 * @param from the index of the first among those asked for
	 * @param reasonCodes the answers
	 * @param properties what else the packet says
	 */
	void answered(int from, List<ReasonCode> reasonCodes, ReasonProperties properties) {
		for (int i = 0; i < reasonCodes.size(); i++) {
			this.answers[this.asked[from + i]] = reasonCodes.get(i);
			this.unanswered--;
		}
		this.answerProperties.addAll(properties.userProperties());
		if (properties.reasonString() != null) {
			this.reasonString = (this.reasonString != null) ? this.reasonString + "; " + properties.reasonString()
					: properties.reasonString();
		}
	}

	boolean completeIfAnswered() {
		if (this.unanswered > 0) {
			return false;
		}
		List<ReasonCode> codes = new ArrayList<>(this.answers.length);
		for (ReasonCode answer : this.answers) {
			codes.add(Objects.requireNonNull(answer, "not answered"));
		}
		this.future.complete(new UnsubscribeResult(codes, this.reasonString, this.answerProperties));
		return true;
	}

	void fail(Throwable failure) {
		this.future.completeExceptionally(failure);
	}

}
